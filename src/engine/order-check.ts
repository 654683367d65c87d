// Compares one order with its POS and its marketplace, writes down where they disagree, and heals what is safe.
// Kept: what is healed was found before, is found again now, and the order has not moved meanwhile; every call that was made
// for it is in the order's journal. Invariants kept here: no-call-in-transaction, claim-dropped-on-proof.
import type { CommandOf } from '../core/command.ts';
import type { AccountId, Instant, Order } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import {
  compareWithMarketplace,
  compareWithPos,
  type Disagreement,
  disagreementKinds,
  findStandstill,
} from '../core/reconcile.ts';
import { asksOnly } from '../core/sale.ts';
import { endFindings, type Finding, healFinding, noteFindings, type StandingFinding } from '../db/findings.ts';
import type { Pool } from '../db/pool.ts';
import { orderIsStill, type SweptOrder } from '../db/swept-orders.ts';
import { failpoint } from './failpoints.ts';
import { saleIdOf } from './marketplace-calls.ts';
import type { MarketplaceDirectory } from './marketplace-directory.ts';
import { ticketsOf } from './pos-calls.ts';
import type { PosDirectory } from './pos-directory.ts';

const longestCallMs = 10_000;
/** A hold that seems to be left over is let go of only when it has seemed so for this long, besides what may come late. */
const graceMs = 120_000;

export type OrderCheckParts = {
  pool: Pool;
  directory: PosDirectory;
  marketplaces: MarketplaceDirectory;
  clock: () => Instant;
  /** Takes a command about an order, as the engine does. */
  submit: (accountId: AccountId, command: CommandOf<'reconciled'>) => Promise<void>;
  onTrouble: (trouble: unknown, during: string) => void;
};

/** `isReadable` false: one of the two could not be asked, so that nothing is known of what it says. */
export type Checked = { isReadable: boolean; healed: number };

type Compared = { disagreement: Disagreement | null; exchanges: Exchange[]; isReadable: boolean };
type Found = { disagreement: Disagreement; exchanges: Exchange[] };

const nothingToSay: Compared = { disagreement: null, exchanges: [], isReadable: true };

export async function checkOrder(parts: OrderCheckParts, swept: SweptOrder): Promise<Checked> {
  try {
    return await check(parts, swept);
  } catch (trouble) {
    // One that cannot be compared keeps no others from it.
    parts.onTrouble(trouble, `comparing order ${swept.order.orderId}`);
    return { isReadable: false, healed: 0 };
  }
}

async function check(parts: OrderCheckParts, { order, pos }: SweptOrder): Promise<Checked> {
  const compared = [
    await withLedger(parts, order),
    await withPos(parts, order, pos),
    await withMarketplace(parts, order),
  ];
  const found = compared.flatMap(({ disagreement, exchanges }): Found[] =>
    disagreement === null ? [] : [{ disagreement, exchanges }],
  );
  const isReadable = compared.every((one) => one.isReadable);
  const noted = await note(parts, order, pos, found, isReadable);
  if (found.length > 0) failpoint('disagreement_noted');
  let healed = 0;
  for (const { disagreement, exchanges } of found) {
    const finding = noted.find(({ kind }) => kind === disagreement.kind);
    if (finding && (await heal(parts, { order, pos, disagreement, exchanges, finding }))) healed += 1;
  }
  return { isReadable, healed };
}

async function withLedger({ marketplaces }: OrderCheckParts, order: Order): Promise<Compared> {
  return {
    ...nothingToSay,
    disagreement: findStandstill(inWords(marketplaces, order), await natureOf(marketplaces, order)),
  };
}

/** For sentences: with its marketplace called as people call it. */
function inWords(marketplaces: MarketplaceDirectory, order: Order): Order {
  return { ...order, marketplace: marketplaces.nameOf(order.marketplace) };
}

async function natureOf(marketplaces: MarketplaceDirectory, { accountId, connectionId }: Order) {
  return (await marketplaces.natures(accountId, new Set([connectionId]))).get(connectionId) ?? asksOnly;
}

async function withPos(
  { directory, marketplaces, clock }: OrderCheckParts,
  order: Order,
  pos: string | null,
): Promise<Compared> {
  // An order for which nothing ever left has nothing there.
  if (pos === null || order.sentAt === null) return nothingToSay;
  const opened = await directory.opened(order.accountId, pos);
  if (opened === null) return nothingToSay;
  const { outcome, exchanges } = await opened.remote.find(ticketsOf(order), AbortSignal.timeout(longestCallMs));
  if (outcome.kind !== 'done') return { ...nothingToSay, isReadable: false };
  return {
    disagreement: compareWithPos(inWords(marketplaces, order), outcome.answer, clock()),
    exchanges,
    isReadable: true,
  };
}

