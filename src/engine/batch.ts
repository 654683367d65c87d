// Load, decide, store: one batch of commands of one account, in one transaction of two round trips.
// Invariant no-call-in-transaction: between `begin` and `commit` there is SQL and pure code, and nothing else.
import type pg from 'pg';
import { isOrders } from '../core/claim.ts';
import type { Command, Decision, Listing, PosNature } from '../core/command.ts';
import { decide } from '../core/decide.ts';
import type { AccountId, ConnectionId, Instant, Order, OrderId } from '../core/order.ts';
import { asksOnly, type MarketplaceNature, type SaleSeen, type Sighting } from '../core/sale.ts';
import { appendEntries, type JournalEntry, type OrderAlert, raiseAlerts } from '../db/journal.ts';
import { lockListings, storeOwners } from '../db/listings.ts';
import { insertOrders, lockOrders, orderNumberKey, takenOrderNumbers, updateOrders } from '../db/orders.ts';
import { asOne, type Pool, type Statement, sendTogether, withConnection } from '../db/pool.ts';
import { readListingIds } from '../db/stock.ts';
import { hintAtLetGo } from '../db/stock-polls.ts';
import { failpoint, failpointIsArmed } from './failpoints.ts';
import { byOwnId, type Renamed, saleByOwnId } from './renamed-listings.ts';
import { letGo, mayTake, ownersOf, whoYields } from './yielding.ts';

/**
 * What became of one command: a decision, or the bug that kept it from being made. `knownAs`: the sale that it speaks of is another
 * order, which was not loaded; nothing was decided.
 */
export type Decided = { decision: Decision; pos: string } | { knownAs: OrderId } | { error: unknown };

