// A group as a POS shows it → what a listing says, or why it cannot be one. Pure.
// Kept: whatever an adapter lets through fits the ledger; a group that does not is left out and named, and the others go on.
import type { Split } from '../core/claim.ts';
import type { ListingContent } from '../db/import.ts';
import type { StockGroup } from '../pos/stock.ts';

const mostIdCharacters = 128;
const mostNameCharacters = 500;
const mostPlaceCharacters = 100;
/** A claim reads and writes all tickets of its listing. */
const mostTickets = 1_000;
const mostMinorUnits = 999_999_999_999;

/** What keeps a group off the shelf, as the end of a sentence about it. Null: nothing. */
export function whyNotListed(group: StockGroup): string | null {
  const { eventAt, price, tickets, isUnreadable = false } = group;
  if (!hasPlainIds(group)) return 'has an id that is empty, too long or not plain text';
  if (isUnreadable) return 'is shown in a way that cannot be read';
  if (!Number.isFinite(eventAt) || Math.abs(eventAt) > 8e14) return 'is for an event at no time that there is';
  if (!/^[A-Z]{3}$/.test(price.currency))
    return `has a price in "${price.currency.slice(0, 10)}", which is no currency`;
  const isPrice = Number.isSafeInteger(price.amount) && price.amount >= 0 && price.amount <= mostMinorUnits;
  if (!isPrice) return 'has a price that no ticket has';
  if (tickets.length > mostTickets) return `has more than ${mostTickets.toLocaleString('en')} tickets`;
  const seats = tickets.flatMap(({ seat }) => seat ?? []);
  if (seats.length > 0 && seats.length < tickets.length) return 'has tickets with a seat and others without';
  if (new Set(seats).size < seats.length) return 'names a seat twice';
  return seats.every((seat) => seat !== '' && seat.length <= mostPlaceCharacters && isPlain(seat))
    ? null
    : 'has a seat whose name is empty, too long or not plain text';
}

/** What the listing says but for its tickets. Names are cut where the ledger has no more room. */
export function contentOf(group: StockGroup, remoteId: string): Omit<ListingContent, 'seats'> {
  const { event, venue, eventAt, section, row, price, split } = group;
  return {
    remoteId,
    event: plain(event, mostNameCharacters) ?? '',
    venue: plain(venue, mostNameCharacters) ?? '',
    eventAt: Math.round(eventAt),
    section: plain(section, mostPlaceCharacters),
    row: plain(row, mostPlaceCharacters),
    price: price.amount,
    currency: price.currency,
    split: splitText(split),
  };
}

/** A list that allows nothing sells the group as a whole. */
function splitText(split: Split): string {
  if (split.rule !== 'quantities') return split.rule;
  const quantities = [...new Set(split.quantities)].filter((one) => Number.isInteger(one) && one > 0 && one < 10_000);
  return quantities.length > 0 ? quantities.join(';') : 'whole';
}

export function hasPlainIds({ groupId, remoteId }: Pick<StockGroup, 'groupId' | 'remoteId'>): boolean {
  return isId(groupId) && isId(remoteId);
}

export function isId(id: string): boolean {
  return id !== '' && [...id].length <= mostIdCharacters && isPlain(id);
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** Null: nothing is said. */
function plain(text: string | null, mostCharacters: number): string | null {
  const clean = (text ?? '')
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return clean === '' ? null : [...clean].slice(0, mostCharacters).join('');
}
