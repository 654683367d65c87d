// SkyBox's times. It names no zone in public; one that carries none is read as UTC (INFERRED).
import type { Instant } from '../../core/order.ts';

const time = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?/;
const zone = /([zZ]|[+-]\d\d:?\d\d)$/;

/** Null: it is no time. */
export function instantOf(text: string): Instant | null {
  if (!time.test(text)) return null;
  const instant = Date.parse(zone.test(text) || !text.includes(':') ? text : `${text}Z`);
  return Number.isNaN(instant) ? null : instant;
}

export function timeOf(instant: Instant): string {
  return new Date(instant).toISOString();
}
