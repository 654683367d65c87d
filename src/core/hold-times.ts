// How long holds took to answer, counted in steps, so that many minutes of many hubs can be added up: a percentile is read
// from the counts, never stored.

/** Upper ends of the steps, in milliseconds; each is some 1.5 times the one before. What took longer is counted last. */
const stepEndsMs = [
  ...[1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700],
  ...[1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 15_000, 20_000],
] as const;

export const stepCount = stepEndsMs.length + 1;

export function stepOf(ms: number): number {
  const step = stepEndsMs.findIndex((end) => ms <= end);
  return step === -1 ? stepEndsMs.length : step;
}

/**
 * The time within which the given share (0 to 1) was answered, in milliseconds, as exact as the steps are. Null: nothing was
 * asked.
 */
export function percentileOf(counts: readonly number[], share: number): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const wanted = share * all;
  let before = 0;
  for (const [step, count] of counts.entries()) {
    if (before + count >= wanted && count > 0) {
      const from = stepEndsMs[step - 1] ?? 0;
      const to = stepEndsMs[step] ?? from;
      return Math.round((from + ((to - from) * (wanted - before)) / count) * 10) / 10;
    }
    before += count;
  }
  return stepEndsMs.at(-1) ?? null;
}

export function addUp(one: readonly number[], other: readonly number[]): number[] {
  return Array.from({ length: stepCount }, (_, step) => (one[step] ?? 0) + (other[step] ?? 0));
}
