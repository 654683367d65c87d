// The rows that a batch works on: loaded under their locks, or known from when this hub last wrote them, changed in memory and
// stored together.
import type pg from 'pg';
import { mayBeAnothers } from '../core/anothers-sale.ts';
import { haveLeft } from '../core/claim.ts';
import type { Command, PosNature } from '../core/command.ts';
import type { Listing } from '../core/listing.ts';
import type { AccountId, ConnectionId, Order, OrderId } from '../core/order.ts';
import type { MarketplaceNature, SaleSeen, Sighting } from '../core/sale.ts';
import type { JournalEntry, OrderAlert } from '../db/journal.ts';
import { lockListings, readListingsWithSeats } from '../db/listings.ts';
import { takenOrderNumbers } from '../db/order-numbers.ts';
import { lockOrders } from '../db/orders.ts';
import { begin, type Database } from '../db/pool.ts';
import { readListingIds } from '../db/stock.ts';
import { sendTogether } from '../db/together.ts';
import type { KnownOrder, KnownOrders } from './known-orders.ts';
import { type Renamed, saleByOwnId } from './renamed-listings.ts';
import { mayTake, ownersOf } from './yielding.ts';

export type Shelf = {
  /** Whether the transaction has begun: not where nothing had to be read. */
  isBegun: boolean;
  orders: Map<OrderId, Order>;
  /** Those of the orders that were not read. */
  known: ReadonlyMap<OrderId, KnownOrder>;
  listings: Map<string, Listing>;
  renamed: Renamed;
  /** The listings in which the tickets of holds stand that have run out, where those have left the order's own. */
  moved: ReadonlyMap<OrderId, string>;
  /** Which order has a number, by `orderNumberKey`. Null: no command speaks of one, and no order may be another's sale. */
  orderNumbers: Map<string, OrderId> | null;
  natures: ReadonlyMap<string, PosNature>;
  marketplaces: ReadonlyMap<ConnectionId, MarketplaceNature>;
  begun: Set<OrderId>;
  changed: Set<OrderId>;
  /** Those that ask somebody outside when this is stored. */
  asking: Set<OrderId>;
  owners: Map<string, readonly (string | null)[]>;
  /** Listings in a POS outside of which an order has let go of tickets. */
  letGoOf: Set<string>;
  entries: JournalEntry[];
  alerts: OrderAlert[];
};

/** Whose rows they are, and where that is known which the rows do not say. */
export type ShelfContext = {
  accountId: AccountId;
  known: KnownOrders;
  /** Natures of the POS systems named, read from the database where they are not known yet. */
  natures: (accountId: AccountId, pos: ReadonlySet<string>) => Promise<ReadonlyMap<string, PosNature>>;
  /** How the marketplaces of these connections deal; one that is left out only asks first. */
  marketplaces: (
    accountId: AccountId,
    connectionIds: ReadonlySet<ConnectionId>,
  ) => Promise<ReadonlyMap<ConnectionId, MarketplaceNature>>;
};

type Rows = Pick<Shelf, 'listings' | 'renamed' | 'moved' | 'orderNumbers'> & { orders: readonly Order[] };

/** Reads, under locks, what is not known. Begins the transaction then. */
export async function loadShelf(
  client: pg.PoolClient,
  context: ShelfContext,
  commands: readonly Command[],
): Promise<Shelf> {
  const { accountId } = context;
  const known = context.known.thoseOf(commands);
  const others = commands.filter(({ orderId }) => !known.has(orderId));
  const rows = others.length > 0 ? await loadRows(client, accountId, others) : nothing();
  const orders = [...rows.orders, ...Array.from(known.values(), ({ order }) => order)];
  const listings = [...rows.listings.values(), ...Array.from(known.values(), ({ listing }) => listing)];
  return {
    isBegun: others.length > 0,
    orders: new Map(orders.map((order) => [order.orderId, order])),
    known,
    listings: rows.listings,
    renamed: rows.renamed,
    moved: rows.moved,
    orderNumbers: rows.orderNumbers,
    natures: await context.natures(accountId, new Set(listings.flatMap((listing) => listing?.pos ?? []))),
    marketplaces: await context.marketplaces(
      accountId,
      new Set([...connectionsIn(commands), ...orders.map(({ connectionId }) => connectionId)]),
    ),
    begun: new Set(),
    changed: new Set(),
    asking: new Set(),
    owners: new Map(),
    letGoOf: new Set(),
    entries: [],
    alerts: [],
  };
}

function nothing(): Rows {
  return { orders: [], listings: new Map(), renamed: new Map(), moved: new Map(), orderNumbers: null };
}

