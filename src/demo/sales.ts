// The demo's marketplaces that sell first and tell us afterwards: each sells from the broker's listings, whatever the others
// have sold of them meanwhile, and shows what it hears.
import { setTimeout as wait } from 'node:timers/promises';
import type { Order } from '../core/order.ts';
import { readOrder } from '../db/orders.ts';
import type { Pool } from '../db/pool.ts';
import { orderIdOf } from '../engine/order-id.ts';
import type { EngineRoom } from '../engine-room.ts';
import { compareSales, type SalesComparison } from '../sandbox/compare-sales.ts';
import { type SellingMarketplace, startSaleMarketplace } from '../sandbox/instant-notification/marketplace.ts';
import type { Heard, Sale } from '../sandbox/instant-notification/sale-book.ts';
import { type OfferedForSale, trade } from '../sandbox/instant-notification/trade.ts';
import { saleSandboxes } from '../sandbox/registry.ts';
import type { DemoBroker } from './broker.ts';
import type { Screen } from './screen.ts';

/** Of each marketplace. Slow enough to read along. */
const pauseMs = [1_500, 5_000] as const;
/** The day begins with a rush, so that there is something to see at once. */
const rush = { sales: 6, pauseMs: [20, 150] } as const;
const backsOut = 0.08;

export function openSellers(screen: Screen, seed: number): Promise<SellingMarketplace[]> {
  return Promise.all(
    saleSandboxes
      .filter(({ confirmsByItself }) => !confirmsByItself)
      .map((sandbox) =>
        startSaleMarketplace(sandbox, {
          seed: `${seed} ${sandbox.slug}`,
          onHeard: (sale, heard) => screen.sale({ marketplace: sandbox.name, ...wordsOf(sale, heard) }),
        }),
      ),
  );
}

/** Sells until `ended`. */
export async function sell(
  sellers: readonly SellingMarketplace[],
  broker: DemoBroker,
  hubUrl: string,
  screen: Screen,
  seed: number,
  ended: AbortSignal,
): Promise<void> {
  const listings = broker.shelf.map(offerOf);
  await Promise.all(
    sellers.map(async (seller) => {
      const connection = broker.connections.get(seller.slug);
      if (!connection) throw new Error(`${seller.name} is not connected`);
      seller.announceTo({ url: hubUrl, ...connection });
      const onSold = ({ saleId, quantity, remoteId }: Sale): void =>
        screen.sale({
          marketplace: seller.name,
          kind: 'announced',
          words: `sold ${quantity} of ${remoteId} as ${saleId}`,
        });
      const common = { listings, backsOut, onSold, ended };
      await trade(seller, { ...common, ...rush, seed: `${seed} ${seller.slug} rush` });
      await trade(seller, { ...common, sales: Infinity, pauseMs, seed: `${seed} ${seller.slug}` });
    }),
  );
}

/** How long a sale waits for whoever watches the demo, before a colleague sees to it. */
const leftAloneMs = 90_000;
const colleagueLooksEveryMs = 5_000;

/** Somebody else at the desk, so that what waits does not pile up while nobody watches. */
export async function helpOut(
  sellers: readonly SellingMarketplace[],
  broker: DemoBroker,
  pool: Pool,
  room: EngineRoom,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await wait(colleagueLooksEveryMs, undefined, { signal: ended }).catch(() => {});
    const act = { before: Date.now() - leftAloneMs, by: 'Grace Hopper' };
    for (const seller of sellers) {
      await actByHand(seller, broker, room, (saleId) => orderOf(pool, broker, seller, saleId), act);
    }
  }
}

/** Does what a person is waited for, then compares each marketplace's book with the ledger. */
export async function lookAtSales(
  sellers: readonly SellingMarketplace[],
  broker: DemoBroker,
  pool: Pool,
  room: EngineRoom,
): Promise<SalesComparison[]> {
  const act = { before: Number.POSITIVE_INFINITY, by: 'the demo' };
  return Promise.all(
    sellers.map(async (seller) => {
      const find = (saleId: string): Promise<Order | null> => orderOf(pool, broker, seller, saleId);
      await actByHand(seller, broker, room, find, act);
      return compareSales(seller, find);
    }),
  );
}

/** What the account's rule could not end waits for a person too. */
function waitsForAPerson({ state, dueAt }: Order): boolean {
  return state === 'unfilled' || (dueAt === null && (state === 'confirming' || state === 'rejecting'));
}

/** What a person does at a marketplace that takes no word by a call. */
async function actByHand(
  { book }: SellingMarketplace,
  { accountId }: DemoBroker,
  room: EngineRoom,
  find: (saleId: string) => Promise<Order | null>,
  { before, by }: { before: number; by: string },
): Promise<void> {
  for (const sale of book.sales.values()) {
    if (sale.state !== 'unconfirmed') continue;
    const order = await find(sale.saleId);
    if (order === null || !waitsForAPerson(order) || order.createdAt > before) continue;
    const isYes = order.state === 'confirming';
    if (isYes) book.confirm(sale, []);
    else book.reject(sale, order.rejectReason);
    await room.engine.act(accountId, order.orderId, { do: isYes ? 'note_confirmed' : 'note_rejected', by });
  }
}

function orderOf(pool: Pool, broker: DemoBroker, { slug }: SellingMarketplace, saleId: string): Promise<Order | null> {
  const connectionId = broker.connections.get(slug)?.connectionId as Parameters<typeof orderIdOf>[0];
  return readOrder(pool, broker.accountId, orderIdOf(connectionId, saleId));
}

/** A buyer takes one to four that stand together. */
function offerOf({ remoteId, seats, price }: DemoBroker['shelf'][number]): OfferedForSale {
  const quantities = [1, 2, 3, 4].filter((quantity) => quantity <= seats.length);
  return { remoteId, quantities, price: price.amount };
}

function wordsOf({ saleId }: Sale, { said, seats, reason, effect }: Heard) {
  const again = effect === 'changed' ? '' : ` (${effect})`;
  if (said === 'reject')
    return { kind: 'rejected' as const, words: `${saleId} rejected${reason ? `: ${reason}` : ''}${again}` };
  const where = seats.length > 0 ? `, seats ${seats.join(' ')}` : '';
  return { kind: 'confirmed' as const, words: `${saleId} confirmed${where}${again}` };
}