/** States in which what the marketplace shows may differ from what we have, and nobody is asking it. */
const comparedThere: ReadonlySet<Order['state']> = new Set(['confirmed', 'unfilled', 'rejected', 'cancelled']);

async function withMarketplace({ marketplaces, clock }: OrderCheckParts, order: Order): Promise<Compared> {
  const isSale = order.flow === 'instant_notification' || order.marketplaceOrderId !== null;
  if (!isSale || !comparedThere.has(order.state)) return nothingToSay;
  const nature = await natureOf(marketplaces, order);
  if (!nature.reads) return nothingToSay;
  const remote = await marketplaces.remote(order.accountId, order.connectionId, 'background');
  if (!remote?.read) return nothingToSay;
  const sale = { saleId: saleIdOf(order), order, now: clock() };
  const { outcome, exchanges } = await remote.read(sale, AbortSignal.timeout(longestCallMs));
  const isGone = outcome.kind === 'refused' && (outcome.why === 'sale_over' || outcome.why === 'sale_unknown');
  if (outcome.kind !== 'done' && !isGone) return { ...nothingToSay, isReadable: false };
  const standing = outcome.kind === 'done' ? outcome.answer.standing : ('gone' as const);
  return {
    disagreement: compareWithMarketplace(inWords(marketplaces, order), standing, nature, clock()),
    exchanges,
    isReadable: true,
  };
}

/** Writes down what was found, and ends what is not found any more, as far as both could be asked. */
async function note(
  { pool, clock }: OrderCheckParts,
  { accountId, orderId, connectionId, remoteId }: Order,
  pos: string | null,
  found: readonly Found[],
  isReadable: boolean,
): Promise<StandingFinding[]> {
  const now = clock();
  const about = { subject: orderId, orderId, connectionId, ...(pos ? { pos } : {}), ...(remoteId ? { remoteId } : {}) };
  const findings: Finding[] = found.map(({ disagreement: { kind, sentence } }) => ({ kind, sentence, ...about }));
  const noted = await noteFindings(pool, accountId, findings, now);
  const kinds = new Set(findings.map(({ kind }) => kind));
  const over = isReadable ? disagreementKinds.filter((kind) => !kinds.has(kind)) : [];
  await endFindings(
    pool,
    accountId,
    over.map((kind) => ({ kind, subject: orderId })),
    now,
  );
  return noted;
}

type Patient = Found & { order: Order; pos: string | null; finding: StandingFinding };

async function heal(parts: OrderCheckParts, patient: Patient): Promise<boolean> {
  const { healing } = patient.disagreement;
  if (healing === null || !(await orderIsStill(parts.pool, patient.order))) return false;
  return healing === 'let_go' ? letGo(parts, patient) : goOn(parts, patient, healing);
}

/** The order goes on by its usual way; whether that has helped is seen at the next sweep. */
async function goOn(
  { pool, submit, clock }: OrderCheckParts,
  { order, finding, exchanges }: Patient,
  goesOn: 'confirm_again' | 'look_again' | 'ask_again',
): Promise<boolean> {
  const { accountId, orderId, entries } = order;
  await submit(accountId, { kind: 'reconciled', orderId, asOf: entries, goesOn, exchanges });
  await healFinding(pool, accountId, finding.findingId, { healing: healingWords[goesOn], at: clock() });
  return true;
}

const healingWords = {
  confirm_again: 'The marketplace is told again.',
  look_again: 'The sale is read again, and the order goes on by what is seen.',
  ask_again: 'The order is due again.',
} as const;

async function letGo(
  { pool, directory, submit, clock }: OrderCheckParts,
  { order, pos, finding, exchanges, disagreement }: Patient,
): Promise<boolean> {
  const opened = pos === null ? null : await directory.opened(order.accountId, pos);
  if (opened === null) return false;
  if (clock() < finding.foundAt + graceMs + opened.nature.lateEffectMs) return false;
  const { accountId, orderId, entries } = order;
  const request = { ...ticketsOf(order), posHoldId: disagreement.posHoldId ?? null };
  const released = await opened.remote.release(request, AbortSignal.timeout(longestCallMs));
  failpoint('left_over_let_go');
  const all = [...exchanges, ...released.exchanges];
  await submit(accountId, { kind: 'reconciled', orderId, asOf: entries, goesOn: null, exchanges: all });
  if (released.outcome.kind !== 'done' || !released.outcome.answer.found) return false;
  await healFinding(pool, accountId, finding.findingId, { healing: 'The hold was let go of in the POS.', at: clock() });
  return true;
}