async function loadRows(client: pg.PoolClient, accountId: AccountId, commands: readonly Command[]): Promise<Rows> {
  const orderIds = [...new Set(commands.map((command) => command.orderId))];
  const namedByCommands = commands.flatMap(namedListings);
  // Nearly every hold begins its order, and names its listing itself.
  const ofOrders = commands.every(isHold) ? [] : orderIds;
  const lookUpNumbers = (db: Database): Promise<Map<string, OrderId>> =>
    takenOrderNumbers(db, accountId, {
      connectionIds: connectionsIn(commands),
      numbers: saidNumbers(commands),
      ofOrders: orderIds,
    });
  // Orders are locked before listings, always: two hubs can then never wait for each other. What an order names is looked
  // up where it stands, under its lock, so that all of it is one round trip.
  const [, orders, listings, spokenOf] = await sendTogether(client, (db) =>
    Promise.all([
      db.query(begin),
      lockOrders(db, accountId, orderIds),
      lockListings(db, accountId, namedByCommands, ofOrders),
      commands.some(speaksOfANumber) ? lookUpNumbers(db) : null,
    ]),
  );
  const taken = spokenOf ?? (orders.some(mayBeAnothers) ? await lookUpNumbers(client) : null);
  const namedByOrders = orders.flatMap(({ remoteId }) => remoteId ?? []);
  await lockMore(client, accountId, ofOrders.length > 0 ? [] : namedByOrders, listings);
  const renamed = await lockRenamed(client, accountId, [...namedByCommands, ...namedByOrders], listings);
  const moved = await lockMoved(client, accountId, invoicedLate(commands, orders), listings);
  if (commands.some(mayTake)) orders.push(...(await lockOthers(client, accountId, orderIds, listings)));
  return { orders: orders.map((order) => saleByOwnId(order, renamed)), listings, renamed, moved, orderNumbers: taken };
}

/** Those of the listings that are not locked yet. After the others, against the usual order: see `lockRenamed`. */
async function lockMore(
  client: pg.PoolClient,
  accountId: AccountId,
  remoteIds: readonly string[],
  listings: Map<string, Listing>,
): Promise<void> {
  const more = [...new Set(remoteIds)].filter((remoteId) => !listings.has(remoteId));
  if (more.length === 0) return;
  for (const [id, listing] of await lockListings(client, accountId, more)) listings.set(id, listing);
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
  // After the others, against the usual order: whoever is caught between two hubs by that loads again.
  await lockMore(client, accountId, [...renamed.values()], listings);
  return renamed;
}

function invoicedLate(commands: readonly Command[], orders: readonly Order[]): Order[] {
  const invoiced = new Set(commands.flatMap((command) => (isInvoice(command) ? [command.orderId] : [])));
  return orders.filter(
    ({ orderId, state, refusal }) => invoiced.has(orderId) && state === 'expired' && refusal === null,
  );
}

/**
 * A hold may have split its group in the POS, and then its tickets stand in a listing of their own. Seats that stand in more than one
 * other listing are nobody's to choose between.
 */
async function lockMoved(
  client: pg.PoolClient,
  accountId: AccountId,
  late: readonly Order[],
  listings: Map<string, Listing>,
): Promise<Map<OrderId, string>> {
  const moved = new Map<OrderId, string>();
  for (const { orderId, remoteId, section, row, seats } of late) {
    const own = listings.get(remoteId ?? '');
    // Under its id there may be tickets of another row by now.
    if (own?.section !== section || own.row !== row || seats === null || !haveLeft(own, seats)) continue;
    const [listing, another] = await readListingsWithSeats(client, accountId, [{ remoteId: own.remoteId, seats }]);
    if (listing !== undefined && another === undefined) moved.set(orderId, listing);
  }
  // After the others, against the usual order: whoever is caught between two hubs by that loads again.
  await lockMore(client, accountId, [...moved.values()], listings);
  return moved;
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
  return command.kind === 'sale_seen' || command.kind === 'act' || seenIn(command) !== null;
}

export function numbersOf({ saleId, numbers }: Sighting): string[] {
  return [saleId, ...numbers];
}

/** The sale as an answer of the marketplace, or a line in its list, shows it. */
export function seenIn(command: Command): SaleSeen | null {
  if (command.kind === 'sale_seen') return command.sighting.seen;
  if (command.kind !== 'marketplace_answered' || command.result.outcome.kind !== 'done') return null;
  return command.result.outcome.answer;
}

function isHold(command: Command): boolean {
  return command.kind === 'call' && command.call.kind === 'hold';
}

export function isInvoice(command: Command): boolean {
  return command.kind === 'call' && command.call.kind === 'invoice';
}

/** The listings that a command names itself. */
function namedListings(command: Command): string[] {
  if (command.kind === 'call') return command.call.kind === 'hold' ? [command.call.remoteId] : [];
  if (command.kind === 'act') return command.act.do === 'fill' ? [command.act.remoteId] : [];
  const sold = seenIn(command)?.facts.remoteId ?? null;
  return sold === null ? [] : [sold];
}
