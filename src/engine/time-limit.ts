// How long something may take, as a signal that ends it. Timers are late where the whole process has stood still, as when it was
// stopped and goes on a minute later: then the signal still says nothing, and what it should have ended would be sent after
// all. So whoever is about to send asks here, and is told by the stopwatch.

const endsAt = new WeakMap<AbortSignal, number>();

export function timeLimit(ms: number): AbortSignal {
  const signal = AbortSignal.timeout(ms);
  endsAt.set(signal, performance.now() + ms);
  return signal;
}

/** Throws, as the signal will, when its time is over, whether it has noticed or not. */
export function throwIfOver(signal: AbortSignal): void {
  signal.throwIfAborted();
  if (performance.now() >= (endsAt.get(signal) ?? Infinity)) throw new DOMException('its time is over', 'TimeoutError');
}
