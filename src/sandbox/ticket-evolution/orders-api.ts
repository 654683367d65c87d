// A sandbox Ticket Evolution for orders that do not come through order integration: its signed orders interface, and its
// webhooks. Written from the marketplace's own pages: the signature is checked byte for byte, the bare `?` included. Its deadline and its fine
// are imaginary.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Said } from '../faulty-answer.ts';
import { bodyIn } from '../instant-notification/body-in.ts';
import type { Asked, SaleMarketplace, Understood } from '../instant-notification/marketplace.ts';
import type { Sale, SaleBook } from '../instant-notification/sale-book.ts';
import { SellersKey } from '../instant-notification/sellers-key.ts';

const key = new SellersKey('sandbox-token-7d1f');
const secret = 'sandbox-secret-51c0a2e4';
const reviewerId = 4711;
const perPage = 100;
/** Ticket Evolution itself, as a buyer. */
const itsOwnOffice = { type: 'Office', id: 6, name: 'Ticket Evolution' };

const reasons = new Set([
  'Tickets No Longer Available',
  'Tickets Priced Incorrectly',
  'Duplicate Order',
  'Fraudulent Order',
  'Test Order',
  'Other',
]);

const stateNames = {
  unconfirmed: 'pending',
  confirmed: 'accepted',
  rejected: 'rejected',
  cancelled: 'canceled',
} as const;

export const ticketEvolutionOrders: SaleMarketplace = {
  slug: 'ticket-evolution',
  name: 'Ticket Evolution',
  settings: (url) => ({ api_address: url, call_every_ms: 0, poll_seconds: 1, notice_grace_seconds: 0 }),
  credentials: credentialsWith(key.first),
  expireAccess: (book) => key.expire(book),
  logIn: (book) => credentialsWith(key.logIn(book)),
  saleId: (run, number) => `${Number.parseInt(run, 36) % 900_000}${String(number).padStart(6, '0')}`,
  keyIn: 'address',
  understand,
  notice: (sale, news) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    text: new URLSearchParams({
      order_group_id: groupOf(sale),
      recipient: 'seller',
      event_type: news === 'sold' ? 'order_created' : 'order_canceled',
      body: JSON.stringify(shown(sale)),
    }).toString(),
  }),
  confirmWithinMs: 15 * 60_000,
  sendAgainAfterMs: [50, 200, 600],
};

function credentialsWith(token: string): object {
  return { token, secret, reviewer_id: reviewerId };
}

function groupOf({ saleId }: Sale): string {
  return `9${saleId}`;
}

/** As Orders / Show has it. */
function shown(sale: Sale): object {
  const { saleId, state, quantity, unitPrice, remoteId, isClient } = sale;
  return {
    id: Number(saleId),
    order_group_id: Number(groupOf(sale)),
    state: stateNames[state],
    type: 'Order',
    total: (unitPrice * quantity * 0.01).toFixed(2),
    fraud_check_status: 'approved',
    buyer: isClient ? { type: 'Client', id: 90210, name: 'Robin Vale' } : itsOwnOffice,
    items: [
      { id: Number(saleId) + 1, quantity, price: (unitPrice / 100).toFixed(2), ticket_group: { remote_id: remoteId } },
    ],
  };
}

function understand(asked: Asked, book: SaleBook, { host }: { host: string }): Understood | Said {
  if (!isSigned(asked, host) || !key.isGood(book, asked.headers['x-token']))
    return { status: 401, body: { error: 'the signature does not match' } };
  const { method, path, query, text } = asked;
  if (method === 'GET' && path === '/v9/orders') return { call: 'list', act: () => page(book, query) };
  const [, id, act] = /^\/v9\/orders\/(\d+)(?:\/(accept|reject))?$/.exec(path) ?? [];
  const sale = book.sales.get(id ?? '');
  if (!sale) return { status: 404, body: { error: 'no such order' } };
  if (method === 'GET' && act === undefined) return { call: 'read', act: () => ({ status: 200, body: shown(sale) }) };
  if (method !== 'POST' || act === undefined) return { status: 404, body: { error: 'no such address' } };
  const said = bodyIn(text);
  if (said.reviewer_id !== reviewerId) return { status: 400, body: { error: 'reviewer_id is required' } };
  if (act === 'accept') return { call: 'confirm', act: () => accept(book, sale, said) };
  return { call: 'reject', act: () => reject(book, sale, said) };
}

/** Must be pending and ours; one that was accepted before is not pending any more. */
function accept(book: SaleBook, sale: Sale, { seats }: Record<string, unknown>): Said {
  const labels = Array.isArray(seats) ? seats.map(String) : [];
  return book.confirm(sale, labels) === 'changed' ? { status: 200, body: shown(sale) } : notPending(sale);
}

function reject(book: SaleBook, sale: Sale, { reason }: Record<string, unknown>): Said {
  if (typeof reason !== 'string' || !reasons.has(reason))
    return { status: 422, body: { error: 'reason is not known' } };
  return book.reject(sale, reason) === 'changed' ? { status: 200, body: shown(sale) } : notPending(sale);
}

function notPending({ state }: Sale): Said {
  return { status: 422, body: { error: `the order is ${stateNames[state]}` } };
}

function page(book: SaleBook, query: URLSearchParams): Said {
  const number = Number(query.get('page') ?? 1);
  const size = Math.min(perPage, Number(query.get('per_page') ?? perPage));
  const state = query.get('state');
  const orders = [...book.sales.values()].filter((sale) => state === null || stateNames[sale.state] === state);
  const start = (number - 1) * size;
  return {
    status: 200,
    body: {
      current_page: number,
      per_page: size,
      total_entries: orders.length,
      orders: orders.slice(start, start + size).map(shown),
    },
  };
}

function isSigned({ method, path, query, headers, text }: Asked, host: string): boolean {
  const data = method === 'GET' ? sortedQuery(query) : text;
  const wanted = createHmac('sha256', secret).update(`${method} ${host}${path}?${data}`).digest();
  const given = Buffer.from(String(headers['x-signature'] ?? ''), 'base64');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** As RFC 1738 has it, sorted by name. */
function sortedQuery(query: URLSearchParams): string {
  return [...query]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
