// Puts one question to a POS and reports how it ended. One outside call, one event.
import type { Question } from '../core/command.ts';
import type { Instant, Order } from '../core/order.ts';
import type { Exchange, PosOutcome } from '../core/outcome.ts';
import type { PosFound, PosTickets, RemotePos } from '../pos/pos.ts';
import { failpoint } from './failpoints.ts';
import { posReferenceOf } from './order-id.ts';
import { timeLimit } from './time-limit.ts';

/** The longest that a question may take, look-up included. Shorter than the lease, so that nobody takes over meanwhile. */
const longestCallMs = 6_000;
/** Time that is left for storing the POS's answer and replying, out of the caller's budget. */
const timeToReplyMs = 150;

export type PosAnswered = { result: PosOutcome; exchanges: Exchange[] };

export async function putQuestion(
  pos: RemotePos,
  order: Order,
  question: Question,
  now: Instant,
): Promise<PosAnswered> {
  const timeMs = timeFor(order, now);
  if (timeMs <= 0) return told(question.ask, { kind: 'not_sent', detail: 'its turn came when its lease was over' }, []);
  const signal = timeLimit(timeMs);
  failpoint('pos_call_starting');
  const answered = await ask(pos, order, question, now, signal);
  failpoint('pos_call_ended');
  return answered;
}

/** Nothing is asked past the lease: by then another hub may be asking. */
function timeFor(order: Order, now: Instant): number {
  const leaseLeft = (order.dueAt ?? now) - now;
  const isAwaited = order.state === 'holding' && order.answerBy !== null;
  const patienceLeft = isAwaited ? (order.answerBy ?? now) - now - timeToReplyMs : longestCallMs;
  return Math.min(longestCallMs, leaseLeft, patienceLeft);
}

function ask(
  pos: RemotePos,
  order: Order,
  question: Question,
  now: Instant,
  signal: AbortSignal,
): Promise<PosAnswered> {
  switch (question.ask) {
    case 'hold':
      return askToHold(pos, order, question, signal);
    case 'invoice':
      return askToInvoice(pos, order, question, now, signal);
    case 'release':
      return askToRelease(pos, order, signal);
    case 'void':
      return askToVoid(pos, order, signal);
  }
}

async function askToHold(pos: RemotePos, order: Order, question: Question, signal: AbortSignal): Promise<PosAnswered> {
  const looked = await lookFirst(pos, order, question, signal);
  const hold = looked.there?.hold ?? 'unknown';
  if (hold !== 'unknown') return told('hold', { kind: 'done', answer: hold }, looked.exchanges);
  if (!looked.mayPut) return told('hold', notYetKnown, looked.exchanges);
  const request = { ...ticketsOf(order), expiresAt: order.expiresAt ?? 0, unitPrice: order.unitPrice };
  const { outcome, exchanges } = await pos.hold(request, signal);
  return told('hold', outcome, [...looked.exchanges, ...exchanges]);
}

async function askToInvoice(
  pos: RemotePos,
  order: Order,
  question: Question,
  now: Instant,
  signal: AbortSignal,
): Promise<PosAnswered> {
  const looked = await lookFirst(pos, order, question, signal);
  if (looked.there?.sale) return told('invoice', { kind: 'done', answer: looked.there.sale }, looked.exchanges);
  if (!looked.mayPut) return told('invoice', notYetKnown, looked.exchanges);
  const { marketplaceOrderId, unitPrice, total, buyer } = order;
  const found = looked.there?.hold ?? 'unknown';
  const posHoldId = order.posHoldId ?? (found === 'unknown' ? null : found.posHoldId);
  const sale = { marketplaceOrderId: marketplaceOrderId ?? '', soldAt: now, unitPrice, total, buyer };
  const request = { ...ticketsOf(order), posHoldId, ...sale };
  const { outcome, exchanges } = await pos.invoice(request, signal);
  return told('invoice', outcome, [...looked.exchanges, ...exchanges]);
}

async function askToRelease(pos: RemotePos, order: Order, signal: AbortSignal): Promise<PosAnswered> {
  const { outcome, exchanges } = await pos.release({ ...ticketsOf(order), posHoldId: order.posHoldId }, signal);
  return told('release', outcome, exchanges);
}

async function askToVoid(pos: RemotePos, order: Order, signal: AbortSignal): Promise<PosAnswered> {
  const { posHoldId, invoiceId } = order;
  const { outcome, exchanges } = await pos.void({ ...ticketsOf(order), posHoldId, invoiceId }, signal);
  return told('void', outcome, exchanges);
}

const notYetKnown = { kind: 'unsure', detail: 'whether the POS did it cannot be known yet' } as const;

type Looked = { there: PosFound | null; mayPut: boolean; exchanges: Exchange[] };

/** Finds out first, where the question may have been put before; it is put again only when that cannot do it twice. */
async function lookFirst(pos: RemotePos, order: Order, question: Question, signal: AbortSignal): Promise<Looked> {
  if (!question.findFirst) return { there: null, mayPut: true, exchanges: [] };
  const { outcome, exchanges } = await pos.find(ticketsOf(order), signal);
  if (outcome.kind !== 'done') return { there: null, mayPut: false, exchanges };
  return { there: outcome.answer, mayPut: question.mayBePut, exchanges };
}

function told<Ask extends PosOutcome['ask']>(
  asked: Ask,
  outcome: Extract<PosOutcome, { ask: Ask }>['outcome'],
  exchanges: Exchange[],
): PosAnswered {
  return { result: { ask: asked, outcome } as PosOutcome, exchanges };
}

export function ticketsOf(order: Order): PosTickets {
  return {
    reference: posReferenceOf(order),
    remoteId: order.remoteId ?? '',
    quantity: order.quantity ?? 0,
    seats: order.seats ?? [],
    marketplace: order.marketplace,
  };
}
