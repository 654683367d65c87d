// Load, decide, store: one batch of commands of one account, in one transaction of two round trips; of one, where all of its orders
// are known from when this hub asked somebody about them.
// Invariant no-call-in-transaction: between `begin` and `commit` there is SQL and pure code, and nothing else.
import { isOrders } from '../core/claim.ts';
import type { Command, Decision } from '../core/command.ts';
import { decide } from '../core/decide.ts';
import type { Listing } from '../core/listing.ts';
import type { AccountId, ConnectionId, Instant, Order, OrderId } from '../core/order.ts';
import { asksOnly } from '../core/sale.ts';
import type { OrderAlert } from '../db/journal.ts';
import { orderNumberKey } from '../db/order-numbers.ts';
import { haveMovedOn } from '../db/orders.ts';
import { type Pool, withConnection } from '../db/pool.ts';
import { failpoint } from './failpoints.ts';
import type { KnownOrders } from './known-orders.ts';
import { byOwnId } from './renamed-listings.ts';
import { isInvoice, loadShelf, numbersOf, type Shelf, type ShelfContext, seenIn } from './shelf.ts';
import { storeShelf } from './storing.ts';
import { letGo, whoYields } from './yielding.ts';

/**
 * What became of one command: a decision, or the bug that kept it from being made. `knownAs`: the sale that it speaks of is another
 * order, which was not loaded; nothing was decided.
 */
export type Decided = { decision: Decision; pos: string } | { knownAs: OrderId } | { error: unknown };

export type BatchContext = ShelfContext & {
  pool: Pool;
  clock: () => Instant;
  audience?: Audience | undefined;
  /** What people call the marketplace of a slug. */
  nameOf: (marketplace: string) => string;
};

/** What a batch has stored: every order that moved, and what a person should know. */
export type Stored = {
  accountId: AccountId;
  moved: { order: Order; at: Instant }[];
  alerts: readonly OrderAlert[];
};

/** Whoever listens to what happens. None of these may throw: what they hear of has happened. */
export type Audience = {
  /** Asked for every batch, so it must be cheap. */
  isListeningTo: (accountId: AccountId) => boolean;
  hear: (stored: Stored) => void;
  /** A connection works otherwise than before. */
  hearOfConnection: (accountId: AccountId, connectionId: ConnectionId) => void;
};

/** Throws when the database fails: then nothing of the batch was stored, or all of it was and loading again shows it. */
export async function runBatch(context: BatchContext, commands: readonly Command[]): Promise<Decided[]> {
  try {
    return await runOnce(context, commands);
  } catch (error) {
    for (const { orderId } of commands) context.known.forget(orderId);
    if (!haveMovedOn(error)) throw error;
    return runOnce(context, commands);
  }
}

function runOnce(context: BatchContext, commands: readonly Command[]): Promise<Decided[]> {
  return withConnection(context.pool, async (client) => {
    const shelf = await loadShelf(client, context, commands);
    failpoint('batch_loaded');
    const decided = commands.map((command) => decideOne(shelf, context, command));
    const writtenBy = await storeShelf(client, context.accountId, shelf, context.clock());
    rememberAsking(context.known, shelf, writtenBy);
    tell(context, shelf);
    return decided;
  });
}

/** Decides one command. A bug in it harms nobody else in the batch: what it would have changed is not taken over. */
function decideOne(shelf: Shelf, context: BatchContext, command: Command): Decided {
  try {
    const knownAs = orderOfSale(shelf, command);
    if (knownAs !== null) return { knownAs };
    const isNew = !shelf.orders.has(command.orderId);
    const first = judge(shelf, context, command);
    // Whoever was told no before is told no again, whatever there is by now.
    const yielding = isNew ? whoYields(first, command, shelf.orders) : [];
    for (const orderId of yielding) decideOne(shelf, context, { kind: 'act', orderId, act: letGo });
    const { decision, listing, pos, now } = yielding.length > 0 ? judge(shelf, context, command) : first;
    takeOver(shelf, decision, listing, now);
    if (pos.settle === undefined) noteLettingGo(shelf, decision, listing);
    return { decision, pos: pos.slug };
  } catch (error) {
    return { error };
  }
}

/** The order under which the sale that is spoken of stands, if that is not the one that the command names. */
function orderOfSale(shelf: Shelf, command: Command): OrderId | null {
  if (command.kind !== 'sale_seen') return null;
  const { sighting, terms, orderId } = command;
  for (const number of numbersOf(sighting)) {
    const known = shelf.orderNumbers?.get(orderNumberKey(terms.connectionId, number));
    if (known !== undefined) return known === orderId ? null : known;
  }
  return null;
}

