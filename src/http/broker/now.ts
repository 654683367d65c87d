// What happens now: the page that a broker looks at fifty times a day, in one question.
import type { FastifyInstance } from 'fastify';
import type { AccountId, Instant } from '../../core/order.ts';
import { asks, orderStates } from '../../core/transitions.ts';
import {
  type ConnectionNow,
  countOrdersSince,
  type DayCount,
  type PosNow,
  readConnectionsNow,
  readPosNow,
  readWorkerLag,
} from '../../db/now.ts';
import { readOrderPage } from '../../db/order-pages.ts';
import { type HubRow, readHoldMinutes, readHubs } from '../../db/pulse.ts';
import { silentAfterMs } from '../../pulse/pulse.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { callsBody } from './calls-body.ts';
import { answer, declared } from './declared.ts';
import { namesOf } from './naming.ts';
import { connectionHealth } from './now/connection-health.ts';
import { exampleHealth, exampleNow } from './now/examples.ts';
import { holdMinutes } from './now/hold-minutes.ts';
import { readQueue } from './now/needs-you.ts';
import { summaryBody } from './order-body.ts';
import { plainTrouble } from './plain-trouble.ts';
import { Health, Now, NowQuery } from './schemas/now.ts';
import { SharedAnswers } from './shared-answers.ts';
import { timeOf } from './times.ts';

const hourMs = 60 * 60_000;
const longestDayMs = 48 * hourMs;
const latestShown = 40;

/** What the database knows of how everything is that trade depends on. */
type Standing = { connections: ConnectionNow[]; pointsOfSale: PosNow[]; hubs: HubRow[] };

const askingThePos = orderStates.filter((state) => asks[state]?.of === 'pos');

export function nowRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, clock, marketplaces, engine } = parts;
  const days = new SharedAnswers<DayCount[]>({ clock, leastMs: 1_000, factor: 20 });
  const standings = new SharedAnswers<Standing>({ clock, leastMs: 1_000, factor: 20 });

  const readStanding = (accountId: AccountId): Promise<Standing> =>
    standings.get(accountId, async () => {
      const [connections, pointsOfSale, hubs] = await Promise.all([
        readConnectionsNow(pool, accountId, orderStates),
        readPosNow(pool, accountId, askingThePos),
        readHubs(pool, clock() - silentAfterMs),
      ]);
      return { connections, pointsOfSale, hubs };
    });

  /** How calls go is looked at each time: it costs nothing, and changes by the second. */
  const healthBody = (accountId: AccountId, { connections, pointsOfSale, hubs }: Standing): Health => {
    const now = clock();
    const otherHubs = Math.max(0, hubs.length - 1);
    const names = namesOf(parts);
    return {
      connections: connections.map((connection) => ({
        ...connectionHealth(connection, marketplaces),
        ...callsBody(engine.callsOf(connection.connectionId), otherHubs, now),
      })),
      points_of_sale: pointsOfSale.map(({ pos, waiting, oldestAt, stockTrouble }) => ({
        pos,
        name: names.pos(pos),
        waiting,
        oldest_at: timeOf(oldestAt),
        ...callsBody(engine.posCallsOf(accountId, pos), otherHubs, now),
        stock: { trouble: plainTrouble(stockTrouble) },
      })),
    };
  };

  server.get<{ Querystring: NowQuery }>(
    '/now',
    declared({
      permission: 'read',
      tag: 'Now',
      operationId: 'getNow',
      summary: 'See what happens now',
      description:
        'What needs a person, most urgent first; what the day has brought; how holds were answered in the last hour; how every connection, POS and worker is.',
      querystring: NowQuery,
      answers: { 200: answer('What happens now.', Now, { now: exampleNow }) },
    }),
    async ({ broker: { accountId }, query }): Promise<Now> => {
      const now = clock();
      const since = beginningOf(query, now);
      const [needsYou, counts, minutes, standing, lagMs, latest] = await Promise.all([
        readQueue(parts, accountId, now),
        days.get(`${accountId} ${since}`, () => countOrdersSince(pool, accountId, since)),
        readHoldMinutes(pool, accountId, now - hourMs),
        readStanding(accountId),
        readWorkerLag(pool, now),
        readLatest(parts, accountId),
      ]);
      return {
        at: timeOf(now),
        needs_you: needsYou,
        today: { since: timeOf(since), counts },
        holds: holdMinutes(minutes),
        ...healthBody(accountId, standing),
        workers: {
          hubs: standing.hubs.map(({ name, version, startedAt, seenAt }) => ({
            name,
            version,
            started_at: timeOf(startedAt),
            seen_at: timeOf(seenAt),
          })),
          lag_ms: lagMs,
        },
        latest,
      };
    },
  );

  server.get(
    '/now/health',
    declared({
      permission: 'read',
      tag: 'Now',
      operationId: 'getHealth',
      summary: 'See how every connection and POS is',
      description: 'One line for each; it costs little, and may be asked for every few seconds.',
      answers: { 200: answer('The connections and the POS systems.', Health, { health: exampleHealth }) },
    }),
    async ({ broker: { accountId } }): Promise<Health> => healthBody(accountId, await readStanding(accountId)),
  );
}

/** Whole seconds, so that all pages of a broker ask for the same day. */
function beginningOf({ since }: NowQuery, now: Instant): Instant {
  if (since === undefined) return Math.floor((now - 24 * hourMs) / 60_000) * 60_000;
  const at = Math.floor(Date.parse(since) / 1_000) * 1_000;
  if (Number.isNaN(at) || at < now - longestDayMs || at > now + hourMs) {
    throw new RequestProblem('malformed', [{ field: 'since', message: 'must lie within the last 48 hours' }]);
  }
  return at;
}

async function readLatest(parts: BrokerParts, accountId: AccountId): Promise<Now['latest']> {
  const every = { marketplaces: null, states: null, from: null, to: null, binding: null, pos: null, all: [] };
  const page = await readOrderPage(parts.pool, accountId, every, { sort: 'newest', after: null, limit: latestShown });
  const names = namesOf(parts);
  return page.items.map((listed) => {
    const { order_id, state, marketplace, event, quantity, money, created_at } = summaryBody(listed, names);
    return { order_id, state, marketplace, event, quantity, money, created_at };
  });
}
