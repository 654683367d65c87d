// Vivid Seats' Broker Portal API, first version: orders are listed, read, confirmed and rejected. It answers in XML, and
// says every no with HTTP 200 and `success` false, in a message whose words are not public: so a no is followed by a look.
// Source: Broker Portal API 1.0.0 (THIRD-PARTY: a copy of the spec).
import type { Instant } from '../../core/order.ts';
import type { Outcome } from '../../core/outcome.ts';
import { type MarketplaceRefusal, nothingSaid, type SaleSeen } from '../../core/sale.ts';
import type { Send, WireAnswer } from '../../core/wire.ts';
import { isNoSuchPage, isTurnedAway } from '../answer-outcome.ts';
import type { RemoteMarketplace, SaleAsked } from '../instant-notification.ts';
import { notShown } from '../not-shown.ts';
import { settleWord, standingAfter, type Told, type Word } from '../word.ts';
import { type Lists, nextLook, readOn } from './lists.ts';
import { findOrder, type ReadingWays, readOrders } from './orders.ts';
import type { Vanished } from './vanished.ts';
import { readXml, textIn } from './xml.ts';

export type Access = { api_token: string; integrator_token?: string };

export type Ways = ReadingWays & {
  lists: Lists;
  seatSeparator: string;
  /** What becomes of an order that is shown no more after its tickets were invoiced. */
  vanishedOrders: 'person' | 'cancelled';
  /** Since when the token is another account's than the one before; null: it always was. What is older may be that one's. */
  isAnotherSince: Instant | null;
  /** What it means when it refuses a list: that it does not take our token, or any trouble. */
  refusedList: 'token' | 'trouble';
};

/** Calls about one order have a pace of their own. */
export const orderBudget = 'order';

const nothing = { orders: [], rows: 0 };

type Call = { method: 'GET' | 'POST'; name: string; fields: Readonly<Record<string, string>> };

export function openOrderApi(access: Access, ways: Ways, vanished: Vanished, send: Send): RemoteMarketplace {
  const ask = (call: Call, signal: AbortSignal) => send(requestOf(access, call), signal);
  const read = async (sale: SaleAsked, signal: AbortSignal): Promise<Told<SaleSeen>> => {
    const { saleId } = sale;
    const answer = await ask({ method: 'GET', name: 'getOrder', fields: { orderId: saleId } }, signal);
    const outcome = outcomeOf(answer, (body) => findOrder(body, saleId, ways));
    if (outcome.kind === 'done') vanished.wasShown(saleId);
    const isMissing = outcome.kind === 'refused' && outcome.why === 'bad_request';
    if (!isMissing) return { outcome, exchanges: [answer.exchange] };
    const missing = whatIsMissing(sale, ways, vanished.wasNotShown(saleId), outcome.detail);
    return { outcome: missing, exchanges: [answer.exchange] };
  };
  const say = async (word: Word, sale: SaleAsked, fields: Call['fields'], signal: AbortSignal): Promise<Told<null>> => {
    const answer = await ask({ method: 'POST', name: `${word}Order`, fields }, signal);
    const seen: SaleSeen = { standing: standingAfter[word], facts: nothingSaid };
    const outcome = outcomeOf(answer, (body) => (successOf(body) === true ? seen : null));
    return settleWord({
      word,
      said: { outcome, exchanges: [answer.exchange] },
      leavesAnOpenQuestion: outcome.kind === 'refused' && outcome.why === 'bad_request',
      look: () => read(sale, signal),
    });
  };
  return {
    read,
    confirm: (sale, signal) => {
      const seats = seatNumbers(sale.order.seats, ways.seatSeparator);
      return say('confirm', sale, { orderId: sale.saleId, ...seats, shipNow: 'false' }, signal);
    },
    // It takes no reason: ours stays in our own record.
    reject: (sale, signal) => say('reject', sale, { orderId: sale.saleId }, signal),
    async list(cursor, now, signal) {
      const look = nextLook(ways.lists, cursor, now);
      const answer = await ask({ method: 'GET', name: 'getOrders', fields: look.query }, signal);
      const readPage = (body: unknown) => {
        const listed = readOrders(body, ways);
        return listed && readOn(ways.lists, look, listed, now);
      };
      const isReadOn = look.query.bookmark !== undefined;
      // What is not there is refused like all else: an order, or the one to read on from. Else only the token could be wrong.
      const no = ways.refusedList === 'token' && !isReadOn ? 'not_allowed' : 'bad_request';
      const outcome = outcomeOf(answer, readPage, no);
      if (outcome.kind === 'refused') vanished.listWasRefused();
      const isPastTheEnd = isReadOn && isNoSuchPage(outcome);
      if (outcome.kind !== 'done' && !isPastTheEnd) return { outcome, exchanges: [answer.exchange] };
      const { isLast, ...page } = outcome.kind === 'done' ? outcome.answer : readOn(ways.lists, look, nothing, now);
      for (const { saleId } of page.sightings) vanished.wasShown(saleId);
      if (outcome.kind === 'done' && isLast && look.of === 'unconfirmed') vanished.listWasRead();
      return { outcome: { kind: 'done', answer: page }, exchanges: [answer.exchange] };
    },
  };
}

