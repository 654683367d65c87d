// Gametime's supplier API: purchases are listed, read, confirmed and rejected. The key stands in every address, and is
// named as a secret with every request. What the answers to confirm and reject hold is not public, so one that does not
// show the purchase as it should be is followed by a look. Source: Gametime's Postman collection (VENDOR copy).
import Type, { type Static } from 'typebox';
import type { Instant } from '../../core/order.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { MarketplaceRefusal, SaleSeen } from '../../core/sale.ts';
import type { Conversation, Send, WireAnswer } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import { isNoSuchPage, isTurnedAway, outcomesOf } from '../answer-outcome.ts';
import type { Page, RemoteMarketplace } from '../instant-notification.ts';
import { findPurchase, readPurchaseList } from './purchases.ts';

/** Error bodies are not public: a no is known by its status alone. */
const outcomeOf = outcomesOf({ name: 'Gametime' });

const perPage = 100;

/** The prefix under which each call is answered: its own collection has only the list under v3, and notes have them all. */
export type Versions = { purchases?: string; confirm?: string; reject?: string };
const usualVersion = 'v3';

type Told<Answer> = Conversation<Answer, MarketplaceRefusal>;
type Word = 'confirm' | 'reject';
const standingAfter = { confirm: 'confirmed', reject: 'rejected' } as const;

type Call = {
  method: 'GET' | 'POST';
  version?: string | undefined;
  path: string;
  query?: Record<string, string>;
  body?: object;
};

/** `everyMs`: how often all that is unconfirmed is listed. */
export type Ways = { versions: Versions; everyMs: number };

export function openPurchaseApi(key: string, { versions, everyMs }: Ways, send: Send): RemoteMarketplace {
  const ask = ({ method, version = usualVersion, path, query = {}, body }: Call, signal: AbortSignal) => {
    const address = `/${version}${path}?${queryText({ ...query, source: key })}`;
    return send({ method, path: address, headers: {}, secrets: [key], ...(body ? { body } : {}) }, signal);
  };
  const list = (query: Record<string, string>, signal: AbortSignal): Promise<WireAnswer> =>
    ask({ method: 'GET', version: versions.purchases, path: '/purchases', query }, signal);
  const read = async (saleId: string, signal: AbortSignal): Promise<Told<SaleSeen>> => {
    const answer = await list({ order_number: saleId }, signal);
    // A list without it proves nothing: the purchase may not have arrived there yet.
    return {
      outcome: outcomeOf(answer, (body) => findPurchase(body, saleId)?.seen ?? null),
      exchanges: [answer.exchange],
    };
  };
  const say = async (
    word: Word,
    saleId: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<Told<null>> => {
    const path = `/purchases/${encodeURIComponent(saleId)}/${word}`;
    const answer = await ask({ method: 'POST', version: versions[word], path, ...(body ? { body } : {}) }, signal);
    const isShown = (shown: unknown): boolean => findPurchase(shown, saleId)?.seen.standing === standingAfter[word];
    const said = outcomeOf(answer, (shown) => (isShown(shown) ? 'so' : null));
    if (said.kind === 'done') return { outcome: { kind: 'done', answer: null }, exchanges: [answer.exchange] };
    if (!leavesAnOpenQuestion(answer)) return { outcome: said, exchanges: [answer.exchange] };
    const looked = await read(saleId, signal);
    return { outcome: judged(word, said, looked.outcome), exchanges: [answer.exchange, ...looked.exchanges] };
  };
  return {
    read: ({ saleId }, signal) => read(saleId, signal),
    confirm: ({ saleId, order }, signal) => say('confirm', saleId, deliveredSeats(order.seats), signal),
    // It takes no reason: ours stays in our own record.
    reject: ({ saleId }, signal) => say('reject', saleId, undefined, signal),
    async list(cursor, now, signal) {
      const place = placeIn(cursor, now, everyMs);
      const page = place[place.next];
      const query = { status: place.next, per_page: String(perPage), ...(page === null ? {} : { page: String(page) }) };
      return toPage(await list(query, signal), place, now);
    },
  };
}

function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** General admission has no labels to tell: then the body is left out, which it takes too. */
function deliveredSeats(seats: readonly (string | null)[] | null): { seats: string[] } | undefined {
  const labels = (seats ?? []).flatMap((seat) => seat ?? []);
  return labels.length > 0 && labels.length === seats?.length ? { seats: labels } : undefined;
}

/** It answered with a yes that shows nothing, or with a no whose words are not public. */
function leavesAnOpenQuestion(answer: WireAnswer): boolean {
  if (answer.kind !== 'answered' || isTurnedAway(answer)) return false;
  const { status } = answer;
  return (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== 401 && status !== 403);
}

/** What a word has come to, by the look after it. Whatever the look does not settle stays as it was said. */
function judged(
  word: Word,
  said: Exclude<Outcome<'so', MarketplaceRefusal>, { kind: 'done' }>,
  looked: Outcome<SaleSeen, MarketplaceRefusal>,
): Outcome<null, MarketplaceRefusal> {
  if (looked.kind !== 'done') return said;
  const { standing } = looked.answer;
  if (standing === standingAfter[word]) return { kind: 'done', answer: null };
  const isGone = word === 'confirm' && standing === 'rejected';
  return isGone ? { kind: 'refused', why: 'sale_over', detail: 'Gametime shows the purchase as rejected' } : said;
}

/** Where the lists are read on. Null: at the first page, however Gametime counts its pages. */
const PageOrFirst = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);
const Place = Type.Object({
  next: Type.Union([Type.Literal('unconfirmed'), Type.Literal('rejected')]),
  unconfirmed: PageOrFirst,
  rejected: PageOrFirst,
  /** When all that is unconfirmed was last read to its end; null: never. */
  readAt: Type.Union([Type.Number(), Type.Null()]),
});
type Place = Static<typeof Place>;
const beginning: Place = { next: 'unconfirmed', unconfirmed: null, rejected: null, readAt: null };

