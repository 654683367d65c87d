// How TicketNetwork says that it is asked too often: with 429, and in the body when it may be asked again, as a text such as
// `2025-Mar-26 17:16:00+0000 UTC`. Source: open-source clients (THIRD-PARTY).
import type { Instant } from '../../core/order.ts';
import { fieldOf } from '../tolerant-reading.ts';

const form = /^(\d{4})-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d)([+-]\d{4})(?: UTC)?$/;

/** Null: it does not say, or not in this form. */
export function nextAccessIn(body: unknown): Instant | null {
  const text = fieldOf(body, 'nextAccessTime');
  const [, year, month, day, time, offset] = (typeof text === 'string' && form.exec(text)) || [];
  const instant = Date.parse(`${day} ${month} ${year} ${time} ${offset}`);
  return Number.isNaN(instant) ? null : instant;
}
