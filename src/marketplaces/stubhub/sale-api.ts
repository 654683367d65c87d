// StubHub's sales interface: a sale is read, confirmed and rejected, and changed sales are listed. A confirmation is a
// state and no message: whoever comes too late or twice is told `invalid_sale_action`, and then the sale itself decides.
// Source: developer.stubhub.com/api-reference/sales (VENDOR); where `invalid_sale_action` is said, from viagogo's client.
import type { Instant, Order } from '../../core/order.ts';
import type { Outcome } from '../../core/outcome.ts';
import { type MarketplaceRefusal, nothingSaid, type SaleSeen } from '../../core/sale.ts';
import type { WireAnswer, WireRequest } from '../../core/wire.ts';
import { isNoSuchPage, isTurnedAway } from '../answer-outcome.ts';
import type { RemoteMarketplace, SaleAsked } from '../instant-notification.ts';
import type { Asked } from '../lent-access.ts';
import { notShown } from '../not-shown.ts';
import { fieldOf } from '../tolerant-reading.ts';
import { settleWord, type Told } from '../word.ts';
import type { Ask } from './access.ts';
import { beginAnew, cursorIn, type Feed, feedPath, queryOf, readPage } from './recent-updates.ts';
import { readSale } from './sales.ts';

export type Ways = Feed & {
  /** Whether our seats are named with a confirmation. */
  tellsSeats: boolean;
  /** Both are StubHub's own; its pages have the first, its client the second. */
  rejectsBy: 'delete' | 'patch';
};

type Answered = Extract<WireAnswer, { kind: 'answered' }>;

export function openSaleApi(ask: Ask, ways: Ways): RemoteMarketplace {
  const read = async (sale: SaleAsked, signal: AbortSignal): Promise<Told<SaleSeen>> => {
    const { saleId, order } = sale;
    const asked = await ask(request('GET', salePath(saleId)), signal);
    const outcome = outcomeOf(asked, (answer) => saleIn(answer, sale));
    // Only a sale that has been seen can be one that is there no more.
    const isUnseen = outcome.kind === 'refused' && outcome.why === 'sale_unknown' && order.state === 'reported';
    return { outcome: isUnseen ? notShown(sale, outcome.detail) : outcome, exchanges: asked.exchanges };
  };
  const saleIn = (answer: Answered, { saleId, now }: SaleAsked): SaleSeen | null => {
    const sale = readSale(answer.body, timeOf(answer, now), ways);
    return sale?.saleId === saleId ? sale.seen : null;
  };
  /** Asked to confirm, it shows the sale: once that cannot be confirmed any more, and is not over, it has been. */
  const confirmedIn = (answer: Answered, { saleId, now }: SaleAsked): SaleSeen | null => {
    const sale = readSale(answer.body, timeOf(answer, now), ways);
    if (sale?.saleId !== saleId) return null;
    const isTaken = sale.seen.standing === 'unclear' && !sale.offersConfirmation;
    return isTaken ? { ...sale.seen, standing: 'confirmed' } : sale.seen;
  };
  /** It answers a rejection with nothing, or with the sale that is no more. */
  const rejectedIn = (answer: Answered, asked: SaleAsked): SaleSeen | null => {
    const seen = answer.status === 204 ? null : saleIn(answer, asked);
    return answer.status === 204 || seen?.standing === 'cancelled' ? rejected : seen;
  };
  const sendConfirmation = async (saleId: string, order: Order, signal: AbortSignal): Promise<Asked> => {
    const seating = ways.tellsSeats ? seatingOf(order) : null;
    const patch = (body: object) => ask({ ...request('PATCH', salePath(saleId)), body }, signal);
    if (seating === null) return patch({ confirmed: true });
    const asked = await patch({ confirmed: true, seating });
    // Seats that it does not take are no reason to lose the sale.
    if (codeIn(asked.answer) !== 'validation_failed') return asked;
    const again = await patch({ confirmed: true });
    return { ...again, exchanges: [...asked.exchanges, ...again.exchanges] };
  };
  return {
    read,
    async confirm(sale, signal) {
      const { saleId, order } = sale;
      const looked = isLate(sale, ways) ? await read(sale, signal) : null;
      if (looked !== null && !isOpen(looked)) {
        return settleWord({ word: 'confirm', said: tooLate, leavesAnOpenQuestion: true, look: async () => looked });
      }
      const asked = await sendConfirmation(saleId, order, signal);
      const said = {
        outcome: outcomeOf(asked, (answer) => confirmedIn(answer, sale)),
        exchanges: [...(looked?.exchanges ?? []), ...asked.exchanges],
      };
      const look = () => read(sale, signal);
      return settleWord({ word: 'confirm', said, leavesAnOpenQuestion: leavesAnOpenQuestion(asked), look });
    },
    /** It takes no reason: ours stays in our own record. */
    async reject(sale, signal) {
      const { saleId } = sale;
      const isDelete = ways.rejectsBy === 'delete';
      const word = isDelete ? request('DELETE', salePath(saleId)) : request('PATCH', salePath(saleId));
      const asked = await ask(isDelete ? word : { ...word, body: { confirmed: false } }, signal);
      const said = { outcome: outcomeOf(asked, (answer) => rejectedIn(answer, sale)), exchanges: asked.exchanges };
      const look = () => read(sale, signal);
      return settleWord({ word: 'reject', said, leavesAnOpenQuestion: leavesAnOpenQuestion(asked), look });
    },
    async list(stored, now, signal) {
      const cursor = cursorIn(stored, now);
      const asked = await ask(request('GET', `${feedPath}?${queryOf(cursor)}`), signal);
      const outcome = outcomeOf(asked, (answer) => readPage(answer.body, cursor, timeOf(answer, now), ways, now));
      const isGone = cursor.next !== null && isNoSuchPage(outcome);
      return {
        outcome: isGone ? { kind: 'done', answer: beginAnew(cursor) } : outcome,
        exchanges: asked.exchanges,
      };
    },
  };
}

