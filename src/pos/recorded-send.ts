// For calls of the port that take more than one request: sends each, and keeps all that was said, in its order.
import type { Exchange } from '../core/outcome.ts';
import type { Send, WireAnswer, WireRequest } from '../core/wire.ts';

/** Asks, and keeps the exchange. */
export type Ask = (request: WireRequest) => Promise<WireAnswer>;

export function recordedSend(send: Send, signal: AbortSignal): { ask: Ask; exchanges: Exchange[] } {
  const exchanges: Exchange[] = [];
  const ask: Ask = async (request) => {
    const answer = await send(request, signal);
    exchanges.push(answer.exchange);
    return answer;
  };
  return { ask, exchanges };
}
