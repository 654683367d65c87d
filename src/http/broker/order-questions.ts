// What a list of orders is asked, settled: words become what they mean, groups of states become their states.

import type { AccountId, Instant } from '../../core/order.ts';
import { areOpen, type StateGroup, stateGroups } from '../../core/state-groups.ts';
import type { OrderState } from '../../core/transitions.ts';
import { listConnectionIds } from '../../db/connections.ts';
import type { OrderFilter, OrderMatch, OrderSort } from '../../db/order-pages.ts';
import {
  buyerQuery,
  type Found,
  findListingsByWords,
  findOrdersByBuyer,
  findOrdersNumbered,
  wordQuery,
} from '../../db/order-search.ts';
import type { Pool } from '../../db/pool.ts';
import { orderIdOf } from '../../engine/order-id.ts';
import { RequestProblem } from '../problems.ts';
import type { OrdersCsvQuery } from './schemas/orders.ts';

type Asked = Omit<OrdersCsvQuery, 'sort'> & { binding?: boolean; pos?: string };

export async function filterOf(pool: Pool, accountId: AccountId, asked: Asked): Promise<OrderFilter> {
  const { event, listing, number, buyer, q } = asked;
  const all = await Promise.all([
    ...(number === undefined ? [] : [numbered(pool, accountId, number).then((orderIds) => ({ ...nothing, orderIds }))]),
    ...(listing === undefined ? [] : [{ ...nothing, remoteIds: [listing.trim()] }]),
    ...(event === undefined ? [] : [matchOfEvent(pool, accountId, event)]),
    ...(buyer === undefined ? [] : [matchOfBuyer(pool, accountId, buyer)]),
    ...(q === undefined ? [] : [matchOfAnything(pool, accountId, q)]),
  ]);
  return {
    marketplaces: asked.marketplace ?? null,
    states: asked.state === undefined ? null : statesOf(asked.state),
    from: instantOf(asked.from),
    to: instantOf(asked.to),
    binding: asked.binding ?? null,
    pos: asked.pos ?? null,
    all,
  };
}

const nothing: OrderMatch = { orderIds: [], remoteIds: [], listingWords: null, buyerWords: null };

type Hints = {
  remoteIds?: readonly string[];
  event?: Found;
  where?: 'event' | 'anywhere';
  buyer?: Found;
  words: string;
};

/** What was gathered is looked up by its ids; what is common is compared by its words. */
function matchOf({ remoteIds = [], event = [], where = 'anywhere', buyer = [], words }: Hints): OrderMatch {
  return {
    orderIds: buyer === 'common' ? [] : buyer,
    remoteIds: event === 'common' ? remoteIds : [...remoteIds, ...event],
    listingWords: event === 'common' ? wordQuery(words, where) : null,
    buyerWords: buyer === 'common' ? buyerQuery(words) : null,
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An order's id is made of its connection and its global id, so a global id is found without an index of its own. */
async function numbered(pool: Pool, accountId: AccountId, text: string): Promise<string[]> {
  const number = text.trim();
  const connectionIds = await listConnectionIds(pool, accountId);
  const byGlobalId = connectionIds.map((connectionId) => orderIdOf(connectionId, number));
  const orderIds = uuid.test(number) ? [...byGlobalId, number.toLowerCase()] : byGlobalId;
  return findOrdersNumbered(pool, accountId, { number, orderIds });
}

async function matchOfEvent(pool: Pool, accountId: AccountId, words: string): Promise<OrderMatch> {
  const event = await findListingsByWords(pool, accountId, words, 'event');
  return matchOf({ event, where: 'event', words });
}

async function matchOfBuyer(pool: Pool, accountId: AccountId, words: string): Promise<OrderMatch> {
  return matchOf({ buyer: await findOrdersByBuyer(pool, accountId, words), words });
}

/** Who types a whole number wants that order; else the words are looked for wherever they may stand. */
async function matchOfAnything(pool: Pool, accountId: AccountId, words: string): Promise<OrderMatch> {
  const orderIds = await numbered(pool, accountId, words);
  if (orderIds.length > 0) return { ...nothing, orderIds };
  const [event, buyer] = await Promise.all([
    findListingsByWords(pool, accountId, words),
    findOrdersByBuyer(pool, accountId, words),
  ]);
  return matchOf({ remoteIds: [words.trim()], event, buyer, words });
}

function statesOf(named: readonly string[]): OrderState[] {
  const states = named.flatMap((name) => stateGroups[name as StateGroup] ?? [name as OrderState]);
  return [...new Set(states)];
}

/** Throws `malformed` for an order of the list that would have to read all that an account ever sold. */
export function sortOf(sort: OrderSort | undefined, { states }: Pick<OrderFilter, 'states'>): OrderSort {
  if ((sort === 'ends' || sort === 'money') && (states === null || !areOpen(states))) {
    const message = 'is for orders that are open: name their states, such as state=open or state=needs_you';
    throw new RequestProblem('malformed', [{ field: 'sort', message }]);
  }
  return sort ?? 'newest';
}

function instantOf(time: string | undefined): Instant | null {
  return time === undefined ? null : Date.parse(time);
}
