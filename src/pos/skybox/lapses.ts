// When holds on groups lapse. SkyBox need not tell of that, not in its feed of changes and not by webhook; so a group that was
// seen with a hold is read again when that has lapsed. Kept: of all that is held no more is remembered than a row can carry.
import Type, { type Static } from 'typebox';
import type { Instant } from '../../core/order.ts';
import type { Hold } from './holds.ts';
import { Id } from './wire.ts';

/** Beyond that, what lapses soonest is remembered. */
const mostRemembered = 2_000;

/** Groups by their own ids, each with the moment when the first of its holds lapses. */
export const Lapses = Type.Array(Type.Tuple([Id, Type.Integer()]), { maxItems: mostRemembered });
export type Lapses = Static<typeof Lapses>;

/** Null: nothing stands on it that will lapse. */
export function firstLapse(standing: readonly Hold[]): Instant | null {
  return standing.length === 0 ? null : Math.min(...standing.map(({ expiresAt }) => expiresAt));
}

export function lapsedBy(lapses: Lapses, now: Instant): number[] {
  return lapses.flatMap(([id, at]) => (at <= now ? [id] : []));
}

/** As it is after these groups were read again. */
export function withLapsesOf(lapses: Lapses, read: ReadonlyMap<number, Instant | null>): Lapses {
  const others = lapses.filter(([id]) => !read.has(id));
  const theirs = [...read].flatMap(([id, at]): Lapses => (at === null ? [] : [[id, at]]));
  return [...others, ...theirs].sort(([, one], [, other]) => one - other).slice(0, mostRemembered);
}
