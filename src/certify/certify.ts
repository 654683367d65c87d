// Plays a marketplace against an automator: tries every rule, and returns what it saw. Nothing in this folder knows more
// of an automator than the published contract says.
import { Conversation } from './conversation.ts';
import { Line } from './line.ts';
import type { Rule, RuleText, Untried } from './rule.ts';
import { rules } from './rules/rules.ts';
import { type Times, timesOf } from './times.ts';
import { Unmet } from './unmet.ts';
import { type Answer, type Limits, type Listings, type Shown, type Visit, wordsOf } from './visit.ts';
import type { Wire } from './wire.ts';

export const publishedLimits: Limits = { averageMs: 5_000, mostMs: 30_000, promisedMs: 15_000 };
/** The kit listens longer than an answer may take, to tell late from never. */
const patience = 1.5;

export type Tried = {
  rule: RuleText;
  exchanges: readonly Shown[];
  tookMs: number;
  verdict:
    | { result: 'passed' }
    | { result: 'failed'; expected: string; came: string }
    | { result: 'excused'; reason: string }
    | Untried;
};
export type Result = Tried['verdict']['result'];

export type Certificate = {
  url: string;
  profile: string;
  startedAt: Date;
  tookMs: number;
  times: Times;
  ticketsSold: number;
  /** Global ids, or references, that the kit could not let go of. */
  leftBehind: readonly string[];
  tried: readonly Tried[];
};

/** The automator could not be tried at all; the sentence says why. */
export type Unreachable = { unreachable: string };

export type CertifyOptions = {
  url: string;
  key: string;
  wire: Wire;
  listings: Listings;
  waitMs: number;
  limits?: Limits;
  /** Called whenever a rule is decided. */
  onTried?: (tried: Tried, count: number, of: number) => void;
};

export async function certify(options: CertifyOptions): Promise<Certificate | Unreachable> {
  const { url, key, wire, listings, waitMs, limits = publishedLimits } = options;
  const line = new Line(url, limits.mostMs * patience);
  const startedAt = new Date();
  const visit: Visit = {
    ...{ wire, line, key, listings, limits, waitMs },
    ...{ log: [], sold: new Map(), leftBehind: new Set() },
  };
  try {
    const obstacle = await firstCalls(visit);
    if (obstacle !== null) return { unreachable: obstacle };
    const tried = await tryAll(visit, options.onTried ?? (() => {}));
    return {
      ...{ url, profile: wire.slug, startedAt, tookMs: Date.now() - startedAt.getTime(), tried },
      times: timesOf(visit.log.map(({ exchange }) => exchange)),
      ticketsSold: [...visit.sold.values()].reduce((sum, quantity) => sum + quantity, 0),
      leftBehind: [...visit.leftBehind],
    };
  } finally {
    line.close();
  }
}

/** Whether there is anybody to talk to, with this key, about these listings. Null: yes. */
async function firstCalls(visit: Visit): Promise<string | null> {
  const talk = new Conversation(visit);
  const { wire, listings } = visit;
  const hello = await talk.look(talk.deal());
  if (hello.exchange.lost) return `nobody answers at this address: ${hello.exchange.lost.detail}`;
  if (hello.status === wire.statusOf('unauthenticated') || hello.status === wire.statusOf('forbidden')) {
    return `the key was refused: ${wordsOf(hello)}`;
  }
  const wanted: [string, number][] = [
    [listings.large, 1],
    [listings.small, 2],
  ];
  if (listings.pairs !== null) wanted.push([listings.pairs, 2]);
  const obstacles: string[] = [];
  for (const [remoteId, quantity] of wanted) {
    const obstacle = obstacleIn(await talk.hold(talk.deal({ remoteId, quantity })), remoteId, quantity);
    if (obstacle !== null) obstacles.push(obstacle);
  }
  await talk.cleanUp();
  return obstacles[0] ?? null;
}

function obstacleIn(answer: Answer, remoteId: string, quantity: number): string | null {
  switch (answer.body?.code) {
    case 'listing_unknown':
      return `the automator does not know the listing "${remoteId}": ${wordsOf(answer)}`;
    case 'not_available':
      return `the listing "${remoteId}" has no ${quantity} free tickets: ${wordsOf(answer)}. Holds of an earlier run may stand until they expire`;
    default:
      return null;
  }
}

/** Three lanes side by side, so that waiting costs nothing, then the rules that judge what all of them saw. */
async function tryAll(visit: Visit, onTried: NonNullable<CertifyOptions['onTried']>): Promise<Tried[]> {
  const found = new Map<Rule, Tried>();
  const attempt = async (rule: Rule): Promise<void> => {
    const tried = await tryRule(rule, visit);
    found.set(rule, tried);
    onTried(tried, found.size, rules.length);
  };
  const inTurn = async (runs: Rule['runs']): Promise<void> => {
    for (const rule of rules.filter((one) => one.runs === runs)) await attempt(rule);
  };
  const waiting = rules.filter(({ runs }) => runs === 'waiting').map(attempt);
  await Promise.all([inTurn('in_turn'), inTurn('small_listing'), ...waiting]);
  await inTurn('afterwards');
  return rules.map((rule) => found.get(rule) as Tried);
}

async function tryRule(rule: Rule, visit: Visit): Promise<Tried> {
  const startedAt = Date.now();
  const talk = new Conversation(visit);
  const excuse = visit.wire.excuses[rule.id];
  const verdict = excuse === undefined ? await verdictOf(rule, talk) : ({ result: 'excused', reason: excuse } as const);
  await talk.cleanUp();
  return { rule, verdict, exchanges: talk.exchanges, tookMs: Date.now() - startedAt };
}

async function verdictOf(rule: Rule, talk: Conversation): Promise<Tried['verdict']> {
  try {
    return (await rule.check(talk)) ?? { result: 'passed' };
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    return { result: 'failed', expected: error.expected, came: error.came };
  }
}
