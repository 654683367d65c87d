// A sandbox Vivid Seats: its Broker Portal API in XML, and its order webhook. Written from what is known: every no is HTTP 200
// with `success` false, a list of one status may be read once in ten seconds, an order that comes to nothing is shown no
// more, and what it knows of the buyer is sometimes left out. Its deadline, its fine and its reservations are imaginary.
import type { Said } from '../faulty-answer.ts';
import type { Asked, SaleMarketplace, Understood } from '../instant-notification/marketplace.ts';
import type { Sale, SaleBook } from '../instant-notification/sale-book.ts';
import type { SaleCall } from '../instant-notification/sale-faults.ts';
import { SellersKey } from '../instant-notification/sellers-key.ts';
import { element, type Xml, xmlOf } from './xml.ts';

/** With signs in it that are written otherwise in an address and in a form. */
const key = new SellersKey('sandbox+vs/27be90c4=');
const integratorToken = 'sandbox-integrator-51d3';
const xml = 'application/xml;charset=UTF-8';

export type VividSeatsWays = {
  /** How long a list of one status must be left alone; 0: it may be read at any time. */
  listEveryMs: number;
  /** Whether it wants to know which integrator calls. */
  wantsIntegrator: boolean;
  confirmWithinMs: number;
  /** Settings of the connection, where they are not the sandbox's usual ones. */
  settings: object;
};

const usualWays: VividSeatsWays = {
  listEveryMs: 0,
  wantsIntegrator: false,
  confirmWithinMs: 15 * 60_000,
  settings: {},
};

export function vividSeatsOrders(chosen: Partial<VividSeatsWays> = {}): SaleMarketplace {
  const ways = { ...usualWays, ...chosen };
  const lastListed = new Map<string, number>();
  const credentialsWith = (token: string): object => ({
    api_token: token,
    ...(ways.wantsIntegrator ? { integrator_token: integratorToken } : {}),
  });
  return {
    slug: 'vivid-seats',
    name: 'Vivid Seats',
    settings: (url) => ({
      api_address: `${url}/webservices`,
      call_every_ms: 0,
      poll_seconds: 1,
      recheck_seconds: 1,
      vanished_orders: 'cancelled',
      ...ways.settings,
    }),
    credentials: credentialsWith(key.first),
    expireAccess: (book) => key.expire(book),
    logIn: (book) => credentialsWith(key.logIn(book)),
    tooManyCalls,
    // Integers of 32 bits.
    saleId: (run, number) => `${100 + (Number.parseInt(run, 36) % 900)}${String(number).padStart(6, '0')}`,
    keyIn: 'address',
    understand: (asked, book) => understand(ways, lastListed, asked, book),
    notice: (sale, news) => (news === 'sold' ? { headers: formHeaders, text: announced(sale) } : null),
    confirmWithinMs: ways.confirmWithinMs,
    reserves: true,
    // What comes to nothing is shown no more.
    lapsesInSilence: true,
    sendAgainAfterMs: [50, 200],
  };
}

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' };

function orderTokenOf({ saleId }: Sale): string {
  return `0de70000-0000-4000-8000-${saleId.padStart(12, '0')}`;
}

function announced(sale: Sale): string {
  const { saleId, remoteId, quantity, unitPrice } = sale;
  return new URLSearchParams({
    orderid: saleId,
    token: orderTokenOf(sale),
    quantity: String(quantity),
    section: '112',
    row: 'C',
    event: eventOf(sale),
    notes: '',
    ticketid: remoteId,
    total: ((unitPrice * quantity) / 100).toFixed(2),
    venue: 'Old Hall - Albany, NY',
    date: '2031-05-04 19:30:00',
    inHandDate: '0000-00-00',
    barCodesRequired: 'false',
    instantDownload: 'false',
    electronic: 'true',
    instantFlashSeats: 'false',
    instantTransfer: 'false',
  }).toString();
}

function eventOf({ event = 'The <Longest> Night & "Day"' }: Sale): string {
  return event;
}

/** The headliners of which so many sales stand unconfirmed that all their listings are taken down. The figure is imaginary. */
export function takenDown(book: SaleBook, limit: number): string[] {
  const unconfirmed = [...book.sales.values()].filter((sale) => statusOf(sale) === 'UNCONFIRMED');
  return [...Map.groupBy(unconfirmed, eventOf)].flatMap(([event, sales]) => (sales.length >= limit ? [event] : []));
}

/** Null: it is in no state, and so nowhere. */
function statusOf({ state, isProvisional }: Sale): string | null {
  if (state === 'confirmed') return 'PENDING_SHIPMENT';
  if (state !== 'unconfirmed') return null;
  return isProvisional ? 'PENDING_RESERVATION' : 'UNCONFIRMED';
}

