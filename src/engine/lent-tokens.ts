// Tokens that a marketplace lends us, shared by all hubs and renewed by one at a time: at some a refresh token works once,
// at others a new token ends the old one. Invariant no-call-in-transaction: a lease keeps others off, not a row lock.
import { setTimeout as wait } from 'node:timers/promises';
import type { AccountId, ConnectionId } from '../core/order.ts';
import { endTokensLease, leaseLentTokens, readLentTokens } from '../db/lent-tokens.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import type { Tokens } from '../marketplaces/instant-notification.ts';

/** Longer than a renewal may take. */
const leaseMs = 15_000;
const lookAgainAfterMs = 100;

type Parts = { pool: Pool; vault: Vault; accountId: AccountId; connectionId: ConnectionId };

export function openLentTokens({ pool, vault, ...whose }: Parts): Tokens {
  const stored = async (): Promise<unknown> => {
    const sealed = await readLentTokens(pool, whose);
    return sealed === null ? null : vault.open(sealed);
  };
  let known: unknown = null;
  let renewing: Promise<unknown> | null = null;
  const renewOnce = async (stale: unknown, renew: (current: unknown) => Promise<unknown>): Promise<unknown> => {
    for (;;) {
      const current = await stored();
      // Somebody was faster: what they got is as good.
      if (JSON.stringify(current) !== JSON.stringify(stale)) return current;
      if (await leaseLentTokens(pool, whose, leaseMs)) break;
      await wait(lookAgainAfterMs);
    }
    let renewed: unknown = null;
    try {
      const current = await stored();
      if (JSON.stringify(current) !== JSON.stringify(stale)) return current;
      renewed = await renew(current);
      return renewed ?? current;
    } finally {
      await endTokensLease(pool, whose, renewed === null ? null : vault.seal(renewed));
    }
  };
  return {
    async current() {
      known ??= await stored();
      return known;
    },
    async renew(stale, renew) {
      renewing ??= renewOnce(stale, renew).finally(() => {
        renewing = null;
      });
      known = await renewing;
      return known;
    },
  };
}
