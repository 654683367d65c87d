// Ticket Evolution's orders interface: read, accept, reject and list. Every request is signed.
// Source: ticketevolution.atlassian.net/wiki/spaces/API/pages/ 983115 (signing), 3084976129 (polling), 9470105 (accept),
// 9470108 (reject) (VENDOR); GET of one order is INFERRED.
import Type from 'typebox';
import type { Outcome } from '../../core/outcome.ts';
import type { MarketplaceRefusal, SaleSeen, Sighting } from '../../core/sale.ts';
import type { Conversation, Send, WireAnswer } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import { isNoSuchPage, isTurnedAway } from '../answer-outcome.ts';
import type { Page, RemoteMarketplace, SaleAsked } from '../instant-notification.ts';
import { notShown } from '../not-shown.ts';
import { readableRows } from '../tolerant-reading.ts';
import { Id, readOrder } from './orders.ts';
import { queryText, signature, type TicketEvolutionCredentials } from './signature.ts';

const perPage = 100;

export const rejectReasons = [
  'Tickets No Longer Available',
  'Tickets Priced Incorrectly',
  'Duplicate Order',
  'Fraudulent Order',
  'Test Order',
  'Other',
] as const;

const Cursor = Type.Object({ page: Type.Integer({ minimum: 1 }) });
const Listed = Type.Object({ orders: Type.Array(Type.Unknown()) });
const Named = Type.Object({ id: Id });

type Call = { method: 'GET' | 'POST'; path: string; query?: Record<string, string>; body?: object };

export function openOrderApi(host: string, credentials: TicketEvolutionCredentials, send: Send): RemoteMarketplace {
  const { token, secret, reviewer_id } = credentials;
  const ask = ({ method, path, query = {}, body }: Call, signal: AbortSignal): Promise<WireAnswer> => {
    const text = body && JSON.stringify(body);
    const signed = signature(secret, { method, host, path, query, ...(text === undefined ? {} : { body: text }) });
    const headers = { 'x-token': token, 'x-signature': signed };
    const asked = queryText(query);
    const content = text === undefined ? {} : { content: { type: 'application/json', text, record: body } };
    return send({ method, path: asked === '' ? path : `${path}?${asked}`, headers, ...content }, signal);
  };
  return {
    async read(sale, signal) {
      return toSeen(sale, await ask({ method: 'GET', path: orderPath(sale.saleId) }, signal));
    },
    async confirm({ saleId, order }, signal) {
      const body = { reviewer_id, ...deliveredSeats(order.seats) };
      return toWord(await ask({ method: 'POST', path: `${orderPath(saleId)}/accept`, body }, signal), 'confirmed');
    },
    async reject({ saleId, reason }, signal) {
      const isTheirs = (rejectReasons as readonly string[]).includes(reason);
      const body = isTheirs
        ? { reviewer_id, reason }
        : { reviewer_id, reason: 'Other', ...(reason === '' ? {} : { rejection_notes: reason }) };
      return toWord(await ask({ method: 'POST', path: `${orderPath(saleId)}/reject`, body }, signal), 'rejected');
    },
    async list(cursor, _now, signal) {
      const page = hasShape(Cursor, cursor) ? cursor.page : 1;
      const query = { state: 'pending', type: 'Order', page: String(page), per_page: String(perPage) };
      return toPage(await ask({ method: 'GET', path: '/v9/orders', query }, signal), page);
    },
  };
}

function orderPath(saleId: string): string {
  return `/v9/orders/${encodeURIComponent(saleId.slice(saleId.lastIndexOf('-') + 1))}`;
}

/** Its seats are integers: labels that are none are left out, and it takes the order as it is. */
function deliveredSeats(seats: readonly (string | null)[] | null): { seats?: number[] } {
  const numbers = (seats ?? []).map(Number);
  return numbers.length > 0 && (seats ?? []).every((seat) => /^\d{1,9}$/.test(seat ?? '')) ? { seats: numbers } : {};
}

type Told<Answer> = Conversation<Answer, MarketplaceRefusal>;

/** Only an order that has been read can be one that is there no more; one that was announced may not be shown yet. */
function toSeen(sale: SaleAsked, answer: WireAnswer): Told<SaleSeen> {
  const outcome = outcomeOf(answer, readOrder);
  const isUnseen = outcome.kind === 'refused' && outcome.why === 'sale_unknown' && sale.order.state === 'reported';
  return { outcome: isUnseen ? notShown(sale, outcome.detail) : outcome, exchanges: [answer.exchange] };
}

/** `done` only when the order that comes back says so. */
function toWord(answer: WireAnswer, wanted: 'confirmed' | 'rejected'): Told<null> {
  const outcome = outcomeOf(answer, (body) => (readOrder(body)?.standing === wanted ? { said: true } : null));
  return {
    outcome: outcome.kind === 'done' ? { kind: 'done', answer: null } : outcome,
    exchanges: [answer.exchange],
  };
}

function toPage(answer: WireAnswer, page: number): Told<Page> {
  const outcome = outcomeOf(answer, (body) => {
    if (!hasShape(Listed, body)) return null;
    const sightings = readableRows(body.orders, sightingOf);
    if (sightings === null) return null;
    const hasMore = body.orders.length >= perPage;
    return { sightings, cursor: { page: hasMore ? page + 1 : 1 }, hasMore };
  });
  const isPastTheEnd = page > 1 && isNoSuchPage(outcome);
  const ended: Page = { sightings: [], cursor: { page: 1 }, hasMore: false };
  return { outcome: isPastTheEnd ? { kind: 'done', answer: ended } : outcome, exchanges: [answer.exchange] };
}

/** Null: it is no order. One of which no more than its number can be read is read by that. */
function sightingOf(order: unknown): Sighting | null {
  if (!hasShape(Named, order)) return null;
  const seen = readOrder(order);
  return { saleId: String(order.id), numbers: seen?.facts.numbers ?? [], seen, record: order };
}

const refusals: Readonly<Record<number, MarketplaceRefusal>> = {
  400: 'bad_request',
  401: 'not_allowed',
  403: 'not_allowed',
  404: 'sale_unknown',
  406: 'bad_request',
  422: 'bad_request',
};

function outcomeOf<Answer>(
  answer: WireAnswer,
  read: (body: unknown) => Answer | null,
): Outcome<Answer, MarketplaceRefusal> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, body } = answer;
  const done = status >= 200 && status < 300 ? read(body) : null;
  if (done !== null) return { kind: 'done', answer: done };
  const detail = `Ticket Evolution answered ${status}`;
  if (isTurnedAway(answer)) return { kind: 'not_sent', detail };
  const why = refusals[status];
  if (why !== undefined) return { kind: 'refused', why, detail };
  return { kind: 'unsure', detail: `${detail}, which says nothing certain` };
}
