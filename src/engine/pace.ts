// Keeps calls to one marketplace apart, as it asks for: each waits for its turn, and one whose time is up before is not sent.
import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange } from '../core/outcome.ts';
import type { Send } from '../core/wire.ts';

/** At least `everyMs` from the start of one call to the start of the next. */
export function paced(send: Send, everyMs: number): Send {
  let nextAt = 0;
  return async (request, signal) => {
    const now = performance.now();
    const delayMs = Math.max(0, nextAt - now);
    nextAt = now + delayMs + everyMs;
    if (delayMs > 0) {
      try {
        await wait(delayMs, undefined, { signal });
      } catch {
        const detail = 'its turn did not come in time: the marketplace takes only so many calls';
        const exchange: Exchange = {
          direction: 'out',
          request: { line: `${request.method} (not sent)` },
          failure: detail,
        };
        return { kind: 'not_sent', detail, exchange };
      }
    }
    return send(request, signal);
  };
}
