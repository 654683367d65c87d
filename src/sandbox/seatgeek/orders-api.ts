// A sandbox SeatGeek: its Seller Direct API and its webhooks. Written from what is known: three forms of the token, a form in
// many parts and nothing else for our word, a list that begins with the oldest and does not show what was voided, fees that
// are not rounded. What nobody knows is a way of this sandbox. Its deadline and its fine are imaginary: the terms are not public.
import type { Said } from '../faulty-answer.ts';
import type { Asked, SaleMarketplace, Understood } from '../instant-notification/marketplace.ts';
import type { Notice } from '../instant-notification/notifier.ts';
import type { Sale, SaleBook, SaleState } from '../instant-notification/sale-book.ts';
import { leaveMeAlone } from '../instant-notification/sale-faults.ts';
import { SellersKey } from '../instant-notification/sellers-key.ts';

/** With signs in it that are written otherwise in an address. */
const key = new SellersKey('sandbox+sg/9c41d7a0=');
const sellerId = 4242;

type TokenForm = 'bearer' | 'token' | 'query';

export type SeatgeekWays = {
  /** The forms in which it takes the token. */
  takes: readonly TokenForm[];
  /** The form in which the connection is set to send it. */
  sends: TokenForm;
  shape: 'current' | 'older';
  /** The status of a sale that waits for our word. */
  waiting: string;
  /** Whether the answer to a word shows the order. */
  showsWhatItDid: boolean;
  listsVoided: boolean;
  /** Whether it tells of orders that came to nothing (its newer `order.broken`). */
  tellsOfBroken: boolean;
  /** The most that it puts on a page, whatever is asked for. */
  mostPerPage: number;
  confirmWithinMs: number;
};

const usualWays: SeatgeekWays = {
  takes: ['bearer', 'token', 'query'],
  sends: 'bearer',
  shape: 'current',
  waiting: 'submitted',
  showsWhatItDid: true,
  listsVoided: false,
  tellsOfBroken: false,
  mostPerPage: 200,
  confirmWithinMs: 15 * 60_000,
};

const words: Readonly<Record<Exclude<SaleState, 'unconfirmed'>, string>> = {
  confirmed: 'confirmed',
  rejected: 'denied',
  cancelled: 'void',
};

export function seatgeekOrders(chosen: Partial<SeatgeekWays> = {}): SaleMarketplace {
  const ways = { ...usualWays, ...chosen };
  return {
    slug: 'seatgeek',
    name: 'SeatGeek',
    settings: (url) => ({
      api_address: url,
      call_every_ms: 0,
      poll_seconds: 1,
      all_orders_seconds: 1,
      recheck_seconds: 1,
      token_scheme: ways.sends,
    }),
    credentials: { token: key.first },
    expireAccess: (book) => key.expire(book),
    logIn: (book) => ({ token: key.logIn(book) }),
    tooManyCalls: (waitSeconds) => leaveMeAlone(waitSeconds, no(429, 429000, 'Too many requests')),
    saleId: (run, number) => `${run}${number.toString(36).padStart(5, '0')}`,
    keyIn: 'bearer',
    understand: (asked, book) => understand(ways, asked, book),
    notice: (sale, news) => {
      if (news === 'sold') return seatgeekNotice('order.created', [shown(ways, sale)]);
      return ways.tellsOfBroken ? seatgeekNotice('order.broken', [{ order_id: sale.saleId }]) : null;
    },
    confirmWithinMs: ways.confirmWithinMs,
    sendAgainAfterMs: [1_000, 1_000, 1_000],
  };
}

let noticesMade = 0;

/** `data` is a list of news, or one. */
export function seatgeekNotice(type: string, data: unknown): Notice {
  noticesMade += 1;
  const metadata = {
    notification_type: type,
    seller_id: sellerId,
    notification_id: `5eed0000-0000-4000-8000-${String(noticesMade).padStart(12, '0')}`,
    notification_generated_at: '2031-03-01T12:00:00Z',
    schema_version: 1,
  };
  const headers = { 'content-type': 'application/json', 'x-sellerdirect-notification-type': type };
  return { headers, text: JSON.stringify({ metadata, data }) };
}

function statusOf({ waiting }: SeatgeekWays, { state }: Sale): string {
  return state === 'unconfirmed' ? waiting : words[state];
}

