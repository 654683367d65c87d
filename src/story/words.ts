// Words that several sentences of an order's story share.
import type { RecordedRefusal } from '../core/order.ts';

/** What the people of an order's story are called, and what it is about. */
export type Cast = {
  marketplace: string;
  /** Null: the order has no listing, so no POS either. */
  pos: string | null;
  quantity: number | null;
};

export const hub = 'Holdfast';

/** At the beginning of a sentence, or behind a verb. */
export function thePos({ pos }: Cast): string {
  return pos ?? 'the POS';
}

export function tickets(count: number | null): string {
  if (count === null) return 'tickets';
  return count === 1 ? '1 ticket' : `${count.toLocaleString('en')} tickets`;
}

/** What stands for the tickets of an order in the next sentence. */
export function them({ quantity }: Cast): 'it' | 'them' {
  return quantity === 1 ? 'it' : 'them';
}

/** Why a marketplace was told no, after "because". */
export const refusalWords: Readonly<Record<RecordedRefusal, string>> = {
  listing_unknown: 'the listing is not known here',
  hold_unknown: 'no such hold was ever seen',
  not_available: 'the tickets are sold, held by another, or too few are left',
  global_id_reused: 'its id was used before for something else',
  hold_released: 'the hold had been let go of',
  hold_expired: 'the hold had outlived its time and its tickets were gone',
  already_invoiced: 'it is sold already',
  order_id_reused: 'its order number was used before',
  split_not_allowed: 'the listing may not be divided that way',
  price_too_low: 'the buyer was to pay less than the listing costs',
  pos_unreachable: 'the POS gave no answer in time',
  connection_paused: 'you had paused the connection',
};

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `1.2 s`, `48 ms`. */
export function took(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
