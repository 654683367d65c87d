// Our word about a sale, POSTed to the callback address of a marketplace that takes our own notice, and signed like it.
// The published answers: any 2xx, it is taken (or was before); 409 or 404 with the code `sale_over` or `sale_unknown`.
// Kept: a word that is repeated has the same id, so that whoever takes it can tell.
import type { Instant, Order } from '../core/order.ts';
import { seatsOf } from '../core/order.ts';
import type { Outcome } from '../core/outcome.ts';
import type { MarketplaceRefusal } from '../core/sale.ts';
import type { Send, WireAnswer } from '../core/wire.ts';
import { isTurnedAway } from './answer-outcome.ts';
import type { RemoteMarketplace } from './instant-notification.ts';
import { signed } from './standard-webhooks.ts';
import { fieldOf } from './tolerant-reading.ts';
import type { Told } from './word.ts';

type Word = 'confirmed' | 'rejected';

/** `clock`: a signature says when it was made. */
export function openCallback(secret: string, send: Send, clock: () => Instant): RemoteMarketplace {
  const tell = async (word: Word, order: Order, details: object, signal: AbortSignal): Promise<Told<null>> => {
    const body = { type: `sale.${word}`, data: details };
    const text = JSON.stringify(body);
    const headers = signed(secret, `${order.orderId}.${word}`, text, clock());
    const content = { type: 'application/json', text, record: body };
    const answer = await send({ method: 'POST', path: '', headers, content }, signal);
    return { outcome: outcomeOf(answer), exchanges: [answer.exchange] };
  };
  return {
    confirm: ({ saleId, order }, signal) =>
      tell('confirmed', order, { sale_id: saleId, seats: seatsOf(order) }, signal),
    reject: ({ saleId, order, reason }, signal) =>
      tell('rejected', order, { sale_id: saleId, ...(reason === '' ? {} : { reason }) }, signal),
  };
}

function outcomeOf(answer: WireAnswer): Outcome<null, MarketplaceRefusal> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { kind: 'done', answer: null };
  const detail = `the callback address answered ${status}`;
  if (isTurnedAway(answer)) return { kind: 'not_sent', detail };
  if (status === 401 || status === 403) return { kind: 'refused', why: 'not_allowed', detail };
  if (status < 300 || status >= 500) return { kind: 'unsure', detail: `${detail}, which says nothing certain` };
  const code = fieldOf(body, 'code');
  const why =
    (status === 404 || status === 409) && (code === 'sale_over' || code === 'sale_unknown') ? code : 'bad_request';
  return { kind: 'refused', why, detail };
}
