// The hub's clock, as far as this machine can tell: countdowns must not go by a laptop that is three minutes late.

/** Less is not worth a correction: the hub says its time in whole seconds. */
const worthMs = 3_000;
let behindMs = 0;

/** Takes the hub's time from an answer's `Date`. */
export function noteHubTime(date: string | null): void {
  const said = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(said)) return;
  const difference = said - Date.now();
  behindMs = Math.abs(difference) > worthMs ? difference : 0;
}

/** Milliseconds since 1970, by the hub's clock. */
export function hubNow(): number {
  return Date.now() + behindMs;
}