function shown(sale: Sale): Xml {
  const { saleId, remoteId, quantity, unitPrice } = sale;
  // Some answers lack it.
  const buyer = Number(saleId) % 3 === 0 ? [] : [element('firstName', 'Robin'), element('lastName', 'O’Vale & Sons')];
  return element('order', [
    element('orderId', saleId),
    element('orderToken', orderTokenOf(sale)),
    element('brokerTicketId', remoteId),
    element('section', '112'),
    element('row', 'C'),
    element('notes', ''),
    element('quantity', String(quantity)),
    element('cost', (unitPrice / 100).toFixed(2)),
    element('event', eventOf(sale)),
    element('eventId', '4407'),
    element('eventDate', '2099-01-01 00:00:00'),
    element('status', statusOf(sale) ?? ''),
    ...buyer,
    element('productionIntegrationType', 'NONE'),
  ]);
}

function understand(
  ways: VividSeatsWays,
  lastListed: Map<string, number>,
  asked: Asked,
  book: SaleBook,
): Understood | Said {
  const { method, path, query } = asked;
  const name = /^\/webservices\/v1\/(\w+)$/.exec(path)?.[1];
  const isForm = String(asked.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const fields = method === 'GET' ? query : isForm ? new URLSearchParams(asked.text) : new URLSearchParams();
  if (!key.isGood(book, fields.get('apiToken'))) return no(`Invalid apiToken in ${path}?${query}`);
  if (ways.wantsIntegrator && asked.headers['x-integrator-token'] !== integratorToken) return no('Unknown integrator');
  if (method === 'GET' && name === 'getOrders') {
    const status = query.get('status') ?? '';
    if (isTooSoon(ways, lastListed, status)) return tooManyCalls(0, 'list');
    return { call: 'list', act: () => list(book, query) };
  }
  const sale = saleIn(book, fields);
  if (method === 'GET' && name === 'getOrder') {
    if (!sale || statusOf(sale) === null) return no('The order could not be found');
    return {
      call: 'read',
      act: () => (statusOf(sale) === null ? no('The order could not be found') : yes(shown(sale))),
    };
  }
  if (method !== 'POST' || !sale) return no('The order could not be found');
  if (name === 'rejectOrder') {
    return { call: 'reject', act: () => answerOf('Response', book.reject(sale, null), []) };
  }
  if (name !== 'confirmOrder') return no('No such method');
  const seats = (fields.get('seatNumbers') ?? '').split(',').filter((seat) => seat !== '');
  if (seats.length > 0 && seats.length !== sale.quantity) return no('seatNumbers do not match the quantity');
  const purchase = [element('purchaseOrderId', `7${sale.saleId}`), element('firstName', 'Robin')];
  return { call: 'confirm', act: () => answerOf('ConfirmResponse', book.confirm(sale, seats), purchase) };
}

/** Lists have limits, which are said without a time. Of a limit for anything else nobody knows: one would be a no like any other. */
function tooManyCalls(_waitSeconds: number, call: SaleCall): Said {
  return call === 'list' ? { status: 429, body: 'Too Many Requests', type: 'text/plain' } : no('Too many requests');
}

function isTooSoon({ listEveryMs }: VividSeatsWays, lastListed: Map<string, number>, status: string): boolean {
  const now = performance.now();
  const last = lastListed.get(status);
  if (last !== undefined && now - last < listEveryMs) return true;
  lastListed.set(status, now);
  return false;
}

function saleIn(book: SaleBook, fields: URLSearchParams): Sale | undefined {
  const byToken = fields.get('orderToken');
  if (byToken === null) return book.sales.get(fields.get('orderId') ?? '');
  return [...book.sales.values()].find((sale) => orderTokenOf(sale) === byToken);
}

/** A word is taken once: an order that is past it is refused. */
function answerOf(name: string, effect: string, more: readonly Xml[]): Said {
  if (effect !== 'changed') return no('The order is not in a state to do that');
  return yes(element(name, [element('success', 'true'), element('message', 'OK'), ...more]));
}

function yes(body: Xml): Said {
  return { status: 200, type: xml, body: xmlOf(body) };
}

function no(message: string): Said {
  return yes(element('Response', [element('success', 'false'), element('message', message)]));
}

function list(book: SaleBook, query: URLSearchParams): Said {
  const status = query.get('status');
  const bookmark = Number(query.get('bookmark') ?? 0);
  const size = Math.min(10_000, Number(query.get('pageSize') ?? 10_000));
  const found = [...book.sales.values()].filter((sale) => statusOf(sale) === status && Number(sale.saleId) > bookmark);
  return yes(element('orders', found.slice(0, size).map(shown)));
}
