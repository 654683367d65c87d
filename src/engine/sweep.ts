// The sweep over one account, in steps that can be interrupted: who else confirms, seats that stand in two listings, our holds that stand in each POS, the
// orders of which something was found, those that have changed since the last sweep or are carried on from it, and, once a
// day, what is sold and whose event is ahead. Kept: a step makes few calls to anybody, so that a POS's budget is left to
// those who wait; no order is let out of sight before it was compared as it is now.
import { compareAgain } from '../core/compare-again.ts';
import type { AccountId, Instant } from '../core/order.ts';
import { type ComparisonsDue, countComparisonsDue, enlistChanged, storeCompared } from '../db/comparisons.ts';
import { endUnseenFindings, type Finding, keepDisagreementAlerts, noteFindings } from '../db/findings.ts';
import { readPointsOfSale } from '../db/points-of-sale.ts';
import type { SweepPlace } from '../db/reconciliations.ts';
import {
  type DueOrder,
  readOrdersDue,
  readOrdersWithFindings,
  readSweptOrders,
  type SweptOrder,
} from '../db/swept-orders.ts';
import type { StockHold } from '../pos/stock.ts';
import { type Checked, checkOrder, type OrderCheckParts } from './order-check.ts';
import { looksLikeOurs } from './order-id.ts';
import { findTakenTwins, listedTwice, tellOfGoneSeats } from './twin-watch.ts';
import { askWhoConfirms } from './who-confirms.ts';

const ordersPerStep = 20;
const longestCallMs = 20_000;
const dayMs = 86_400_000;
/** Of those of once a day. An hour's sweep takes five minutes longer for them; twenty-four of them come to 28,800 orders. */
const mostDailyPerSweep = 1_200;
/** What is healed after a while is told to a person when it still stands then. */
const healedByThenMs = 900_000;

const toldAtOnce = [
  'hold_missing',
  'sale_missing',
  'sale_left_over',
  'sale_stands_there',
  'confirmation_missing',
  'hold_of_nobody',
];
const toldLater = ['hold_left_over', 'sale_over_there', 'stands_still'];

export type Sweep = { accountId: AccountId; beganAt: Instant };

/** What has changed since then is put down for comparing, beside what the sweep before has left. */
export async function beginSweep({ pool }: OrderCheckParts, { accountId }: Sweep, since: Instant): Promise<SweepPlace> {
  await enlistChanged(pool, accountId, since);
  return { phase: 'confirmers', pos: null, cursor: null, after: null, daily: 0, compared: 0, unreadable: 0, healed: 0 };
}

/** How many orders a sweep that has just begun will compare, beside those of which something was found before. */
export async function countDue({ pool }: OrderCheckParts, { accountId, beganAt }: Sweep): Promise<number> {
  const soon = await countComparisonsDue(pool, accountId, { ...dueSoon(beganAt), limit: Number.MAX_SAFE_INTEGER });
  return soon + (await countComparisonsDue(pool, accountId, { ...dueDaily(beganAt), limit: mostDailyPerSweep }));
}

const dueSoon = (beganAt: Instant): Omit<ComparisonsDue, 'limit'> => ({ daily: false, before: beganAt });
const dueDaily = (beganAt: Instant): Omit<ComparisonsDue, 'limit'> => ({ daily: true, before: beganAt - dayMs });

/** One step; null when the sweep has come to its end. */
export async function stepOn(parts: OrderCheckParts, sweep: Sweep, place: SweepPlace): Promise<SweepPlace | null> {
  switch (place.phase) {
    case 'confirmers':
      await askWhoConfirms(parts, sweep).catch((trouble) => parts.onTrouble(trouble, 'asking who else confirms'));
      return { ...place, phase: 'twins', cursor: null };
    case 'twins': {
      const upTo = await findTakenTwins(parts, sweep, place.cursor as Instant | null);
      return upTo === null ? { ...place, phase: 'holds', cursor: null } : { ...place, cursor: upTo };
    }
    case 'holds':
      return walkHolds(parts, sweep, place);
    case 'standing':
      return checkStanding(parts, sweep, place);
    case 'orders':
      return checkOrders(parts, sweep, place);
  }
}

/** Every hold of ours that stands in a POS has an order behind it, or it is looked into. */
async function walkHolds(parts: OrderCheckParts, sweep: Sweep, place: SweepPlace): Promise<SweepPlace> {
  const { pool, directory } = parts;
  const connected = (await readPointsOfSale(pool, sweep.accountId)).map(({ pos }) => pos).sort();
  const pos = connected.find((slug) =>
    place.pos === null ? true : place.cursor === null ? slug > place.pos : slug === place.pos,
  );
  if (pos === undefined) return { ...place, phase: 'standing', pos: null, cursor: null, after: null };
  const stock = (await directory.opened(sweep.accountId, pos))?.remote.stock;
  if (!stock?.holds) return { ...place, pos, cursor: null };
  const { outcome } = await stock.holds(place.cursor, AbortSignal.timeout(longestCallMs));
  // What cannot be walked through now is left for the next sweep; the orders are compared one by one all the same.
  if (outcome.kind !== 'done') return { ...place, pos, cursor: null, unreadable: place.unreadable + 1 };
  const { holds, cursor, hasMore } = outcome.answer;
  const next = await lookInto(parts, sweep, { ...place, pos }, holds);
  if (hasMore) return { ...next, cursor };
  await endUnseenFindings(pool, sweep.accountId, {
    kind: 'hold_of_nobody',
    pos,
    since: sweep.beganAt,
    at: parts.clock(),
  });
  return { ...next, cursor: null };
}

