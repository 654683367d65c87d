// SeatGeek's Seller Direct API: orders are listed, read, confirmed and denied. What it answers to confirm and deny is not
// public, so an answer that does not show the order as it should be is followed by a look.
// Source: Seller Direct API 1.0.0 and its guides, through a broker's integration notes (THIRD-PARTY).
import type { SaleSeen } from '../../core/sale.ts';
import type { Send, WireAnswer, WireRequest } from '../../core/wire.ts';
import { isNoSuchPage, isTurnedAway, outcomesOf } from '../answer-outcome.ts';
import type { RemoteMarketplace, SaleAsked } from '../instant-notification.ts';
import { notShown } from '../not-shown.ts';
import { fieldOf } from '../tolerant-reading.ts';
import { settleWord, type Told, type Word } from '../word.ts';
import { multipart } from './form.ts';
import { type Looks, nextLook, readOn } from './lists.ts';
import { findOrder, readOrders } from './orders.ts';

const tokenHint = ': the token is not good, or it comes in another way than SeatGeek wants (the setting token_scheme)';
const outcomeOf = outcomesOf({ name: 'SeatGeek', shutOut: (answer) => (isShutOut(answer) ? tokenHint : null) });

/** How the token comes; the papers recommend one form, show another, and a third has been seen to work. */
export type TokenScheme = 'bearer' | 'token' | 'query';
export type Access = { token: string; scheme: TokenScheme };

const perPage = 200;
const nothing = { orders: [], rows: 0 };
const statusFor = { confirm: 'confirmed', reject: 'denied' } as const;

type Call = { method: 'GET' | 'PATCH'; path: string; query?: Record<string, string>; content?: WireRequest['content'] };

export function openOrderApi(access: Access, looks: Looks, send: Send): RemoteMarketplace {
  const ask = (call: Call, signal: AbortSignal): Promise<WireAnswer> => send(withToken(access, call), signal);
  const read = async (sale: SaleAsked, signal: AbortSignal): Promise<Told<SaleSeen>> => {
    const { saleId } = sale;
    const answer = await ask({ method: 'GET', path: '/order', query: { order_id: saleId } }, signal);
    const outcome = outcomeOf(answer, (body) => findOrder(body, saleId));
    const isMissing = outcome.kind === 'refused' && answer.kind === 'answered' && answer.status === 404;
    return { outcome: isMissing ? notShown(sale, outcome.detail) : outcome, exchanges: [answer.exchange] };
  };
  const say = async (word: Word, sale: SaleAsked, signal: AbortSignal): Promise<Told<null>> => {
    const { saleId } = sale;
    const content = multipart({ order_id: saleId, status: statusFor[word] });
    const answer = await ask({ method: 'PATCH', path: '/order', content }, signal);
    return settleWord({
      word,
      said: { outcome: outcomeOf(answer, (body) => findOrder(body, saleId)), exchanges: [answer.exchange] },
      leavesAnOpenQuestion: leavesAnOpenQuestion(answer),
      look: () => read(sale, signal),
    });
  };
  return {
    read,
    // Seats are told with the tickets, and not before.
    confirm: (sale, signal) => say('confirm', sale, signal),
    // It takes no reason: ours stays in our own record.
    reject: (sale, signal) => say('reject', sale, signal),
    async list(cursor, now, signal) {
      const look = nextLook(looks, cursor, now);
      const query = { ...look.query, page: String(look.page), per_page: String(perPage) };
      const answer = await ask({ method: 'GET', path: '/orders', query }, signal);
      const outcome = outcomeOf(answer, (body) => {
        const listed = readOrders(body);
        return listed && readOn(looks, look, listed, now);
      });
      const isPastTheEnd = look.page > 1 && isNoSuchPage(outcome);
      const ended = readOn(looks, look, nothing, now);
      return { outcome: isPastTheEnd ? { kind: 'done', answer: ended } : outcome, exchanges: [answer.exchange] };
    },
  };
}

function withToken({ token, scheme }: Access, { method, path, query = {}, content }: Call): WireRequest {
  const asked = scheme === 'query' ? { ...query, token } : query;
  const text = Object.entries(asked)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const words = { bearer: `Bearer ${token}`, token: `token ${token}` };
  return {
    method,
    path: text === '' ? path : `${path}?${text}`,
    headers: scheme === 'query' ? {} : { authorization: words[scheme] },
    secrets: [token],
    ...(content ? { content } : {}),
  };
}

/** Its own word for a token that is not where it looks for it, in place of a 401. */
const tokenIsRequired = 400113;

function isShutOut({ status, body }: Extract<WireAnswer, { kind: 'answered' }>): boolean {
  return status === 401 || status === 403 || (status === 400 && fieldOf(body, 'code') === tokenIsRequired);
}

/** It answered with a yes that shows nothing, or with a no whose words are not public. */
function leavesAnOpenQuestion(answer: WireAnswer): boolean {
  if (answer.kind !== 'answered' || isTurnedAway(answer) || isShutOut(answer)) return false;
  return (answer.status >= 200 && answer.status < 300) || (answer.status >= 400 && answer.status < 500);
}
