// A marketplace may take down all listings of a headliner when too many of its sales stand unconfirmed. Which sales count,
// when a person is warned, and in which words. Pure; the sales are counted from the rows each time.
import type { OrderState } from './transitions.ts';

export type UnconfirmedLimit = {
  /** So many, and the listings are taken down. */
  most: number;
  /** How many before that a person is warned. */
  margin: number;
  /** Whether nobody has said what it is here, and we assume it. */
  isAssumed: boolean;
};

/** A sale in these waits at the marketplace for our word, or may do so: one that is under review there is counted too. */
export const unconfirmedStates: readonly OrderState[] = [
  'reported',
  'invoicing',
  'retaking',
  'confirming',
  'unfilled',
  'rejecting',
  'stuck',
];

export function isNearLimit(unconfirmed: number, { most, margin }: UnconfirmedLimit): boolean {
  return unconfirmed >= Math.max(1, most - margin);
}

export function unconfirmedSentence(
  { marketplace, headliner, unconfirmed }: { marketplace: string; headliner: string; unconfirmed: number },
  { most, isAssumed }: UnconfirmedLimit,
): string {
  const sales = `${unconfirmed} ${unconfirmed === 1 ? 'sale' : 'sales'} of ${headliner} at ${marketplace} ${unconfirmed === 1 ? 'is' : 'are'} not confirmed yet.`;
  const limit =
    unconfirmed < most
      ? `At ${most}, all your listings for ${headliner} are taken down there until they are.`
      : `The limit is ${most}: all your listings for ${headliner} may be down there until they are.`;
  const assumed = isAssumed ? ' That figure is our assumption: ask for yours, and set it.' : '';
  return `${sales} ${limit}${assumed} See what holds them up, or confirm them there.`;
}