/** The token is a field like any other, in the address or in the form. */
function requestOf({ api_token, integrator_token }: Access, { method, name, fields }: Call) {
  const text = Object.entries({ apiToken: api_token, ...fields })
    .map(([field, value]) => `${field}=${encodeURIComponent(value)}`)
    .join('&');
  const headers: Record<string, string> = { accept: 'application/xml' };
  if (integrator_token !== undefined) headers['x-integrator-token'] = integrator_token;
  const form = { type: 'application/x-www-form-urlencoded', text, record: fields };
  const path = `/v1/${name}`;
  const asked = { headers, secrets: [api_token], ...(name === 'getOrders' ? {} : { budget: orderBudget }) };
  return method === 'GET' ? { method, path: `${path}?${text}`, ...asked } : { method, path, ...asked, content: form };
}

/** General admission has no labels to tell: then nothing is said of seats. */
function seatNumbers(seats: readonly (string | null)[] | null, separator: string): { seatNumbers?: string } {
  const labels = (seats ?? []).flatMap((seat) => seat ?? []);
  return labels.length > 0 && labels.length === seats?.length ? { seatNumbers: labels.join(separator) } : {};
}

/**
 * It had the order once, and does not show it now. A sale without tickets that vanished is over. One that was invoiced is
 * never undone by that alone unless the broker wants it so; nor is one given up that was announced and never seen.
 */
function whatIsMissing(
  sale: SaleAsked,
  { vanishedOrders, isAnotherSince }: Ways,
  isProven: boolean,
  detail: string,
): Outcome<never, MarketplaceRefusal> {
  if (isAnotherSince !== null && sale.order.createdAt < isAnotherSince) {
    return notShown(sale, `${detail}; the token of another account was entered since it was told of`);
  }
  if (!isProven) return notShown(sale, detail);
  const { state } = sale.order;
  const isHarmless = state === 'unfilled' || state === 'rejecting';
  if (isHarmless || vanishedOrders === 'cancelled') {
    return { kind: 'refused', why: 'sale_over', detail: 'Vivid Seats shows the order no more' };
  }
  const why = 'it shows the order no more, so it was probably cancelled there';
  return { kind: 'refused', why: 'bad_request', detail: `${why} (${detail})` };
}

function successOf(answer: unknown): boolean | null {
  const [root] = typeof answer === 'object' && answer !== null ? Object.values(answer) : [];
  const success = textIn(root, 'success');
  return success === null ? null : success.toLowerCase() === 'true';
}

function messageOf(answer: unknown): string {
  const [root] = typeof answer === 'object' && answer !== null ? Object.values(answer) : [];
  return (textIn(root, 'message') ?? 'without a message').replaceAll(/\s+/g, ' ').slice(0, 200).toWellFormed();
}

/** `no`: what it means when it says in words that it did not. */
function outcomeOf<Answer>(
  answer: WireAnswer,
  read: (body: unknown) => Answer | null,
  no: MarketplaceRefusal = 'bad_request',
): Outcome<Answer, MarketplaceRefusal> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, text } = answer;
  const detail = `Vivid Seats answered ${status}`;
  if (isTurnedAway(answer)) return { kind: 'not_sent', detail };
  if (status === 401 || status === 403) return { kind: 'refused', why: 'not_allowed', detail };
  if (status >= 400 && status < 500) return { kind: 'refused', why: 'bad_request', detail };
  const body = status >= 200 && status < 300 ? readXml(text) : null;
  if (successOf(body) === false) {
    return { kind: 'refused', why: no, detail: `Vivid Seats says: ${messageOf(body)}` };
  }
  const done = body === null ? null : read(body);
  if (done !== null) return { kind: 'done', answer: done };
  return { kind: 'unsure', detail: `${detail}, which says nothing certain` };
}
