// Plays Holdfast against a bridge: tries every rule, one after the other, and returns what it saw. Nothing here knows more of
// a bridge than its published wire says.
import type { Certificate, Tried, Unreachable } from '../certify.ts';
import { Line } from '../line.ts';
import { timesOf } from '../times.ts';
import { Unmet } from '../unmet.ts';
import type { BridgeRule } from './rule.ts';
import { expiry } from './rules/expiry.ts';
import { goodPath } from './rules/good-path.ts';
import { keys, malformed } from './rules/hostile.ts';
import { inTime } from './rules/in-time.ts';
import { lostAnswers } from './rules/lost-answers.ts';
import { refusals } from './rules/refusals.ts';
import { repeats } from './rules/repeats.ts';
import { rivals } from './rules/rivals.ts';
import { stock } from './rules/stock.ts';
import { BridgeTalk } from './talk.ts';
import { type BridgeLimits, type BridgeVisit, type Tickets, wordsOf } from './visit.ts';

export const bridgeRules: readonly BridgeRule[] = [
  ...[...goodPath, ...repeats, ...rivals, ...lostAnswers, ...expiry],
  ...[...refusals, ...malformed, ...keys, ...stock, ...inTime],
];

export const usualBridgeLimits: BridgeLimits = {
  ...{ averageMs: 2_000, mostMs: 4_000, lateEffectMs: 30_000 },
  ...{ shortHoldMs: 1_000, lapseMs: 2_000 },
};
/** The kit listens longer than an answer may take, to tell late from never. */
const patience = 2.5;

export type BridgeOptions = {
  url: string;
  key: string;
  tickets: Tickets;
  showsStock: boolean;
  limits?: BridgeLimits;
  onTried?: (tried: Tried, count: number, of: number) => void;
};

export async function certifyBridge(options: BridgeOptions): Promise<Certificate | Unreachable> {
  const { url, key, tickets, showsStock, limits = usualBridgeLimits, onTried = () => {} } = options;
  const line = new Line(url, limits.mostMs * patience);
  const startedAt = new Date();
  const visit: BridgeVisit = { ...{ line, key, tickets, showsStock, limits }, ...{ log: [], leftBehind: new Set() } };
  try {
    const obstacle = await firstCalls(visit);
    if (obstacle !== null) return { unreachable: obstacle };
    const tried: Tried[] = [];
    for (const rule of bridgeRules) {
      const one = await tryRule(rule, visit);
      tried.push(one);
      onTried(one, tried.length, bridgeRules.length);
    }
    return {
      ...{ url, profile: 'the REST bridge', startedAt, tookMs: Date.now() - startedAt.getTime(), tried },
      ...{
        times: timesOf(visit.log.map(({ exchange }) => exchange)),
        ticketsSold: 0,
        leftBehind: [...visit.leftBehind],
      },
    };
  } finally {
    line.close();
  }
}

/** Whether there is anybody to talk to, with this key, about these tickets. Null: yes. */
async function firstCalls(visit: BridgeVisit): Promise<string | null> {
  const talk = new BridgeTalk(visit);
  const reference = talk.newReference();
  const hello = await talk.find(reference);
  if (hello.exchange.lost) return `nobody answers at this address: ${hello.exchange.lost.detail}`;
  if (hello.status === 401 || hello.status === 403) return `the key was refused: ${wordsOf(hello)}`;
  const { remoteId, seats } = visit.tickets;
  const held = await talk.hold(reference, { seats });
  const isYes = held.status >= 200 && held.status < 300;
  // Of places nobody can say which were meant: rivals only meet where there are no others.
  const more = isYes && seats.includes(null) ? await talk.hold(talk.newReference(), { seats: [null] }) : null;
  await talk.cleanUp();
  if (more !== null && more.status >= 200 && more.status < 300) {
    return `the listing "${remoteId}" has more than ${seats.length} free places, and the kit needs one with exactly so many`;
  }
  const { code } = (held.body ?? {}) as { code?: unknown };
  if (code === 'listing_unknown') return `the bridge does not know the listing "${remoteId}": ${wordsOf(held)}`;
  if (code === 'not_available') {
    const named = seats.map((seat) => seat ?? 'a place').join(', ');
    return `these tickets of "${remoteId}" are not all free: ${named}. Holds of an earlier run may stand until they expire`;
  }
  return null;
}

async function tryRule(rule: BridgeRule, visit: BridgeVisit): Promise<Tried> {
  const startedAt = Date.now();
  const talk = new BridgeTalk(visit);
  const verdict = await verdictOf(rule, talk);
  await talk.cleanUp();
  return { rule, verdict, exchanges: talk.exchanges, tookMs: Date.now() - startedAt };
}

async function verdictOf(rule: BridgeRule, talk: BridgeTalk): Promise<Tried['verdict']> {
  try {
    return (await rule.check(talk)) ?? { result: 'passed' };
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    return { result: 'failed', expected: error.expected, came: error.came };
  }
}
