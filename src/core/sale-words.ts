// Words about a sale that several sentences share.
import { moneyText } from './money.ts';
import type { Instant, Money, Order } from './order.ts';

type Sold = Pick<Order, 'total' | 'unitPrice' | 'quantity'>;

/** What it was sold for. Where the marketplace names no price it is what the broker asks for such tickets, and said to be that. */
export function worthOf({ total, unitPrice, quantity }: Sold, listing: { price: Money } | null): string {
  if (total !== null) return ` for ${moneyText(total)}`;
  if (quantity === null) return '';
  if (unitPrice !== null) return ` for ${moneyText(times(unitPrice, quantity))}`;
  return listing === null ? '' : ` (it names no price; as listed ${moneyText(times(listing.price, quantity))})`;
}

function times({ amount, currency }: Money, quantity: number): Money {
  return { amount: amount * quantity, currency };
}

type Place = { section: string | null; row: string | null; seats: readonly (string | null)[] | null };

/** `section 112, row C, seats 5, 6`; empty where nothing is known. A section that names itself, such as `Suite 17`, does so alone. */
export function placeOf({ section, row, seats }: Place): string {
  const labels = (seats ?? []).filter((seat) => seat !== null);
  return [
    section && (/^\d/.test(section) ? `section ${section}` : section),
    row && `row ${row}`,
    labels.length > 0 && `${labels.length === 1 ? 'seat' : 'seats'} ${labels.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** To the minute, in UTC: `2027-03-14 19:30 UTC`. */
export function timeText(instant: Instant): string {
  return new Date(instant).toISOString().replace('T', ' ').slice(0, 16).concat(' UTC');
}

/** To the minute in a time zone, by its IANA name, with the offset: `2027-03-14 15:30 UTC-04:00`. One that is not known here counts as UTC. */
export function timeTextIn(timeZone: string, instant: Instant): string {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { ...toTheMinute, timeZone }).formatToParts(instant);
    const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
    const offset = of.timeZoneName?.replace('GMT', 'UTC').replace('+00:00', '');
    return `${of.year}-${of.month}-${of.day} ${of.hour}:${of.minute} ${offset}`;
  } catch {
    return timeText(instant);
  }
}

const toTheMinute: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'longOffset',
};
