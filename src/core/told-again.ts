// What is said of a sale that we have on record: that it stands after it was over, or, where no sale can be read again, that it is not
// what it was. Only a person can find out which is true. Pure.
import type { Alert } from './command.ts';
import type { Instant, Money, Order } from './order.ts';
import { isSold, type SaleFacts, type SaleSeen } from './sale.ts';
import { worthOf } from './sale-words.ts';
import type { OrderState } from './transitions.ts';

/** A notice that only comes late, or twice, comes within this time after the order began. The same words later are a new word. */
const repeatedWithinMs = 15 * 60_000;

const over: ReadonlySet<OrderState> = new Set(['rejected', 'voiding', 'cancelled']);

/** Null: it says no more than we know. `order`: as it was before the notice came. */
export function alertOnToldAgain(
  order: Order,
  { standing, facts }: SaleSeen,
  marketplace: string,
  now: Instant,
): Alert | null {
  if (order.flow !== 'instant_notification' || !isSold(standing)) return null;
  const differences = differencesOf(order, facts);
  const isOver = over.has(order.state);
  const standsAgain = isOver && now >= order.createdAt + repeatedWithinMs;
  if (differences.length === 0 && !standsAgain) return null;
  const head = `${marketplace} tells of its sale ${order.globalId}${worthOf(facts, null)} as ${standing}`;
  const was = differences.length === 0 ? '' : `, with ${differences.join(' and ')}`;
  const known = isOver ? `, and here it is ${order.state}` : '';
  const sentence = `${head}${was}${known}. It may be another sale under the same number, or the same one that stands again. Nothing was done about it: look at it there, and enter it in the POS by hand if it stands.`;
  return { kind: 'sale_told_again', sentence };
}

/**
 * A deal that the marketplace asked about first, sold, and cancelled stands again: its tickets were given back. Null: it is no such deal, or
 * this may be the word that was overtaken by its end.
 */
export function alertOnStandingAgain(
  { flow, state, globalId, createdAt, confirmedAt }: Order,
  { standing, facts }: SaleSeen,
  marketplace: string,
  now: Instant,
): Alert | null {
  const isCancelled = state === 'voiding' || state === 'cancelled';
  if (flow !== 'order_integration' || !isSold(standing) || !isCancelled) return null;
  if (now < (confirmedAt ?? createdAt) + repeatedWithinMs) return null;
  const sentence = `${marketplace} shows its sale ${globalId}${worthOf(facts, null)} as ${standing}, after it had been cancelled, and its tickets were given back. Nothing was done about it: look at it there, and have it cancelled, or enter it in the POS by hand if it stands.`;
  return { kind: 'sale_told_again', sentence };
}

function differencesOf(order: Order, { remoteId, quantity, total }: SaleFacts): string[] {
  return [
    differs(remoteId, order.remoteId) ? `listing ${remoteId} instead of ${order.remoteId}` : '',
    differs(quantity, order.quantity) ? `${quantity} tickets instead of ${order.quantity}` : '',
    differs(total && textOf(total), order.total && textOf(order.total)) ? 'another price' : '',
  ].filter((difference) => difference !== '');
}

function differs<Value>(said: Value | null, known: Value | null): boolean {
  return said !== null && known !== null && said !== known;
}

function textOf({ amount, currency }: Money): string {
  return `${amount} ${currency}`;
}
