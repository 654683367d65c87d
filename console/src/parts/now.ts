// One ticking clock for everything on the page that counts: a thousand countdowns cost one timer.
import { useSyncExternalStore } from 'react';
import { hubNow } from '../api/clock.ts';

const watchers = new Set<() => void>();
let now = Math.floor(hubNow() / 1_000) * 1_000;
let timer: number | undefined;

function tick(): void {
  now = Math.floor(hubNow() / 1_000) * 1_000;
  for (const watcher of watchers) watcher();
  timer = window.setTimeout(tick, 1_000 - (hubNow() % 1_000) + 2);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (timer === undefined) tick();
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    window.clearTimeout(timer);
    timer = undefined;
  };
}

/** The hub's time, in milliseconds since 1970. Who asks for every 60 seconds is drawn anew once a minute. */
export function useNow(everySeconds = 1): number {
  const step = everySeconds * 1_000;
  return useSyncExternalStore(watch, () => Math.floor(now / step) * step);
}
