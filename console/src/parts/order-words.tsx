// Short ways to say what an order is about, which every list and page of orders shares.
import type { OrderSummary } from '../../../src/http/broker/schemas/orders.ts';
import { hubNow } from '../api/clock.ts';
import { AsWritten } from './as-written.tsx';
import { countOf } from './count-of.ts';
import { urgentMs } from './countdown.tsx';

export function EventName({ event, remote_id: remoteId }: Pick<OrderSummary, 'event' | 'remote_id'>) {
  if (event !== null) return <AsWritten>{event}</AsWritten>;
  return <span className="quiet">{remoteId === null ? 'No listing' : `Listing ${remoteId}`}</span>;
}

type Placed = Pick<OrderSummary, 'section' | 'row' | 'seats' | 'quantity'>;

/** "2 · 112 C 5–6". */
export function placeWords({ section, row, seats, quantity }: Placed): string {
  const where = [section, row, seatWords(seats)].filter(Boolean).join(' ');
  return [quantity, where].filter((word) => word !== null && word !== '').join(' · ') || '—';
}

/** "2 tickets · section 112, row C, seats 5–6". */
export function placeSentence({ section, row, seats, quantity }: Placed): string {
  const labels = seatWords(seats);
  const called = seats.length === 1 ? 'seat' : 'seats';
  const where = [section && sectionWords(section), row && `row ${row}`, labels && `${called} ${labels}`].filter(
    Boolean,
  );
  return [quantity === null ? null : countOf(quantity, 'ticket'), where.join(', ')].filter(Boolean).join(' · ');
}

/** "section 112"; "Suite 17" says by itself what it is. */
export function sectionWords(section: string): string {
  return /^\d/.test(section) ? `section ${section}` : section;
}

/** Seats that stand side by side are a range. */
export function seatWords(seats: readonly (string | null)[]): string {
  const labels = seats.filter((seat) => seat !== null);
  if (labels.length < 3) return labels.join(', ');
  const numbers = labels.map(Number);
  const isRun = numbers.every((number, place) => place === 0 || number === (numbers[place - 1] ?? Number.NaN) + 1);
  return isRun ? `${labels[0]}–${labels.at(-1)}` : labels.join(', ');
}

/** When its time is up: to give our word, or of its hold. Null: nothing runs out. */
export function endOf(order: Pick<OrderSummary, 'state' | 'confirm_by' | 'expires_at'>): string | null {
  if (endsWithHold.has(order.state)) return order.expires_at;
  return endsWithWord.has(order.state) ? order.confirm_by : null;
}

const endsWithHold: ReadonlySet<string> = new Set(['holding', 'held']);
const endsWithWord: ReadonlySet<string> = new Set([
  'unfilled',
  'reported',
  'invoicing',
  'retaking',
  'confirming',
  'rejecting',
]);

type Pressing = Pick<OrderSummary, 'needs_you' | 'confirm_by'>;

/** Money is being lost now. */
export function isLosing({ needs_you: needsYou, confirm_by: confirmBy }: Pressing): boolean {
  return needsYou && confirmBy !== null && new Date(confirmBy).getTime() - hubNow() < urgentMs;
}

export function moodOf(order: Pressing): 'needs' | 'losing' | undefined {
  if (!order.needs_you) return undefined;
  return isLosing(order) ? 'losing' : 'needs';
}

/** The name under which a person knows the order. */
export function numberOf(order: Pick<OrderSummary, 'marketplace_order_id' | 'global_id'>): string {
  return order.marketplace_order_id ?? order.global_id;
}

export function objectOf(order: Pick<OrderSummary, 'marketplace_name' | 'marketplace_order_id' | 'global_id'>): string {
  return `${order.marketplace_name} ${numberOf(order)}`;
}
