// Seats as SkyBox has them: every ticket has a seat number, and a hold names its seats in a text for people.

/** A part of the text: one seat, or a first and a last. */
const part = /^(\d{1,6})(?:\s*-\s*(\d{1,6}))?$/;

/** The seats that a text names. Null: it cannot be read as that many. A range may be of every other seat. */
export function seatsIn(text: string | null | undefined, quantity: number): readonly number[] | null {
  const parts = (text ?? '').trim().split(/\s*[,;]\s*/);
  if (parts.length > quantity) return null;
  const seats: number[] = [];
  for (const one of parts) {
    const [, first, last] = part.exec(one) ?? [];
    if (first === undefined) return null;
    const run = runOf(Number(first), Number(last ?? first), parts.length === 1 ? quantity : null);
    if (run === null || seats.length + run.length > quantity) return null;
    seats.push(...run);
  }
  return new Set(seats).size === quantity ? seats : null;
}

function runOf(first: number, last: number, quantity: number | null): number[] | null {
  const length = last - first + 1;
  const step = quantity !== null && length !== quantity && length === 2 * quantity - 1 ? 2 : 1;
  if (length < 1 || length > 2_000) return null;
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => first + index * step);
}

/** Our seats as numbers. `any`: general admission. Null: they have labels that no SkyBox seat can have. */
export function numbersOf(seats: readonly (string | null)[]): readonly number[] | 'any' | null {
  if (seats.every((seat) => seat === null)) return 'any';
  const numbers = seats.map((seat) => (seat !== null && /^\d{1,6}$/.test(seat) ? Number(seat) : null));
  return numbers.includes(null) ? null : (numbers as number[]);
}

export function isSameSet(some: readonly number[], others: readonly number[]): boolean {
  const set = new Set(others);
  return some.length === others.length && set.size === others.length && some.every((one) => set.has(one));
}