async function lookInto(
  parts: OrderCheckParts,
  { accountId }: Sweep,
  place: SweepPlace,
  holds: readonly StockHold[],
): Promise<SweepPlace> {
  // Whatever has no reference of ours is somebody else's.
  const ours = new Map(
    holds.flatMap((hold) => (hold.reference !== null && looksLikeOurs(hold.reference) ? [[hold.reference, hold]] : [])),
  );
  const orders = await readSweptOrders(parts.pool, accountId, [...ours.keys()]);
  const known = new Set<string>(orders.map(({ order }) => order.orderId));
  const strangers = [...ours.values()].filter(({ reference }) => !known.has(reference ?? ''));
  const pos = place.pos ?? '';
  const findings = strangers.map((hold) => holdOfNobody(pos, parts.directory.nameOf(pos), hold));
  await noteFindings(parts.pool, accountId, findings, parts.clock());
  // Those whose order has let go; the others are compared in their turn.
  const idle = orders.filter(({ order }) => isOver.has(order.state));
  return checkAll(parts, place, idle);
}

const isOver: ReadonlySet<SweptOrder['order']['state']> = new Set([
  'declined',
  'released',
  'expired',
  'rejected',
  'cancelled',
  'duplicate',
  'unfilled',
]);

function holdOfNobody(pos: string, name: string, { posHoldId, reference, quantity }: StockHold): Finding {
  return {
    kind: 'hold_of_nobody',
    subject: `${pos} ${reference}`,
    orderId: reference as NonNullable<Finding['orderId']>,
    pos,
    sentence: `${name} holds ${quantity} tickets (hold ${posHoldId}) under our reference ${reference}, and there is no such order here. Was the ledger restored from an older copy?`,
  };
}

/** Orders of which something was found before, however old. */
async function checkStanding(parts: OrderCheckParts, { accountId }: Sweep, place: SweepPlace): Promise<SweepPlace> {
  const orders = await readOrdersWithFindings(parts.pool, accountId, place.after?.orderId ?? null, ordersPerStep);
  const next = await checkAll(parts, place, orders);
  const last = orders.at(-1)?.order;
  return last ? { ...next, after: { orderId: last.orderId } } : { ...next, phase: 'orders', after: null };
}

async function checkOrders(parts: OrderCheckParts, sweep: Sweep, place: SweepPlace): Promise<SweepPlace | null> {
  const { pool, clock } = parts;
  const { accountId, beganAt } = sweep;
  const { orders, daily } = await nextOrders(parts, sweep, place);
  if (orders.length === 0) return null;
  const checked = await checkEach(parts, orders);
  const compared = orders.map(({ order, changedAt, eventAt }, index) => {
    const isReadable = checked[index]?.isReadable ?? false;
    return { orderId: order.orderId, again: compareAgain(order, { isReadable, changedAt, eventAt }, clock()) };
  });
  await storeCompared(pool, accountId, compared, beganAt);
  return { ...tallied(place, checked), daily };
}

/** Those of once a day come when no others are left. */
async function nextOrders(
  { pool }: OrderCheckParts,
  { accountId, beganAt }: Sweep,
  { daily }: SweepPlace,
): Promise<{ orders: DueOrder[]; daily: number }> {
  const soon = await readOrdersDue(pool, accountId, { ...dueSoon(beganAt), limit: ordersPerStep });
  if (soon.length > 0 || daily >= mostDailyPerSweep) return { orders: soon, daily };
  const orders = await readOrdersDue(pool, accountId, { ...dueDaily(beganAt), limit: ordersPerStep });
  return { orders, daily: daily + orders.length };
}

async function checkAll(parts: OrderCheckParts, place: SweepPlace, orders: readonly SweptOrder[]): Promise<SweepPlace> {
  return tallied(place, await checkEach(parts, orders));
}

async function checkEach(parts: OrderCheckParts, orders: readonly SweptOrder[]): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const order of orders) checked.push(await checkOrder(parts, order));
  return checked;
}

function tallied(place: SweepPlace, checked: readonly Checked[]): SweepPlace {
  const next = { ...place };
  for (const { isReadable, healed } of checked) {
    next.compared += 1;
    next.healed += healed;
    if (!isReadable) next.unreadable += 1;
  }
  return next;
}

export async function tellOfDisagreements(parts: OrderCheckParts, accountId: AccountId): Promise<void> {
  const { pool, clock } = parts;
  const foundBefore = clock() - healedByThenMs;
  const kinds = { atOnce: toldAtOnce, since: toldLater, foundBefore };
  await keepDisagreementAlerts(pool, accountId, 'disagreement', kinds, clock());
  const twice = { atOnce: [listedTwice], since: [], foundBefore };
  await keepDisagreementAlerts(pool, accountId, 'seat_listed_twice', twice, clock());
  await tellOfGoneSeats(parts, accountId);
}
