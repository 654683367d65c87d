// When an order that was compared with its POS and its marketplace is compared again, though nothing has happened to it here. Pure.
// Whatever happens to an order brings it before the next sweep by itself.
import type { Instant, Order } from './order.ts';
import { restStates } from './transitions.ts';

const dayMs = 86_400_000;
/** Where nobody could be asked for a week, asking every hour helps no more. */
const hourlyForMs = 7 * dayMs;
/** A sale whose event's date is not known: most tickets are sold within a month of their event. So long as well is asked in vain. */
const unknownDateMs = 30 * dayMs;
/** An event lasts an evening, and its time may be of another zone than the one it was read in. */
const eventLastsMs = dayMs;

/** `isReadable` false: the POS or the marketplace could not be asked. `eventAt`: null where no listing tells. */
export type LastComparison = { isReadable: boolean; changedAt: Instant; eventAt: Instant | null };

/** Null: when something happens to it. */
export type NextComparison = 'next_sweep' | 'in_a_day' | null;

export function compareAgain(
  { state }: Pick<Order, 'state'>,
  { isReadable, changedAt, eventAt }: LastComparison,
  now: Instant,
): NextComparison {
  if (!restStates.includes(state)) return 'next_sweep';
  if (!isReadable && now < changedAt + hourlyForMs) return 'next_sweep';
  // What is sold may be voided in the POS, or cancelled at the marketplace, until the event is over.
  const isSold = state === 'confirmed';
  const until = isSold && eventAt !== null ? eventAt + eventLastsMs : changedAt + unknownDateMs;
  return (isSold || !isReadable) && now < until ? 'in_a_day' : null;
}
