// The span of time that a report is about: whole days back from now, to the minute, so that a page that is drawn again asks
// the same question.

export const spans = ['7', '30', '90', '365'] as const;
type Days = (typeof spans)[number];

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** `days` null or unknown: 30. */
export function spanOf(days: string | undefined, now = Date.now()): { days: Days; from: string; to: string } {
  const chosen = spans.find((one) => one === days) ?? '30';
  const to = Math.ceil(now / minuteMs) * minuteMs;
  return { days: chosen, from: new Date(to - Number(chosen) * dayMs).toISOString(), to: new Date(to).toISOString() };
}