/** The deadline that we know of has passed, by our clock: StubHub may have moved it since, or give up the sale by it. */
function isLate({ order: { confirmBy }, now }: SaleAsked, { takesLate }: Ways): boolean {
  return !takesLate && confirmBy !== null && confirmBy <= now;
}

function isOpen({ outcome }: Told<SaleSeen>): boolean {
  return outcome.kind === 'done' && outcome.answer.standing === 'unconfirmed';
}

/** The next look tells a person of it. */
const tooLate: Told<never> = {
  outcome: { kind: 'unsure', detail: 'its deadline has passed, and it is not confirmed late' },
  exchanges: [],
};

const rejected: SaleSeen = { standing: 'rejected', facts: nothingSaid };

function request(method: WireRequest['method'], path: string): WireRequest {
  return { method, path, headers: { accept: 'application/hal+json, application/json' } };
}

function salePath(saleId: string): string {
  return `/sales/${encodeURIComponent(saleId)}`;
}

/** Null: StubHub has named them itself, or it has not all of them to tell, and what is left out might be blanked there. */
function seatingOf({ section, row, seats, soldSeats }: Order): object | null {
  if (soldSeats !== null) return null;
  const [from, to] = [seats?.at(0), seats?.at(-1)];
  const isWhole = section && row && from && to && seats?.every((seat) => seat !== null);
  return isWhole ? { section, row, seat_from: from, seat_to: to } : null;
}

/**
 * StubHub's own time, by which deadlines pass; by our clock where an answer does not say. To ask again would bring another answer
 * without it, and a sale that is taken for open while it is late is confirmed against the broker's will.
 */
function timeOf({ headers }: Answered, now: Instant): Instant {
  const instant = Date.parse(headers.date ?? '');
  return Number.isNaN(instant) ? now : instant;
}

/** The sale is past what was asked for; with which status it says so is not certain. */
const pastIt: ReadonlySet<unknown> = new Set(['invalid_sale_action', 'invalid_delete']);

function codeIn(answer: WireAnswer | null): unknown {
  return answer?.kind === 'answered' && answer.status >= 400 ? fieldOf(answer.body, 'code') : undefined;
}

/** It answered with a yes that does not show what it should, or that the sale is past it: perhaps by our own word. */
function leavesAnOpenQuestion({ answer }: Asked): boolean {
  if (answer?.kind !== 'answered') return false;
  return (answer.status >= 200 && answer.status < 300) || (answer.status < 500 && pastIt.has(codeIn(answer)));
}

const refusals: Readonly<Record<number, MarketplaceRefusal>> = {
  401: 'not_allowed',
  403: 'not_allowed',
  404: 'sale_unknown',
};

function outcomeOf<Answer>(
  asked: Asked,
  read: (answer: Answered) => Answer | null,
): Outcome<Answer, MarketplaceRefusal> {
  const { answer } = asked;
  if (answer === null) return asked.noAccess;
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status } = answer;
  const done = status >= 200 && status < 300 ? read(answer) : null;
  if (done !== null) return { kind: 'done', answer: done };
  const code = codeIn(answer);
  const detail = `StubHub answered ${status}${typeof code === 'string' ? ` (${code.slice(0, 64)})` : ''}`;
  if (isTurnedAway(answer)) return { kind: 'not_sent', detail };
  if (status < 400 || status >= 500) return { kind: 'unsure', detail: `${detail}, which says nothing certain` };
  const why = pastIt.has(code) ? 'bad_request' : (refusals[status] ?? 'bad_request');
  return { kind: 'refused', why, detail };
}
