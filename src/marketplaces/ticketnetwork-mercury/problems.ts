// How the mirror says no: {message, validationErrors}, where each field has its reasons and errors of no field stand
// under the empty name. The statuses are those of Mercury v5: 400 when there is no lock or no sale, 409 for a used id.
import type { Refusal } from '../../core/order.ts';
import type { WireProblem } from '../order-integration-wire.ts';

/** Which field each refusal is about. */
const fieldOf: Readonly<Record<Refusal, string>> = {
  listing_unknown: 'ticketGroupId',
  hold_unknown: 'lockRequestId',
  not_available: 'quantity',
  global_id_reused: 'lockRequestId',
  hold_released: 'lockRequestId',
  hold_expired: 'lockRequestId',
  already_invoiced: 'lockRequestId',
  order_id_reused: 'buyRequestId',
  split_not_allowed: 'quantity',
  price_too_low: 'wholesalePrice',
  pos_unreachable: '',
};

export type MirrorProblem = { message: string; validationErrors: Record<string, { reasons: string[] }> };

export function problemInItsForm({ code, title, detail, errors }: WireProblem): MirrorProblem {
  const reasons: Record<string, string[]> = Object.create(null);
  for (const { field, message } of errors ?? [{ field: fieldFor(code), message: detail }]) {
    reasons[field] = [...(reasons[field] ?? []), message];
  }
  const named = Object.entries(reasons).map(([field, said]) => [field, { reasons: said }] as const);
  return { message: title, validationErrors: Object.fromEntries(named) };
}

export function usedId(field: 'lockRequestId' | 'buyRequestId'): MirrorProblem {
  const reason = `This ${field} was used before; read back what became of it.`;
  return { message: 'Id used before', validationErrors: { [field]: { reasons: [reason] } } };
}

export function lockNotFound(): MirrorProblem {
  const reason = 'There is no lock under this id, or it has ended.';
  return { message: 'Lock not found', validationErrors: { lockRequestId: { reasons: [reason] } } };
}

export function notKnownYet(): MirrorProblem {
  const reason = 'The point of sale has not answered yet; read it back again.';
  return { message: 'Not known yet', validationErrors: { '': { reasons: [reason] } } };
}

function fieldFor(code: string): string {
  return Object.hasOwn(fieldOf, code) ? fieldOf[code as Refusal] : '';
}

/** For a lock: 400 when none was made, 409 when its id was used before. */
export const statusesOfLock: Readonly<Partial<Record<Refusal, number>>> = {
  listing_unknown: 400,
  not_available: 400,
  split_not_allowed: 400,
  price_too_low: 400,
  pos_unreachable: 400,
};

/** For an order: 400 when there is no lock to make it from, 409 when its id was used before. */
export const statusesOfOrder: Readonly<Partial<Record<Refusal, number>>> = {
  hold_unknown: 400,
  not_available: 400,
  hold_released: 400,
  hold_expired: 400,
};