function judge(shelf: Shelf, { accountId, clock, nameOf }: BatchContext, asked: Command) {
  const now = clock();
  const order = shelf.orders.get(asked.orderId) ?? null;
  const command = byOwnId(asked, order, shelf.renamed);
  const listing = listingFor(shelf, order, command);
  const terms = 'terms' in command ? command.terms : null;
  const connectionId = order?.connectionId ?? terms?.connectionId ?? ('' as ConnectionId);
  const slug = listing?.pos ?? 'house';
  const nature = shelf.natures.get(slug);
  if (!nature) throw new Error(`the POS "${slug}" of listing ${listing?.remoteId} is not connected`);
  const marketplace = shelf.marketplaces.get(connectionId) ?? asksOnly;
  const orderNumberIsTaken = (number: string): boolean => {
    if (shelf.orderNumbers === null) throw new Error(`nobody has looked whether the number of ${asked.kind} is taken`);
    const whose = shelf.orderNumbers.get(orderNumberKey(connectionId, number));
    return whose !== undefined && whose !== asked.orderId;
  };
  const situation = { accountId, now, order, listing, pos: nature, marketplace, orderNumberIsTaken, nameOf };
  return { decision: decide(situation, command), listing, pos: { ...nature, slug }, now };
}

function listingFor(shelf: Shelf, order: Order | null, command: Command): Listing | null {
  if (command.kind === 'act' && command.act.do === 'fill') return listingToFillFrom(shelf, order, command.act.remoteId);
  const asked = command.kind === 'call' && command.call.kind === 'hold' ? command.call.remoteId : null;
  const moved = isInvoice(command) && order?.state === 'expired' ? shelf.moved.get(order.orderId) : undefined;
  const remoteId = moved ?? order?.remoteId ?? asked ?? seenIn(command)?.facts.remoteId ?? null;
  return remoteId === null ? null : (shelf.listings.get(remoteId) ?? shelf.known.get(command.orderId)?.listing ?? null);
}

/** Null also while the order has tickets of another listing: a decision sees one, and would leave those behind. */
function listingToFillFrom(shelf: Shelf, order: Order | null, remoteId: string): Listing | null {
  const own = shelf.listings.get(order?.remoteId ?? '');
  const isTied = own !== undefined && own.remoteId !== remoteId && own.owners.includes(order?.orderId ?? null);
  return isTied ? null : (shelf.listings.get(remoteId) ?? null);
}

function takeOver(shelf: Shelf, decision: Decision, listing: Listing | null, now: Instant): void {
  const { order, owners, steps, exchanges, alert, question, inquiry } = decision;
  if (order === null) return;
  // What a person should know may be that nothing is done: then the order stays as it was.
  if (alert) shelf.alerts.push({ ...alert, orderId: order.orderId, at: now });
  const before = shelf.orders.get(order.orderId);
  if (before === order) return;
  if (owners !== null && shelf.known.has(order.orderId)) throw new Error('tickets move of a listing that was not read');
  if (question !== null || inquiry !== null) shelf.asking.add(order.orderId);
  if (before === undefined) shelf.begun.add(order.orderId);
  shelf.changed.add(order.orderId);
  shelf.orders.set(order.orderId, order);
  if (order.marketplaceOrderId !== null) {
    shelf.orderNumbers?.set(orderNumberKey(order.connectionId, order.marketplaceOrderId), order.orderId);
  }
  if (owners !== null && listing !== null) {
    shelf.listings.set(listing.remoteId, { ...listing, owners });
    shelf.owners.set(listing.remoteId, owners);
  }
  if (steps.length > 0 || exchanges.length > 0) {
    shelf.entries.push({ orderId: order.orderId, entry: order.entries, at: now, steps, exchanges });
  }
}

/** What the POS shows of those tickets may be otherwise than when they were claimed. */
function noteLettingGo(shelf: Shelf, { owners }: Decision, listing: Listing | null): void {
  if (owners === null || listing === null) return;
  const letsGo = listing.owners.some((owner, slot) => isOrders(owner) && owners[slot] !== owner);
  if (letsGo) shelf.letGoOf.add(listing.remoteId);
}

/** Whatever comes of what is asked comes to this hub, if it comes at all. */
function rememberAsking(known: KnownOrders, shelf: Shelf, writtenBy: string | null): void {
  for (const orderId of shelf.changed) {
    const order = shelf.orders.get(orderId);
    if (!order || writtenBy === null || !shelf.asking.has(orderId)) {
      known.forget(orderId);
      continue;
    }
    const listing = shelf.listings.get(order.remoteId ?? '') ?? shelf.known.get(orderId)?.listing ?? null;
    known.remember({ order, listing, writtenBy });
  }
}

function tell({ accountId, audience }: BatchContext, { entries, orders, alerts }: Shelf): void {
  if (!audience?.isListeningTo(accountId)) return;
  const moved = entries.flatMap(({ orderId, steps, at }) => {
    const order = orders.get(orderId);
    return order && steps.length > 0 ? [{ order, at }] : [];
  });
  audience.hear({ accountId, moved, alerts });
}
