// Keeps calls to one marketplace apart, as it asks for: they stand in line, and one whose time is up before its turn is
// not sent. A marketplace that asks for a pause gets it. Kept: only calls that are sent use up a turn, so that impatient ones never hold up those behind them.
import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange } from '../core/outcome.ts';
import type { Send, WireAnswer, WireRequest } from '../core/wire.ts';

/** At least `everyMs` from the start of one call to the start of the next. */
export function paced(send: Send, everyMs: number): Send {
  let nextAt = 0;
  let endOfLine: Promise<void> = Promise.resolve();
  return async (request, signal) => {
    const ahead = endOfLine;
    const left = Promise.withResolvers<void>();
    endOfLine = left.promise;
    try {
      await orAborted(ahead, signal);
      const delayMs = nextAt - performance.now();
      if (delayMs > 0) await wait(delayMs, undefined, { signal });
    } catch {
      // Those behind still wait for those ahead.
      void ahead.then(left.resolve);
      return notSent(request);
    }
    nextAt = performance.now() + everyMs;
    left.resolve();
    const answer = await send(request, signal);
    nextAt = Math.max(nextAt, performance.now() + askedToWaitMs(answer));
    return answer;
  };
}

/** The longest pause that a marketplace can ask of us. */
const longestPauseMs = 300_000;

/** Too many calls, or it is busy: some say for how many seconds to leave them alone. */
function askedToWaitMs(answer: WireAnswer): number {
  if (answer.kind !== 'answered' || (answer.status !== 429 && answer.status !== 503)) return 0;
  const seconds = Number(answer.headers['retry-after'] ?? 0);
  return seconds > 0 ? Math.min(seconds * 1_000, longestPauseMs) : 0;
}

async function orAborted(ready: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([ready, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function notSent({ method }: WireRequest): WireAnswer {
  const detail = 'its turn did not come in time: the marketplace takes only so many calls';
  const exchange: Exchange = { direction: 'out', request: { line: `${method} (not sent)` }, failure: detail };
  return { kind: 'not_sent', detail, exchange };
}
