// A sandbox Gametime for purchases that do not come through order integration: its supplier API, and its sale webhook.
// Written from the marketplace's own papers: the key in every address, lists without a total, times as `ISODate(...)`
// texts, cents. What they leave open is a way of this sandbox, so that a hub can be shown to do without it.
// Its deadline and its fine are imaginary.
import type { Said } from '../faulty-answer.ts';
import type { Asked, SaleMarketplace, Understood } from '../instant-notification/marketplace.ts';
import type { Sale, SaleBook, SaleState } from '../instant-notification/sale-book.ts';
import { SellersKey } from '../instant-notification/sellers-key.ts';

/** With signs in it that are written otherwise in an address. */
const key = new SellersKey('sandbox+key/0b7d55e1=');

export type GametimeWays = {
  /** How its webhook proves itself; agreed with each seller. */
  keyIn: 'bearer' | 'basic';
  /** The prefix under which confirm and reject are answered; anything else is not found. */
  wordsUnder: string;
  /** Whether the answer to confirm and reject shows the purchase. */
  showsWhatItDid: boolean;
  /** The most that it puts on a page, whatever is asked for. */
  mostPerPage: number;
  firstPage: 0 | 1;
  confirmWithinMs: number;
};

const usualWays: GametimeWays = {
  keyIn: 'bearer',
  wordsUnder: 'v3',
  showsWhatItDid: true,
  mostPerPage: 100,
  firstPage: 1,
  confirmWithinMs: 15 * 60_000,
};

const statuses: Readonly<Record<SaleState, string>> = {
  unconfirmed: 'unconfirmed',
  confirmed: 'unfulfilled',
  rejected: 'rejected',
  // Rejected by its own side, or by the buyer: the word is the same.
  cancelled: 'rejected',
};

export function gametimePurchases(chosen: Partial<GametimeWays> = {}): SaleMarketplace {
  const ways = { ...usualWays, ...chosen };
  const isUsual = ways.wordsUnder === usualWays.wordsUnder;
  return {
    slug: 'gametime',
    name: 'Gametime',
    settings: (url) => ({
      api_address: url,
      call_every_ms: 0,
      poll_seconds: 1,
      notice_grace_seconds: 0,
      ...(isUsual ? {} : { versions: { confirm: ways.wordsUnder, reject: ways.wordsUnder } }),
    }),
    credentials: { key: key.first },
    expireAccess: (book) => key.expire(book),
    logIn: (book) => ({ key: key.logIn(book) }),
    saleId: (run, number) => `${run.toUpperCase()}${String(number).padStart(6, '0')}`,
    keyIn: ways.keyIn,
    understand: (asked, book) => understand(ways, asked, book),
    // It tells of sales and of nothing else; and says nothing of how the sale stands.
    notice: (sale, news) =>
      news === 'sold'
        ? { headers: { 'content-type': 'application/json' }, text: JSON.stringify(announced(sale)) }
        : null,
    confirmWithinMs: ways.confirmWithinMs,
    sendAgainAfterMs: [50, 200, 600],
  };
}

const event = {
  event_id: '5f0e',
  event_name: 'The Longest Night',
  event_date: '2031-05-04T19:30:00',
  venue: 'Old Hall',
  section: '112',
  row: 'C',
};

function announced({ saleId, remoteId, quantity, unitPrice }: Sale): object {
  const money = { unit_price: unitPrice, payout: Math.round(unitPrice * quantity * 0.9) };
  return { id: saleId, source_id: remoteId, quantity, ...money, ...event, fulfill_type: 'mobile', deal: null };
}

/** As the list has it. */
function shown({ saleId, state, soldAt, quantity, remoteId, unitPrice }: Sale): object {
  const at = `ISODate("${new Date(soldAt).toISOString()}")`;
  return {
    id: saleId,
    status: statuses[state],
    created_at: at,
    purchased_at: at,
    quantity,
    listing_reference_id: remoteId,
    price: unitPrice,
    seats: {},
    email: 'robin.vale@example.com',
    phone: '+1 555 0100',
    first_name: 'Robin',
    last_name: 'Vale',
    delivery_type: 'mobile',
    ...event,
  };
}

function understand(ways: GametimeWays, asked: Asked, book: SaleBook): Understood | Said {
  const { method, path, query, text } = asked;
  if (!key.isGood(book, query.get('source')) || query.getAll('source').length !== 1)
    return no(asked, 401, 'unknown source');
  if (method === 'GET' && path === '/v3/purchases') {
    return { call: query.has('order_number') ? 'read' : 'list', act: () => list(ways, book, query) };
  }
  const [, version, id, word] = /^\/([^/]+)\/purchases\/([^/]+)\/(confirm|reject)$/.exec(path) ?? [];
  if (method !== 'POST' || version !== ways.wordsUnder) return no(asked, 404, 'no such address');
  const sale = book.sales.get(decodeURIComponent(id ?? ''));
  if (!sale) return no(asked, 404, 'no such purchase');
  if (word === 'reject') return { call: 'reject', act: () => told(ways, asked, sale, book.reject(sale, null)) };
  const seats = seatsIn(text);
  if (seats === null || (seats.length > 0 && seats.length !== sale.quantity)) return no(asked, 422, 'bad seats');
  return { call: 'confirm', act: () => told(ways, asked, sale, book.confirm(sale, seats)) };
}

/** Nothing public says that a word may be said twice: a purchase that is past it is refused. */
function told({ showsWhatItDid }: GametimeWays, asked: Asked, sale: Sale, effect: string): Said {
  if (effect !== 'changed') return no(asked, 409, `the purchase is ${statuses[sale.state]}`);
  return { status: 200, body: showsWhatItDid ? shown(sale) : {} };
}

/** Like many servers it repeats the address, and with it the key. */
function no({ method, path, query }: Asked, status: number, error: string): Said {
  return { status, body: { error, request: `${method} ${path}?${query}`, source: query.get('source') } };
}

/** The seats are optional, and texts. Null: there is something else. */
function seatsIn(text: string): string[] | null {
  if (text === '') return [];
  try {
    const { seats } = JSON.parse(text) as { seats?: unknown };
    return Array.isArray(seats) && seats.every((seat) => typeof seat === 'string') ? seats : null;
  } catch {
    return null;
  }
}

function list({ mostPerPage, firstPage }: GametimeWays, book: SaleBook, query: URLSearchParams): Said {
  const status = query.get('status');
  const number = query.get('order_number');
  const found = [...book.sales.values()].filter(
    (sale) => (status === null || statuses[sale.state] === status) && (number === null || sale.saleId === number),
  );
  const size = Math.min(mostPerPage, Number(query.get('per_page') ?? mostPerPage));
  const page = Number(query.get('page') ?? firstPage);
  const start = (page - firstPage) * size;
  const results = found.slice(start, start + size).map(shown);
  return { status: 200, body: { results, page, per_page: size, page_size: results.length } };
}
