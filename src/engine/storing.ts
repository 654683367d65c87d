// Stores what a batch has changed, all of it or nothing, with its commit.
import type pg from 'pg';
import type { AccountId, Instant, Order } from '../core/order.ts';
import { appendEntries, raiseAlerts } from '../db/journal.ts';
import { storeOwners } from '../db/listings.ts';
import { expectOrdersAsKnown, insertOrders, updateOrders, whoWrites } from '../db/orders.ts';
import { begin, commit, type Database, type Statement } from '../db/pool.ts';
import { hintAtLetGo } from '../db/stock-polls.ts';
import { sendTogether } from '../db/together.ts';
import { failpoint, failpointIsArmed } from './failpoints.ts';
import type { Shelf } from './shelf.ts';

/**
 * Resolves with the transaction that it was, as the rows that it wrote name it; null where nobody will ask for that. Fails, as
 * `haveMovedOn` tells, when an order is not any more as it was known.
 */
export async function storeShelf(
  client: pg.PoolClient,
  accountId: AccountId,
  shelf: Shelf,
  now: Instant,
): Promise<string | null> {
  const changes = changesOf(accountId, shelf, now);
  if (changes.length === 0 && !shelf.isBegun) return null;
  const write: Write = async (db) => {
    const written = changes.map((change) => db.query(change));
    const [writtenBy] = await Promise.all([shelf.asking.size > 0 ? whoWrites(db) : null, ...written]);
    return writtenBy;
  };
  const writtenBy = await (failpointIsArmed('batch_written') ? stepByStep : atOnce)(client, shelf, write);
  failpoint('batch_committed');
  return writtenBy;
}

type Write = (db: Database) => Promise<string | null>;

/** Where nothing was read, what is sent together is the whole transaction, and needs no words around it. */
async function atOnce(client: pg.PoolClient, { isBegun }: Shelf, write: Write): Promise<string | null> {
  if (!isBegun) return sendTogether(client, write);
  // If what was written fails, the commit is not run, and nothing is stored.
  const [writtenBy, committed] = await sendTogether(client, (db) => Promise.all([write(db), db.query(commit)]));
  if (committed.command !== 'COMMIT') throw new Error('the batch was rolled back by the database');
  return writtenBy;
}

async function stepByStep(client: pg.PoolClient, { isBegun }: Shelf, write: Write): Promise<string | null> {
  if (!isBegun) await client.query(begin);
  const writtenBy = await sendTogether(client, write);
  failpoint('batch_written');
  await client.query(commit);
  return writtenBy;
}

/** All of them are built before the first is sent, so that what cannot be written down leaves nothing half done. */
function changesOf(accountId: AccountId, shelf: Shelf, now: Instant): Statement[] {
  const begun: Order[] = [];
  const changed: Order[] = [];
  for (const orderId of shelf.changed) {
    const order = shelf.orders.get(orderId);
    if (order) (shelf.begun.has(orderId) ? begun : changed).push(order);
  }
  const statements: Statement[] = [];
  if (begun.length > 0) statements.push(insertOrders(begun));
  if (changed.length > 0) statements.push(updateOrders(accountId, changed));
  if (shelf.owners.size > 0) statements.push(storeOwners(accountId, shelf.owners));
  if (shelf.letGoOf.size > 0) statements.push(hintAtLetGo(accountId, [...shelf.letGoOf], now));
  if (shelf.entries.length > 0) statements.push(appendEntries(accountId, shelf.entries));
  if (shelf.alerts.length > 0) statements.push(raiseAlerts(accountId, shelf.alerts));
  if (shelf.known.size === 0 || statements.length === 0) return statements;
  // What was read is locked. What was only known is locked now, and must be as it was known, or nothing of this is written.
  return [expectOrdersAsKnown(accountId, shelf.known), ...statements];
}
