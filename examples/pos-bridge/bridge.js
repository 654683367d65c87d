// The bridge: what Holdfast asks over HTTP, said to the book, and the book's answers said in the words of docs/pos-bridge.md.
// It knows nothing of sockets: `answer` takes a request and returns what to send, so that it can run behind any server.
import { timingSafeEqual } from 'node:crypto';
import { Refusal } from './book.js';

const longestId = 128;

/** `answer({ method, url, authorization, text })` returns `{ status, body }`. */
export function createBridge({ book, key }) {
  return {
    answer(request) {
      try {
        if (!isKey(request.authorization, key)) throw new Refusal(401, 'not_allowed', 'the key is wrong');
        return route(book, request);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { status: error.status, body: { code: error.code, detail: error.message } };
      }
    },
  };
}

function route(book, { method, url, text }) {
  const { pathname, searchParams } = new URL(url, 'http://bridge');
  const [collection, name, ...rest] = pathname.slice(1).split('/');
  const cursor = searchParams.get('cursor');
  const what = `${method} /${collection}${name === undefined ? '' : '/:name'}${rest.length > 0 ? '/...' : ''}`;
  switch (what) {
    case 'POST /holds':
      return { status: 201, body: holdBody(book.hold(holdIn(text))) };
    case 'DELETE /holds/:name':
      return { status: 200, body: holdBody(book.release(nameIn(name))) };
    case 'POST /invoices':
      return { status: 201, body: invoiceBody(book.invoice(invoiceIn(text))) };
    case 'DELETE /invoices/:name':
      return { status: 200, body: invoiceBody(book.undo(nameIn(name))) };
    case 'GET /references/:name':
      return { status: 200, body: foundBody(book.find(nameIn(name))) };
    case 'GET /groups':
      return { status: 200, body: groupsBody(book.changesAfter(changeIn(cursor)), cursor) };
    case 'GET /groups/:name':
      return { status: 200, body: groupBody(book.group(nameIn(name))) };
    case 'GET /holds':
      return { status: 200, body: { holds: book.holds().map(holdBody), cursor: null, has_more: false } };
    default:
      // Not `not_found`: that would say that nothing stands there.
      return { status: 404, body: { error: 'there is nothing at this address' } };
  }
}

/** In constant time, so that nobody can guess the key letter by letter. */
function isKey(authorization, key) {
  const given = Buffer.from(authorization ?? '');
  const right = Buffer.from(`Bearer ${key}`);
  return given.length === right.length && timingSafeEqual(given, right);
}

function holdIn(text) {
  const body = ticketsIn(text);
  const expiresAt = Date.parse(body.expires_at);
  if (Number.isNaN(expiresAt)) throw badRequest('expires_at is no time');
  return { reference: body.reference, remoteId: body.remote_id, seats: body.seats, expiresAt };
}

function invoiceIn(text) {
  const body = ticketsIn(text);
  if (!isId(body.order_id)) throw badRequest('order_id is missing');
  return { reference: body.reference, remoteId: body.remote_id, seats: body.seats, orderId: body.order_id };
}

function ticketsIn(text) {
  const body = jsonIn(text);
  if (!isId(body.reference)) throw badRequest('reference is missing');
  if (!isId(body.remote_id)) throw badRequest('remote_id is missing');
  const areSeats = Array.isArray(body.seats) && body.seats.every((seat) => seat === null || typeof seat === 'string');
  if (!areSeats) throw badRequest('seats is no list of seats');
  if (!Number.isInteger(body.quantity) || body.quantity < 1) throw badRequest('quantity is no number of tickets');
  if (body.quantity !== body.seats.length) throw badRequest('quantity and seats do not agree');
  return body;
}

function jsonIn(text) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // What is no JSON is no object either.
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('the body is no JSON object');
  return body;
}

const isId = (value) => typeof value === 'string' && value.length >= 1 && value.length <= longestId;
const badRequest = (detail) => new Refusal(400, 'bad_request', detail);

function nameIn(encoded) {
  try {
    const name = decodeURIComponent(encoded);
    if (isId(name)) return name;
  } catch {
    // Half a percent sign is no name.
  }
  throw badRequest('the address cannot be read');
}

/** A cursor is the number of the last change that was shown. */
function changeIn(cursor) {
  if (cursor === null) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw badRequest('the cursor is none of mine');
  return Number(cursor);
}

const timeOf = (instant) => (instant === null ? null : new Date(instant).toISOString());

function holdBody({ holdId, reference, remoteId, seats, expiresAt }) {
  return { hold_id: holdId, reference, remote_id: remoteId, quantity: seats.length, expires_at: timeOf(expiresAt) };
}

function invoiceBody({ invoiceId, reference, remoteId, seats }) {
  return { invoice_id: invoiceId, reference, remote_id: remoteId, quantity: seats.length };
}

function foundBody(deal) {
  return {
    hold: deal?.state === 'held' ? holdBody(deal) : null,
    invoice: deal?.state === 'sold' ? invoiceBody(deal) : null,
  };
}

function groupsBody(groups, cursor) {
  const last = groups.at(-1)?.changed ?? changeIn(cursor);
  return { groups: groups.map(groupBody), gone: [], cursor: String(last), has_more: false, total: groups.length };
}

function groupBody({ remoteId, content, tickets }) {
  return {
    ...{ group_id: remoteId, remote_id: remoteId },
    ...content,
    tickets: tickets.map(({ seat, deal }) => ({
      seat,
      standing: deal?.state ?? 'free',
      reference: deal?.reference ?? null,
    })),
  };
}
