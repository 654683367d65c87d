// When a question is put again, and when we give up. One pure function for every outside call.

const firstDelayMs = 200;
/** A POS that is down for the night is asked twice a minute: often enough to finish soon after it returns. */
const longestDelayMs = 30_000;
/** With the delays above this is about 17 hours: a POS that was away for a night has been asked again by then. */
export const mostAttempts = 2_000;

/** Milliseconds to wait after the given attempt (1 is the first). Doubles, with a spread of a fifth so that orders do not march in step. */
export function retryDelayMs(attempt: number, orderId: string): number {
  const doubled = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 10));
  return Math.round(doubled * (0.9 + 0.2 * spread(orderId, attempt)));
}

/** A number in [0, 1) that is the same for the same order and attempt: retries can be replayed. */
function spread(orderId: string, attempt: number): number {
  let hash = attempt;
  for (let index = 0; index < orderId.length; index++) hash = (Math.imul(hash, 31) + orderId.charCodeAt(index)) | 0;
  return (hash >>> 0) / 2 ** 32;
}
