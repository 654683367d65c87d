// What the orders are narrowed by: as it stands in the address, and as the hub is asked.
import type { OrdersQuery } from '../../../../src/http/broker/schemas/orders.ts';
import { beginningOfDate } from '../../parts/day.ts';
import type { Sort } from '../../parts/table-address.ts';

export type Filters = Readonly<Record<string, string | undefined>>;

export const stateChoices = [
  { value: '', label: 'All' },
  { value: 'needs_you', label: 'Needs you' },
  { value: 'not_fulfilled', label: 'Everything but fulfilled' },
  { value: 'on_hold', label: 'On hold' },
  { value: 'fulfilled', label: 'Fulfilled' },
  { value: 'no_sale', label: 'No sale' },
] as const;

const hour = 3_600_000;
export const timeChoices = [
  { value: '', label: 'Any time', ms: null },
  { value: '1h', label: 'Last hour', ms: hour },
  { value: '24h', label: 'Last 24 hours', ms: 24 * hour },
  { value: '7d', label: 'Last 7 days', ms: 7 * 24 * hour },
  { value: '30d', label: 'Last 30 days', ms: 30 * 24 * hour },
] as const;

/** Fields that stand behind "More". */
export const moreFields = [
  { name: 'event', label: 'Event or venue', hint: 'Any words of it' },
  { name: 'listing', label: 'Listing', hint: 'Its whole remote id' },
  { name: 'number', label: 'Order number', hint: 'Whole: the marketplace’s, or ours' },
  { name: 'buyer', label: 'Buyer', hint: 'Name or address' },
] as const;

/** Open orders may be sorted by more than their time. */
const openStates: ReadonlySet<string> = new Set([
  'needs_you',
  'on_hold',
  'open',
  'unfilled',
  'stuck',
  'held',
  'confirming',
]);

export function isOpen({ state }: Filters): boolean {
  return state?.split(',').every((one) => openStates.has(one)) ?? false;
}

/** `zone`: whose days `from` and `to` are, both of them included. */
export function queryOf(filters: Filters, sort: Sort | null, zone: string, now: number): OrdersQuery {
  const { q, state, marketplace, event, listing, number, buyer, from, to, time } = filters;
  const span = timeChoices.find(({ value }) => value === time)?.ms ?? null;
  const since = span === null ? undefined : new Date(now - span).toISOString();
  const asked = {
    q: q?.trim(),
    state: state?.split(','),
    marketplace: marketplace?.split(','),
    event,
    listing,
    number,
    buyer,
    from: from ? beginningOfDate(from, zone) : since,
    to: to ? beginningOfDate(to, zone, 1) : undefined,
    sort: sortOf(sort, filters),
  };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given) as OrdersQuery;
}

function sortOf(sort: Sort | null, filters: Filters): OrdersQuery['sort'] {
  if (sort?.by === 'begun') return sort.isDescending ? 'newest' : 'oldest';
  if ((sort?.by === 'ends' || sort?.by === 'money') && isOpen(filters)) return sort.by;
  return undefined;
}

/** Each of these can be taken away again. */
export function narrowed(filters: Filters): { name: string; words: string }[] {
  const labels: Record<string, string> = Object.fromEntries(moreFields.map(({ name, label }) => [name, label]));
  return ['event', 'listing', 'number', 'buyer', 'from', 'to'].flatMap((name) => {
    const value = filters[name];
    return value ? [{ name, words: `${labels[name] ?? (name === 'from' ? 'From' : 'To')}: ${value}` }] : [];
  });
}