function shown(ways: SeatgeekWays, sale: Sale): object {
  const { saleId, soldAt, remoteId, quantity, unitPrice } = sale;
  const subtotal = (unitPrice * quantity) / 100;
  const fees = subtotal * 0.0525;
  const at = new Date(soldAt).toISOString();
  const order = {
    id: saleId,
    status: statusOf(ways, sale),
    created: at,
    updated: at,
    event: {
      seatgeek_event_id: 6_001_234,
      name: 'The Longest Night',
      venue: 'Old Hall',
      date: '2031-05-04',
      time: '19:30',
    },
    delivery_method: 'mobile_transfer',
    stock_type: 'mobile',
    transfer_urls: [],
  };
  if (ways.shape === 'older') {
    return { ...order, item_id: remoteId, quantity, payment: { subtotal, fees, total: subtotal - fees }, tickets: [] };
  }
  const listing = { id: remoteId, price: unitPrice / 100, quantity, section: '112', row: 'C' };
  return { ...order, listing, subtotal, fees, total: subtotal - fees };
}

function understand(ways: SeatgeekWays, asked: Asked, book: SaleBook): Understood | Said {
  const shutOut = tokenFault(ways, asked, book);
  if (shutOut) return shutOut;
  const { method, path, query } = asked;
  if (method === 'GET' && path === '/orders') return { call: 'list', act: () => list(ways, book, query) };
  if (path !== '/order') return no(404, 404000, 'Not found');
  if (method === 'GET') {
    const sale = book.sales.get(query.get('order_id') ?? '');
    if (!sale) return no(404, 404001, 'Order not found');
    return { call: 'read', act: () => ({ status: 200, body: shown(ways, sale) }) };
  }
  const form = method === 'PATCH' ? fieldsOfForm(asked) : null;
  if (form === null) return no(400, 400001, 'multipart/form-data is expected');
  const sale = book.sales.get(form.order_id ?? '');
  if (!sale) return no(404, 404001, 'Order not found');
  if (form.status === 'confirmed') return { call: 'confirm', act: () => told(ways, sale, book.confirm(sale)) };
  if (form.status === 'denied') return { call: 'reject', act: () => told(ways, sale, book.reject(sale, null)) };
  return no(400, 400002, 'status is not known');
}

/** Nothing public says that a word may be said twice: an order that is past it is refused. */
function told(ways: SeatgeekWays, sale: Sale, effect: string): Said {
  if (effect !== 'changed') return no(409, 409001, `The order is ${statusOf(ways, sale)}`);
  return { status: 200, body: ways.showsWhatItDid ? shown(ways, sale) : { success: true } };
}

function no(status: number, code: number, message: string): Said {
  return { status, body: { code, message } };
}

/** A token that is not where it is looked for is one that is not there. Like many servers it repeats the address. */
function tokenFault({ takes }: SeatgeekWays, { headers, query, path }: Asked, book: SaleBook): Said | null {
  const [, scheme, value] = /^(Bearer|token) (.+)$/.exec(String(headers.authorization ?? '')) ?? [];
  const inHeader = scheme === 'Bearer' ? 'bearer' : 'token';
  const given = [
    ...(value !== undefined && takes.includes(inHeader) ? [value] : []),
    ...(takes.includes('query') ? query.getAll('token') : []),
  ];
  if (given.length === 0) return { status: 400, body: { code: 400113, message: 'Token is required' } };
  if (given.length === 1 && key.isGood(book, given[0])) return null;
  return { status: 401, body: { code: 401001, message: 'Unauthorized', request: `${path}?${query}`, given } };
}

/** The fields of a form in many parts. Null: it is none. */
function fieldsOfForm({ headers, text }: Asked): Record<string, string> | null {
  const type = String(headers['content-type'] ?? '');
  const [, quoted, bare] = /^multipart\/form-data;\s*boundary=(?:"([^"]+)"|([^\s;]+))$/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined || !text.endsWith(`--${boundary}--\r\n`)) return null;
  const parts = text.split(`--${boundary}`).slice(1, -1);
  const fields = parts.map((part) => {
    const [, name, value] =
      /^\r\ncontent-disposition: form-data; name="([^"]+)"\r\n\r\n([\s\S]*)\r\n$/i.exec(part) ?? [];
    return [name, value] as const;
  });
  if (fields.some(([name]) => name === undefined)) return null;
  return Object.fromEntries(fields);
}

/** From the oldest on. */
function list(ways: SeatgeekWays, book: SaleBook, query: URLSearchParams): Said {
  const status = query.get('status');
  const since = query.get('start_date');
  const found = [...book.sales.values()].filter(
    (sale) =>
      (ways.listsVoided || sale.state !== 'cancelled') &&
      (status === null || statusOf(ways, sale) === status) &&
      (since === null || new Date(sale.soldAt).toISOString().slice(0, 10) >= since),
  );
  const size = Math.min(ways.mostPerPage, Number(query.get('per_page') ?? ways.mostPerPage));
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return { status: 200, body: { orders: found.slice(start, start + size).map((sale) => shown(ways, sale)) } };
}
