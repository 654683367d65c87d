// Watches the server for the hub, and has it started again when it is gone.
// Kept: one restart at a time, retried for ever with growing pauses, and none begun after the watch was ended.
import { setTimeout as delay } from 'node:timers/promises';

/** One look reads one small file, so looking ten times a second costs nothing that could be measured. */
const lookEveryMs = 100;
const tendEveryMs = 30_000;
const longestPauseMs = 5_000;

export type ServerWatch = { end(): Promise<void> };

export function watchServer(duties: {
  isRunning: () => boolean;
  restart: () => Promise<void>;
  /** Now and then, while the server is running. */
  tend: () => Promise<void>;
  report: (sentence: string) => void;
}): ServerWatch {
  const ended = new AbortController();
  let atWork: Promise<void> | undefined;
  let tendedAt = performance.now();

  const look = (): void => {
    if (atWork !== undefined || ended.signal.aborted) return;
    if (!duties.isRunning()) {
      atWork = restartUntilDone(duties, ended.signal);
    } else if (performance.now() - tendedAt > tendEveryMs) {
      tendedAt = performance.now();
      atWork = duties.tend().catch((failure: unknown) => duties.report(`PostgreSQL's log: ${sentenceOf(failure)}`));
    } else {
      return;
    }
    void atWork.finally(() => {
      atWork = undefined;
    });
  };
  // The hub lives by its own work; the watch alone does not keep the process alive.
  const timer = setInterval(look, lookEveryMs).unref();

  return {
    async end() {
      ended.abort();
      clearInterval(timer);
      await atWork;
    },
  };
}

async function restartUntilDone(
  duties: { restart: () => Promise<void>; report: (sentence: string) => void },
  ended: AbortSignal,
): Promise<void> {
  const lostAt = performance.now();
  duties.report('PostgreSQL has stopped unexpectedly; it is being started again.');
  for (let pauseMs = 100; !ended.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      await duties.restart();
      duties.report(`PostgreSQL is back after ${((performance.now() - lostAt) / 1000).toFixed(1)} s.`);
      return;
    } catch (failure) {
      if (ended.aborted) return;
      duties.report(`PostgreSQL could not be started again, and will be tried once more: ${sentenceOf(failure)}`);
      await delay(pauseMs, undefined, { signal: ended }).catch(() => undefined);
    }
  }
}

function sentenceOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
