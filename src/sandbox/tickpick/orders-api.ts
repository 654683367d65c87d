// A sandbox TickPick for whoever reads its orders back. Written from what is known: a list that comes whole, a token that is
// good from listed addresses only, two status fields that look alike, and no total. Nothing can be said to it.
import type { Said } from '../faulty-answer.ts';
import type { Asked, SaleMarketplace, Understood } from '../instant-notification/marketplace.ts';
import type { Sale, SaleBook } from '../instant-notification/sale-book.ts';
import { SellersKey } from '../instant-notification/sellers-key.ts';

const key = new SellersKey('sandbox.tickpick.token-4f21');

/** What can be changed while it runs. */
export type TickpickWays = {
  /** Whether the list comes as `{orders: [...]}` rather than bare. */
  wraps?: boolean;
  /** The addresses from which the token is good. */
  allows?: readonly string[];
  /** Turns every call away: with this status and, unless null, this `Retry-After`. */
  turnsAway?: { status: 429 | 503; retryAfter: string | null } | null;
};

export function tickpickOrders(ways: TickpickWays = {}): SaleMarketplace {
  return {
    slug: 'tickpick',
    name: 'TickPick',
    settings: (url) => ({ api_address: `${url}/1.0`, call_every_ms: 0, poll_seconds: 1, notice_grace_seconds: 0 }),
    credentials: { token: key.first },
    expireAccess: (book) => key.expire(book),
    logIn: (book) => ({ token: key.logIn(book) }),
    saleId: (run, number) => `${Number.parseInt(run, 36) % 900_000}${String(number).padStart(6, '0')}`,
    keyIn: 'bearer',
    understand: (asked, book) => understand(ways, asked, book),
    // None is known.
    notice: () => null,
    confirmWithinMs: null,
    confirmsByItself: true,
    sendAgainAfterMs: [],
  };
}

function understand(ways: TickpickWays, asked: Asked, book: SaleBook): Understood | Said {
  const { method, path, query } = asked;
  if (!isLetIn(ways, asked, book)) return { status: 401, body: { message: 'Unauthorized' } };
  if (ways.turnsAway) {
    const { status, retryAfter } = ways.turnsAway;
    return { status, body: '', ...(retryAfter === null ? {} : { headers: { 'retry-after': retryAfter } }) };
  }
  if (method !== 'GET') return { status: 404, body: { message: 'Not Found' } };
  if (path === '/1.0/orders' && query.get('status') === 'unfulfilled') {
    return { call: 'list', act: () => list(ways, book) };
  }
  const [, number] = /^\/1\.0\/orders\/(\d+)\/details$/.exec(path) ?? [];
  const sale = book.sales.get(number ?? '');
  if (!sale) return { status: 404, body: { message: 'Not Found' } };
  return { call: 'read', act: () => ({ status: 200, body: shown(sale) }) };
}

function isLetIn({ allows = ['127.0.0.1'] }: TickpickWays, { headers, from }: Asked, book: SaleBook): boolean {
  const [, given] = /^Bearer (.+)$/.exec(String(headers.authorization)) ?? [];
  return key.isGood(book, given) && allows.includes(from);
}

function list({ wraps = false }: TickpickWays, book: SaleBook): Said {
  const orders = [...book.sales.values()].map(shown);
  return { status: 200, body: wraps ? { orders } : orders };
}

/** A sale that the book calls cancelled is one whose event was: its order reads COMPLETED all the same. */
function shown({ saleId, state, soldAt, quantity, unitPrice }: Sale): object {
  const isOff = state === 'cancelled';
  const at = new Date(soldAt).toISOString();
  return {
    order_number: Number(saleId),
    event_name: 'The Longest Night',
    event_date: '2031-05-04T19:30:00',
    event_date_utc: '2031-05-05T00:30:00Z',
    section: '112',
    row: 'C',
    seat_numbers: Array.from({ length: quantity }, (_, index) => String(index + 1)),
    quantity,
    notes: '',
    purchase_date: at,
    confirm_date: at,
    fulfillment_date: null,
    wholesale_price: (unitPrice * quantity) / 100,
    order_status: isOff ? 'COMPLETED' : state === 'rejected' ? 'REJECTED' : 'CONFIRMED',
    status: isOff ? 'Canceled' : 'Scheduled',
  };
}
