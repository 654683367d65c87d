// A sandbox FanXchange: it pushes a sale to the broker's address, and counts it as delivered when the agreed text is in the
// answer, whatever the status. What its own papers do not say (its number for a sale, how one is cancelled, and how our
// word reaches it) is as Holdfast publishes it. Its deadline and its fine are imaginary.
import type { News, SaleMarketplace } from '../instant-notification/marketplace.ts';
import type { Notice } from '../instant-notification/notifier.ts';
import { callbackSide } from '../instant-notification/own-notice.ts';
import type { Sale } from '../instant-notification/sale-book.ts';

export type FanxchangeWays = {
  writes: 'a form' | 'json';
  okString: string;
  /** Whether a push that was not taken is sent again. */
  repeats: boolean;
};

const usualWays: FanxchangeWays = { writes: 'a form', okString: 'FX-RECEIVED-OK', repeats: true };

export function fanxchangeSales(chosen: Partial<FanxchangeWays> = {}): SaleMarketplace {
  const ways = { ...usualWays, ...chosen };
  return {
    slug: 'fanxchange',
    name: 'FanXchange',
    ...callbackSide,
    settings: (url) => ({
      ...callbackSide.settings(url),
      notification_ok_string: usualWays.okString,
      price_is: 'each',
    }),
    saleId: (run, number) => `${Number.parseInt(run, 36) % 100_000}${String(number).padStart(4, '0')}`,
    keyIn: 'address',
    notice: (sale, news) => pushOf(sale, news, ways),
    sendAgainAfterMs: ways.repeats ? [50, 200, 600] : [],
    isTaken: ({ text }) => text.includes(ways.okString),
  };
}

function pushOf(sale: Sale, news: News, { writes }: FanxchangeWays): Notice {
  const fields = {
    ...(news === 'sold' ? {} : { type: 'sale.cancelled' }),
    sale_id: sale.saleId,
    reference_id: sale.remoteId,
    products_quantity: String(sale.quantity),
    products_price: (sale.unitPrice / 100).toFixed(2),
    stock_type: 'hard',
    eticket: '1',
  };
  return writes === 'json'
    ? { headers: { 'content-type': 'application/json' }, text: JSON.stringify(fields) }
    : {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        text: new URLSearchParams(fields).toString(),
      };
}