export type BatchContext = {
  pool: Pool;
  accountId: AccountId;
  clock: () => Instant;
  audience?: Audience | undefined;
  /** Natures of the POS systems named, read from the database where they are not known yet. */
  natures: (accountId: AccountId, pos: ReadonlySet<string>) => Promise<ReadonlyMap<string, PosNature>>;
  /** How the marketplaces of these connections deal; one that is left out only asks first. */
  marketplaces: (
    accountId: AccountId,
    connectionIds: ReadonlySet<ConnectionId>,
  ) => Promise<ReadonlyMap<ConnectionId, MarketplaceNature>>;
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
export function runBatch(context: BatchContext, commands: readonly Command[]): Promise<Decided[]> {
  return withConnection(context.pool, async (client) => {
    const shelf = await load(client, context, commands);
    failpoint('batch_loaded');
    const decided = commands.map((command) => decideOne(shelf, context, command));
    await store(client, context.accountId, shelf, context.clock());
    tell(context, shelf);
    return decided;
  });
}

/** The rows that a batch works on, changed in memory and stored together. */
type Shelf = {
  orders: Map<OrderId, Order>;
  listings: Map<string, Listing>;
  renamed: Renamed;
  /** Which order has a number, by `orderNumberKey`. Null: no command speaks of one. */
  orderNumbers: Map<string, OrderId> | null;
  natures: ReadonlyMap<string, PosNature>;
  marketplaces: ReadonlyMap<ConnectionId, MarketplaceNature>;
  begun: Set<OrderId>;
  changed: Set<OrderId>;
  owners: Map<string, readonly (string | null)[]>;
  /** Listings in a POS outside of which an order has let go of tickets. */
  letGoOf: Set<string>;
  entries: JournalEntry[];
  alerts: OrderAlert[];
};

async function load(client: pg.PoolClient, context: BatchContext, commands: readonly Command[]): Promise<Shelf> {
  const { accountId } = context;
  const orderIds = [...new Set(commands.map((command) => command.orderId))];
  const namedByCommands = commands.flatMap(namedListings);
  // A hold that is repeated is answered by its order alone.
  const ofOrders = commands.every(isHold) ? [] : orderIds;
  // Orders are locked before listings, always: two hubs can then never wait for each other. What an order names is looked
  // up where it stands, under its lock, so that all of it is one round trip.
  const [, orders, listings, taken] = await sendTogether(client, () =>
    Promise.all([
      client.query('begin'),
      lockOrders(client, accountId, orderIds),
      lockListings(client, accountId, namedByCommands, ofOrders),
      commands.some(speaksOfANumber)
        ? takenOrderNumbers(client, accountId, {
            connectionIds: connectionsIn(commands),
            numbers: saidNumbers(commands),
            ofOrders: orderIds,
          })
        : null,
    ]),
  );
  const named = [...namedByCommands, ...orders.flatMap(({ remoteId }) => remoteId ?? [])];
  const renamed = await lockRenamed(client, accountId, named, listings);
  if (commands.some(mayTake)) orders.push(...(await lockOthers(client, accountId, orderIds, listings)));
  const posInUse = new Set(Array.from(listings.values(), (listing) => listing.pos));
  return {
    orders: new Map(orders.map((order) => [order.orderId, saleByOwnId(order, renamed)])),
    listings,
    renamed,
    orderNumbers: taken,
    natures: await context.natures(accountId, posInUse),
    marketplaces: await context.marketplaces(
      accountId,
      new Set([...connectionsIn(commands), ...orders.map(({ connectionId }) => connectionId)]),
    ),
    begun: new Set(),
    changed: new Set(),
    owners: new Map(),
    letGoOf: new Set(),
    entries: [],
    alerts: [],
  };
}

/** Only names that no listing has are looked up, so that this costs a hold on a listing nothing. */
async function lockRenamed(
  client: pg.PoolClient,
  accountId: AccountId,
  named: readonly string[],
  listings: Map<string, Listing>,
): Promise<Renamed> {
  const unknown = named.filter((remoteId) => !listings.has(remoteId));
  if (unknown.length === 0) return new Map();
  const renamed = await readListingIds(client, accountId, unknown);
  const more = [...new Set(renamed.values())].filter((remoteId) => !listings.has(remoteId));
  // After the others, against the usual order: whoever is caught between two hubs by that loads again.
  if (more.length > 0)
    for (const [id, listing] of await lockListings(client, accountId, more)) listings.set(id, listing);
  return renamed;
}

/** Locked after the listings, against the usual order: whoever is caught between two hubs by that loads again. */
function lockOthers(
  client: pg.PoolClient,
  accountId: AccountId,
  known: readonly OrderId[],
  listings: ReadonlyMap<string, Listing>,
): Promise<Order[]> {
  const others = ownersOf(listings.values()).filter((owner) => !known.includes(owner));
  return others.length > 0 ? lockOrders(client, accountId, others) : Promise.resolve([]);
}

function connectionsIn(commands: readonly Command[]): ConnectionId[] {
  return commands.flatMap((command) => ('terms' in command ? [command.terms.connectionId] : []));
}

/** The numbers of sales that are spoken of: another order may have one of them already. */
function saidNumbers(commands: readonly Command[]): string[] {
  return commands.flatMap((command) => {
    if (command.kind === 'call') return command.call.kind === 'invoice' ? [command.call.marketplaceOrderId] : [];
    const sighted = command.kind === 'sale_seen' ? numbersOf(command.sighting) : [];
    return [...sighted, ...(seenIn(command)?.facts.numbers ?? [])];
  });
}

function speaksOfANumber(command: Command): boolean {
  if (command.kind === 'call') return command.call.kind === 'invoice';
  return command.kind === 'sale_seen' || command.kind === 'marketplace_answered';
}

function numbersOf({ saleId, numbers }: Sighting): string[] {
  return [saleId, ...numbers];
}

/** The sale as an answer of the marketplace, or a line in its list, shows it. */
function seenIn(command: Command): SaleSeen | null {
  if (command.kind === 'sale_seen') return command.sighting.seen;
  if (command.kind !== 'marketplace_answered' || command.result.outcome.kind !== 'done') return null;
  return command.result.outcome.answer;
}

function isHold(command: Command): boolean {
  return command.kind === 'call' && command.call.kind === 'hold';
}

/** The listings that a command names itself. */
function namedListings(command: Command): string[] {
  if (command.kind === 'call') return command.call.kind === 'hold' ? [command.call.remoteId] : [];
  if (command.kind === 'act') return command.act.do === 'fill' ? [command.act.remoteId] : [];
  const sold = seenIn(command)?.facts.remoteId ?? null;
  return sold === null ? [] : [sold];
}

/** Decides one command. A bug in it harms nobody else in the batch: what it would have changed is not taken over. */
function decideOne(shelf: Shelf, context: BatchContext, command: Command): Decided {
  try {
    const knownAs = orderOfSale(shelf, command);
    if (knownAs !== null) return { knownAs };
    const first = judge(shelf, context, command);
    const yielding = whoYields(first, command, shelf.orders);
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
    return shelf.orderNumbers.has(orderNumberKey(connectionId, number));
  };
  const situation = { accountId, now, order, listing, pos: nature, marketplace, orderNumberIsTaken, nameOf };
  return { decision: decide(situation, command), listing, pos: { ...nature, slug }, now };
}

function listingFor(shelf: Shelf, order: Order | null, command: Command): Listing | null {
  if (command.kind === 'act' && command.act.do === 'fill') return listingToFillFrom(shelf, order, command.act.remoteId);
  const asked = command.kind === 'call' && command.call.kind === 'hold' ? command.call.remoteId : null;
  const remoteId = order?.remoteId ?? asked ?? seenIn(command)?.facts.remoteId ?? null;
  return remoteId === null ? null : (shelf.listings.get(remoteId) ?? null);
}

/** Null also while the order has tickets of another listing: a decision sees one, and would leave those behind. */
function listingToFillFrom(shelf: Shelf, order: Order | null, remoteId: string): Listing | null {
  const own = shelf.listings.get(order?.remoteId ?? '');
  const isTied = own !== undefined && own.remoteId !== remoteId && own.owners.includes(order?.orderId ?? null);
  return isTied ? null : (shelf.listings.get(remoteId) ?? null);
}

function takeOver(shelf: Shelf, decision: Decision, listing: Listing | null, now: Instant): void {
  const { order, owners, steps, exchanges, alert } = decision;
  if (order === null) return;
  const before = shelf.orders.get(order.orderId);
  if (before === order) return;
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
  if (alert) shelf.alerts.push({ ...alert, orderId: order.orderId, at: now });
}

/** What the POS shows of those tickets may be otherwise than when they were claimed. */
function noteLettingGo(shelf: Shelf, { owners }: Decision, listing: Listing | null): void {
  if (owners === null || listing === null) return;
  const letsGo = listing.owners.some((owner, slot) => isOrders(owner) && owners[slot] !== owner);
  if (letsGo) shelf.letGoOf.add(listing.remoteId);
}

async function store(client: pg.PoolClient, accountId: AccountId, shelf: Shelf, now: Instant): Promise<void> {
  const changes = changesOf(accountId, shelf, now);
  const write = async (): Promise<unknown> => (changes.length > 0 ? client.query(asOne(changes)) : null);
  if (failpointIsArmed('batch_written')) {
    await write();
    failpoint('batch_written');
    changes.length = 0;
  }
  // Sent together and answered together: if what was written fails, so does the commit, and nothing is stored.
  const [, committed] = await sendTogether(client, () => Promise.all([write(), client.query('commit')]));
  if (committed.command !== 'COMMIT') throw new Error('the batch was rolled back by the database');
  failpoint('batch_committed');
}

function tell({ accountId, audience }: BatchContext, { entries, orders, alerts }: Shelf): void {
  if (!audience?.isListeningTo(accountId)) return;
  const moved = entries.flatMap(({ orderId, steps, at }) => {
    const order = orders.get(orderId);
    return order && steps.length > 0 ? [{ order, at }] : [];
  });
  audience.hear({ accountId, moved, alerts });
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
  return statements;
}
