// Groups that a POS shows in a way that we cannot read: each is left out by its ids and named, and the others are read on.
import type { StockGroup } from './stock.ts';

/** Nothing but its ids says anything. */
export function unreadable(ids: Pick<StockGroup, 'groupId' | 'remoteId'>): StockGroup {
  return {
    ...ids,
    isUnreadable: true,
    event: '',
    venue: '',
    eventAt: Number.NaN,
    section: null,
    row: null,
    price: { amount: Number.NaN, currency: '' },
    split: { rule: 'whole' },
    tickets: [],
  };
}

/**
 * A page of groups. Null: it cannot be read. One without an id, which is null, would vanish unseen, and so would all that is sold
 * here if the POS showed groups in some new way.
 */
export function pageOf(shown: readonly (StockGroup | null)[]): StockGroup[] | null {
  const groups = shown.filter((group) => group !== null);
  const isAnyReadable = groups.some(({ isUnreadable }) => !isUnreadable);
  return groups.length < shown.length || (groups.length > 1 && !isAnyReadable) ? null : groups;
}
