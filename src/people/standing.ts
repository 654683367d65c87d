// Who of those that were let in may still be here: looked up for many at once, because a stream stays open for hours.
import type { Instant } from '../core/order.ts';
import { readStandingTokens } from '../db/access-tokens.ts';
import type { Pool } from '../db/pool.ts';
import { readStandingSessions } from '../db/sessions.ts';
import type { BrokerCaller } from './caller.ts';

type Known = Pick<BrokerCaller, 'accountId' | 'sessionId' | 'tokenId'>;

/** Those whose session or token has ended, or is for another account now. */
export async function whoMustLeave<Caller extends Known>(
  pool: Pool,
  callers: readonly Caller[],
  now: Instant,
): Promise<Caller[]> {
  const sessionIds = [...new Set(callers.flatMap(({ sessionId }) => sessionId ?? []))];
  const tokenIds = [...new Set(callers.flatMap(({ tokenId }) => tokenId ?? []))];
  const [sessions, tokens] = await Promise.all([
    sessionIds.length > 0 ? readStandingSessions(pool, sessionIds, now) : new Map(),
    tokenIds.length > 0 ? readStandingTokens(pool, tokenIds, now) : new Map(),
  ]);
  return callers.filter(({ accountId, sessionId, tokenId }) => {
    const standsFor = sessionId === null ? tokens.get(tokenId ?? '') : sessions.get(sessionId);
    return standsFor !== accountId;
  });
}
