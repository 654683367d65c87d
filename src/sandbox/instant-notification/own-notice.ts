// The sandbox of a marketplace that has published no wire: it speaks the notice and takes the callback that Holdfast
// publishes, as that contract has them, with a deadline of its own. Nothing here is a fact about any marketplace.
import type { Said } from '../faulty-answer.ts';
import type { Asked, News, SaleMarketplace, Understood } from './marketplace.ts';
import type { Notice } from './notifier.ts';
import type { Sale, SaleBook } from './sale-book.ts';
import { leaveMeAlone } from './sale-faults.ts';
import { isSigned, sandboxSigningSecret, signedHeaders, strangersSignature } from './signed-messages.ts';

const callbackPath = '/word-of-the-broker';
/** The sandbox's own: nobody knows how long the marketplace waits. */
const confirmWithinMs = 15 * 60_000;

export function ownNoticeSandbox({ slug, name }: { slug: string; name: string }): SaleMarketplace {
  return {
    slug,
    name,
    ...callbackSide,
    saleId: (run, number) => `${slug}-${run}-${number}`,
    keyIn: 'nowhere',
    forgedHeaders: { 'webhook-signature': strangersSignature },
    notice: noticeOf,
    reserves: true,
    sendAgainAfterMs: [50, 200, 600],
  };
}

/** The part of a sandbox that takes our callbacks, and its deadline for them. */
export const callbackSide = {
  settings: (url: string) => ({ callback_address: `${url}${callbackPath}`, call_every_ms: 0 }),
  credentials: { signing_secret: sandboxSigningSecret },
  understand,
  tooManyCalls: (waitSeconds: number): Said => leaveMeAlone(waitSeconds, problem(429, 'rate_limited')),
  confirmWithinMs,
} as const;

/** One id for each thing that is told, however often it is. */
function noticeOf(sale: Sale, news: News): Notice {
  const type = typeOf(sale, news);
  const text = JSON.stringify({ type, data: shown(sale) });
  const headers = signedHeaders(`msg_${sale.saleId}_${type}`, text);
  return { headers: { 'content-type': 'application/json', ...headers }, text };
}

function typeOf({ isProvisional }: Sale, news: News): string {
  if (isProvisional) return news === 'sold' ? 'hold.requested' : 'hold.released';
  return news === 'sold' ? 'sale.created' : 'sale.cancelled';
}

function shown({ saleId, remoteId, quantity, unitPrice, confirmBy }: Sale): object {
  return {
    sale_id: saleId,
    remote_id: remoteId,
    quantity,
    total: { amount: unitPrice * quantity, currency: 'USD' },
    ...(confirmBy === null ? {} : { confirm_by: new Date(confirmBy).toISOString() }),
    buyer: { name: 'Robin Vale' },
  };
}

function understand({ method, path, headers, text }: Asked, book: SaleBook): Understood | Said {
  if (method !== 'POST' || path !== callbackPath) return problem(404, 'not_found');
  if (!isSigned(headers, text)) return problem(401, 'unauthenticated');
  const { type, data } = JSON.parse(text) as { type: string; data: Record<string, unknown> };
  const sale = book.sales.get(String(data.sale_id));
  if (!sale) return problem(404, 'sale_unknown');
  if (type === 'sale.confirmed') {
    return { call: 'confirm', act: () => answer(book.confirm(sale, labelsOf(data.seats))) };
  }
  if (type !== 'sale.rejected') return problem(400, 'malformed');
  const reason = typeof data.reason === 'string' ? data.reason : null;
  return { call: 'reject', act: () => answer(book.reject(sale, reason)) };
}

function labelsOf(seats: unknown): string[] {
  return Array.isArray(seats) ? seats.map((one: { seat: string | null }) => one.seat ?? '') : [];
}

function answer(effect: ReturnType<SaleBook['confirm']>): Said {
  return effect === 'refused' ? problem(409, 'sale_over') : { status: 200, body: {} };
}

function problem(status: number, code: string): Said {
  return { status, type: 'application/problem+json', body: { type: 'about:blank', status, code } };
}
