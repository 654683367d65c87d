// How a broker, and whoever else is called in, brings a market to its end: new credentials where access has run out, notices told
// again, and by hand what no call can say.
import { setTimeout as pause } from 'node:timers/promises';
import type { Order } from '../../src/core/order.ts';
import { restStates } from '../../src/core/transitions.ts';
import { readOrder } from '../../src/db/orders.ts';
import type { Pool } from '../../src/db/pool.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import { compareSales } from '../../src/sandbox/compare-sales.ts';
import { eventually } from '../support/hub.ts';
import { actOn, enterCredentials } from '../support/selling.ts';
import type { Market, Seller } from './market.ts';

/** However short the trade was: each marketplace was called too often once, and let nobody in where such a thing happens. */
export async function everyoneWasInTrouble({ sellers, pool }: Market, withinMs: number): Promise<void> {
  const isSpared = ({ wrong, accessEnds }: Seller): boolean =>
    !wrong.has('too_many_calls') || wrong.has('access_expired') !== accessEnds;
  await eventually(
    () => Promise.all(sellers.filter(isSpared).map((seller) => howItStands(seller, pool))),
    (spared) => spared.length === 0,
    withinMs,
    1_000,
  );
}

/** For whoever reads why this failed: what the marketplace sold and told, what went wrong, and how the ledger has its sales. */
async function howItStands({ slug, book, wrong, connection }: Seller, pool: Pool): Promise<object> {
  const { rows: ledger } = await pool.query(
    `select state, count(*) as orders, min(due_at) as due_at, max(attempts) as attempts
     from orders where connection_id = $1 group by state`,
    [connection.connectionId],
  );
  const { rows: alerts } = await pool.query(
    'select kind, sentence from alerts where connection_id = $1 and over_at is null limit 3',
    [connection.connectionId],
  );
  return { slug, wrong: Object.fromEntries(wrong), ...book.summary(), ledger, alerts, now: Date.now() };
}

/** Whoever had a list to read when it was killed had it for a minute; here that is over with the next hub. */
export async function endLeases({ pool }: Market): Promise<void> {
  await pool.query('update polls set due_at = now()');
}

/** A lost notice of a marketplace without a list is told again, and what no call can say is said by hand. */
export async function endEverySale({ sellers, pool, databaseUrl }: Market, withinMs: number): Promise<void> {
  // Who asked first and was told yes is owed tickets until a person has found some.
  const restless = `select global_id, state, attempts from orders
    where state <> all($1) or (state = 'unfilled' and flow = 'order_integration')`;
  await eventually(
    async () => {
      for (const seller of sellers) {
        await mendAccess(seller, pool);
        await nudge(seller, pool, databaseUrl);
      }
      await tryAgain(pool, databaseUrl);
      await pause(200);
      const { rows } = await pool.query(restless, [[...restStates, 'held', 'unfilled']]);
      const open = sellers.flatMap(({ slug, book }) =>
        [...book.sales.values()].flatMap(({ state, saleId }) => (state === 'unconfirmed' ? [`${slug} ${saleId}`] : [])),
      );
      // What a marketplace took back without a notice is found in its list.
      const apart = await Promise.all(
        sellers.map(async (seller) => (await compareSales(seller, (id) => orderOf(pool, seller, id))).differences),
      );
      return { rows: rows.slice(0, 5), open: open.slice(0, 5), apart: apart.flat().slice(0, 5) };
    },
    ({ rows, open, apart }) => rows.length + open.length + apart.length === 0,
    withinMs,
  );
}

/** Longer than a hub goes on with credentials that were replaced. */
const triesNewOnesForMs = 10_000;

/** The broker enters new credentials where a marketplace takes the old ones no more: they had run out, or were lost with an answer. */
async function mendAccess({ connection, logIn }: Seller, pool: Pool): Promise<void> {
  // A hub that has been given new ones is left to try them.
  const { rowCount: isShutOut } = await pool.query(
    `update alerts set done_at = now(), done_by = 'the broker'
     where connection_id = $1 and kind = 'connection_refused' and over_at is null
       and (done_at is null or done_at < now() - $2 * interval '1 millisecond')`,
    [connection.connectionId, triesNewOnesForMs],
  );
  const credentials = isShutOut ? logIn() : null;
  if (credentials !== null) await enterCredentials(pool, connection, credentials);
}

/** Somebody looks after the connections while there is trade, and not when the market is closed, however it came to that. */
export function watchAccess({ sellers, pool }: Market): { stop: () => Promise<void> } & AsyncDisposable {
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      for (const seller of sellers) await mendAccess(seller, pool);
      await pause(300, undefined, { signal: ended.signal }).catch(() => {});
    }
  })();
  const stop = async (): Promise<void> => {
    ended.abort();
    await watching;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

/** A POS that is well by now sells what it would not sell before, when a person asks it to. */
async function tryAgain(pool: Pool, databaseUrl: string): Promise<void> {
  const { rows } = await pool.query<Pick<Order, 'accountId' | 'orderId'>>(
    `select account_id as "accountId", order_id as "orderId" from orders
     where state = 'stuck' or (state = 'unfilled' and flow = 'order_integration')`,
  );
  for (const { accountId, orderId } of rows) {
    const order = await readOrder(pool, accountId, orderId);
    await actOn({ databaseUrl }, order, { do: 'retry', by: 'a person' });
  }
}

/** How far an order comes that the marketplace has asked about and not sold. */
const isSetAside: ReadonlySet<Order['state']> = new Set(['held', 'released', 'expired', 'declined']);

async function nudge(seller: Seller, pool: Pool, databaseUrl: string): Promise<void> {
  for (const sale of seller.book.sales.values()) {
    if (sale.state === 'confirmed') continue;
    const order = await orderOf(pool, seller, sale.saleId);
    const isWaiting = order !== null && order.dueAt === null && order.attempts === 0;
    const isUntold = order === null || isSetAside.has(order.state);
    if (sale.state === 'unconfirmed' && isUntold) seller.announce(sale, 'sold');
    if (sale.state === 'cancelled' && order !== null && !restStates.includes(order.state))
      seller.announce(sale, 'cancelled');
    if (sale.state === 'cancelled' && order?.state === 'confirmed') seller.announce(sale, 'cancelled');
    if (sale.state === 'unconfirmed' && order?.state === 'unfilled') {
      // Where no call can say no, the account's rule leaves it to a person.
      seller.book.reject(sale, null);
      await actOn({ databaseUrl }, order, { do: 'note_rejected', by: 'a person' });
      continue;
    }
    if (sale.state !== 'unconfirmed' || !isWaiting) continue;
    if (order.state === 'confirming') {
      seller.book.confirm(sale, []);
      await actOn({ databaseUrl }, order, { do: 'note_confirmed', by: 'a person' });
    } else if (order.state === 'rejecting') {
      seller.book.reject(sale, order.rejectReason);
      await actOn({ databaseUrl }, order, { do: 'note_rejected', by: 'a person' });
    }
  }
}

export function orderOf(pool: Pool, { connection }: Seller, saleId: string): Promise<Order | null> {
  return readOrder(pool, connection.accountId, orderIdOf(connection.connectionId, saleId));
}
