// A call that was surely not sent, as its record shows it.
import type { Exchange } from '../core/outcome.ts';
import type { WireAnswer, WireRequest } from '../core/wire.ts';

/** Its address is left out: it may hold what must not be written down, and nothing went there. */
export function notSent({ method }: WireRequest, detail: string): WireAnswer {
  const exchange: Exchange = { direction: 'out', request: { line: `${method} (not sent)` }, failure: detail };
  return { kind: 'not_sent', detail, exchange };
}
