// Short ways to look at one marketplace's sales from both sides: its own book, and what the hub has made of them.
import assert from 'node:assert/strict';
import type { Order } from '../../src/core/order.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { eventually, makeListing, ownersOf, type TestHub } from '../support/hub.ts';
import type { Selling } from '../support/selling.ts';

/** A key of the hub's own as somebody has it who is mistaken about its end. */
export function mistaken(apiKey: string): string {
  return apiKey.slice(0, -1) + (apiKey.endsWith('0') ? '1' : '0');
}

export function deskOf(hub: Pick<TestHub, 'pool'>, on: Selling) {
  const { accountId } = on.connection;
  const listing = (seats: readonly string[] | number = ['1', '2']): Promise<string> =>
    makeListing(hub.pool, accountId, { seats });
  const until = (sale: Sale, isSo: (order: Order | null) => boolean, mostMs?: number): Promise<Order | null> =>
    eventually(() => on.order(sale.saleId), isSo, mostMs);
  return {
    listing,
    until,
    comesTo: (sale: Sale, state: Order['state'], mostMs?: number): Promise<Order | null> =>
      until(sale, (order) => order?.state === state, mostMs),
    /** The owners of those tickets that have one. */
    ownedOf: async (remoteId: string): Promise<string[]> =>
      (await ownersOf(hub.pool, accountId, remoteId)).filter((owner) => owner !== null),
    /** A sale of two tickets; of more there are none. */
    sell: async (quantity = 2): Promise<{ remoteId: string; sale: Sale }> => {
      const remoteId = await listing();
      return { remoteId, sale: on.sell({ remoteId, quantity }) };
    },
    alertsOf: async (sale: Sale): Promise<{ kind: string; sentence: string }[]> => {
      const order = await on.order(sale.saleId);
      return (await hub.pool.query('select kind, sentence from alerts where order_id = $1', [order?.orderId])).rows;
    },
  };
}

export const effectsOn = ({ heard }: Sale): string[] => heard.map(({ said, effect }) => `${said} ${effect}`);

/** Looks while the marketplace shows the sale to nobody: only who tells us of it can have told us. */
export async function whileUnseen({ book, order }: Selling, sale: Sale, look: () => Promise<void>): Promise<void> {
  book.sales.delete(sale.saleId);
  await look();
  assert.equal(await order(sale.saleId), null);
  book.sales.set(sale.saleId, sale);
}

/** Whether rows are a list that can be read: of none, or with one among them that can be. */
export const isListOf = (rows: readonly unknown[], read: (row: unknown) => unknown): boolean =>
  rows.length === 0 || rows.some((row) => read(row) !== null);