/** However often what is unconfirmed is read: between two times there is room for a page of what was rejected. */
const leastApartMs = 5_000;

/** What is unconfirmed goes first whenever it is due: a list of the rejected that cannot be read must not stand in its way. */
function placeIn(cursor: unknown, now: Instant, everyMs: number): Place {
  const place = hasShape(Place, cursor) ? cursor : beginning;
  const isDue = place.readAt !== null && now >= place.readAt + Math.max(everyMs, leastApartMs);
  return isDue ? { ...place, next: 'unconfirmed' } : place;
}

/**
 * Every look reads all that is unconfirmed, then one page of what was rejected: that list only grows, and is gone through
 * again and again so that a purchase which is rejected after its confirmation is noticed.
 */
function toPage(answer: WireAnswer, place: Place, now: Instant): Told<Page> {
  const outcome = outcomeOf(answer, (body): Page | null => {
    const listed = readPurchaseList(body);
    if (listed === null) return null;
    const { purchases, rows, page, perPage: size } = listed;
    const asked = place[place.next];
    // There is no total: a short or an empty page is the last, and so is one that is not the page we asked for.
    const isOther = asked !== null && page !== null && page !== asked;
    const hasNext = rows > 0 && rows >= (size ?? 1) && !isOther;
    const sightings = purchases.map((purchase) => ({ ...purchase, numbers: [] }));
    return { sightings, ...readOn(place, hasNext ? (page ?? asked ?? 1) + 1 : null, now) };
  });
  const isPastTheEnd = place[place.next] !== null && isNoSuchPage(outcome);
  const ended: Page = { sightings: [], ...readOn(place, null, now) };
  return { outcome: isPastTheEnd ? { kind: 'done', answer: ended } : outcome, exchanges: [answer.exchange] };
}

function readOn(place: Place, nextPage: number | null, now: Instant): Pick<Page, 'cursor' | 'hasMore'> {
  if (place.next === 'rejected')
    return { cursor: { ...place, next: 'unconfirmed', rejected: nextPage }, hasMore: false };
  const end: Partial<Place> = nextPage === null ? { next: 'rejected', readAt: now } : {};
  return { cursor: { ...place, unconfirmed: nextPage, ...end }, hasMore: true };
}
