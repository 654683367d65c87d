// TickPick's orders: listed, and read one by one. It is only ever looked at: no call that would change anything is known.
// Source: a broker's integration notes and working client (THIRD-PARTY).
import type { Outcome } from '../../core/outcome.ts';
import type { MarketplaceRefusal } from '../../core/sale.ts';
import type { Send, WireAnswer } from '../../core/wire.ts';
import type { RemoteMarketplace } from '../instant-notification.ts';
import { notShown } from '../not-shown.ts';
import { readOrder, readOrders } from './orders.ts';

export function openOrderApi(token: string, send: Send): RemoteMarketplace {
  const look = (path: string, signal: AbortSignal): Promise<WireAnswer> =>
    send({ method: 'GET', path, headers: { authorization: `Bearer ${token}` } }, signal);
  return {
    async read(sale, signal) {
      const { saleId, order } = sale;
      const answer = await look(`/orders/${encodeURIComponent(saleId)}/details`, signal);
      const outcome = outcomeOf(answer, (body) => {
        const order = readOrder(body);
        return order?.saleId === saleId ? order.seen : null;
      });
      const isUnknown = answer.kind === 'answered' && answer.status === 404;
      if (!isUnknown) return { outcome, exchanges: [answer.exchange] };
      const detail = 'TickPick knows no such order';
      // Only one that has been read can be one that is there no more.
      const isUnseen = order.state === 'reported';
      return {
        outcome: isUnseen ? notShown(sale, detail) : { kind: 'refused', why: 'sale_unknown', detail },
        exchanges: [answer.exchange],
      };
    },
    /** All of it comes in one answer: no pages have been seen. */
    async list(_cursor, _now, signal) {
      const answer = await look('/orders?status=unfulfilled', signal);
      const outcome = outcomeOf(answer, (body) => {
        const sightings = readOrders(body)?.map((order) => ({ ...order, numbers: [] }));
        return sightings ? { sightings, cursor: null, hasMore: false } : null;
      });
      return { outcome, exchanges: [answer.exchange] };
    },
  };
}

/** A good token is answered 401 too when it comes from an address that TickPick has not listed. */
const notLetIn: Readonly<Record<number, string>> = {
  401: 'TickPick answered 401: the token is not good, or this machine’s address is not on its allowlist',
  403: 'TickPick answered 403: the token does not allow this',
};

function outcomeOf<Answer>(
  answer: WireAnswer,
  read: (body: unknown) => Answer | null,
): Outcome<Answer, MarketplaceRefusal> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, headers, body } = answer;
  const done = status >= 200 && status < 300 ? read(body) : null;
  if (done !== null) return { kind: 'done', answer: done };
  const shutOut = notLetIn[status];
  if (shutOut !== undefined) return { kind: 'refused', why: 'not_allowed', detail: shutOut };
  const detail = `TickPick answered ${status}`;
  const isTurnedAway = status === 429 || (status === 503 && headers['retry-after'] !== undefined);
  if (isTurnedAway) return { kind: 'not_sent', detail: `${detail}: too many calls` };
  if (status >= 400 && status < 500) return { kind: 'refused', why: 'bad_request', detail };
  return { kind: 'unsure', detail: `${detail}, which says nothing certain` };
}
