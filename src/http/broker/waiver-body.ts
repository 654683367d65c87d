// A waiver on the wire, and what may become of one.
import type { Instant, Money } from '../../core/order.ts';
import type { ListedWaiver, Waiver, WaiverState } from '../../db/waivers.ts';
import { RequestProblem } from '../problems.ts';
import type { WaiverBody, WaiverChange, WaiverListed } from './schemas/waivers.ts';
import { timeOf } from './times.ts';

export function waiverBody(waiver: Waiver): Omit<WaiverBody, 'case'> {
  const money = (amount: number | null): Money | null =>
    amount === null || waiver.currency === null ? null : { amount, currency: waiver.currency };
  return {
    waiver_id: waiver.waiverId,
    order_id: waiver.orderId,
    ground: waiver.ground as WaiverBody['ground'],
    state: waiver.state,
    at_stake: money(waiver.atStake),
    saved: money(waiver.saved),
    note: waiver.note,
    opened_at: new Date(waiver.openedAt).toISOString(),
    opened_by: waiver.openedBy,
    submitted_at: timeOf(waiver.submittedAt),
    ended_at: timeOf(waiver.endedAt),
  };
}

export function listedBody(waiver: ListedWaiver): WaiverListed {
  const { marketplace, globalId, event } = waiver;
  return { ...waiverBody(waiver), marketplace, global_id: globalId, event };
}

const after: Readonly<Record<WaiverState, readonly WaiverState[]>> = {
  opened: ['submitted'],
  submitted: ['opened', 'waived', 'refused'],
  // What was entered by mistake can be taken back.
  waived: ['submitted'],
  refused: ['submitted'],
};

/** The waiver as it is after the change. Throws where its state allows no such change, or the money is in two currencies. */
export function changedWaiver(before: Waiver, change: WaiverChange, now: Instant): Waiver {
  const { state = before.state } = change;
  if (state !== before.state && !after[before.state].includes(state)) {
    throw new RequestProblem('conflict', `A waiver that is ${before.state} cannot become ${state}.`);
  }
  const isEnd = state === 'waived' || state === 'refused';
  const isSubmitted = isEnd || state === 'submitted';
  const currency = change.at_stake?.currency ?? change.saved?.currency ?? before.currency;
  const waiver = {
    ...before,
    state,
    ground: change.ground ?? before.ground,
    note: change.note ?? before.note,
    atStake: change.at_stake?.amount ?? before.atStake,
    // Whatever was at stake is saved by a waiver, unless another amount is named.
    saved: change.saved?.amount ?? (state === 'waived' ? (before.saved ?? before.atStake) : null),
    currency,
    changedAt: now,
    submittedAt: isSubmitted ? (before.submittedAt ?? now) : null,
    endedAt: isEnd ? (before.endedAt ?? now) : null,
  };
  if ([change.at_stake, change.saved].some((money) => money !== undefined && money.currency !== currency)) {
    throw new RequestProblem('malformed', [{ field: 'saved', message: 'is in another currency than `at_stake`' }]);
  }
  return waiver;
}
