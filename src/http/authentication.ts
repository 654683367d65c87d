// Who is calling. A key opens one connection: one account on one marketplace. Fails closed.
import type { IncomingHttpHeaders } from 'node:http';
import { Clone, Default, Parse } from 'typebox/value';
import type { Terms } from '../core/command.ts';
import type { AccountId, Instant } from '../core/order.ts';
import { findKey, type KeyRow } from '../db/accounts.ts';
import type { Pool } from '../db/pool.ts';
import type { Marketplace, OrderIntegrationProfile } from '../marketplaces/dialect.ts';
import { readApiKey, secretMatches } from './api-key.ts';

/** A revoked key, or a changed setting, takes effect within this time. */
const rememberedForMs = 1_000;
/** Bounds the memory that strangers with made-up keys can take. */
const mostRemembered = 10_000;

export type Caller = { accountId: AccountId; terms: Terms; profile: OrderIntegrationProfile };

type Remembered = { until: Instant; key: KeyRow | null; caller: Caller | null };

export class Authentication {
  readonly #pool: Pool;
  readonly #marketplaces: ReadonlyMap<string, Marketplace>;
  readonly #clock: () => Instant;
  readonly #remembered = new Map<string, Remembered>();

  constructor(pool: Pool, marketplaces: ReadonlyMap<string, Marketplace>, clock: () => Instant) {
    this.#pool = pool;
    this.#marketplaces = marketplaces;
    this.#clock = clock;
  }

  /** The caller whose key the headers carry; null when there is none, or the key is wrong, revoked or expired. */
  async identify(headers: IncomingHttpHeaders): Promise<Caller | null> {
    const carried = carriedKey(headers);
    if (!carried) return null;
    const { key, caller } = await this.#find(carried.keyId);
    if (!key || !caller || !secretMatches(carried.secret, key.secretHash)) return null;
    const isPast = key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= this.#clock());
    return !isPast && isCarriedRightly(carried.headers, caller.profile.keyHeader) ? caller : null;
  }

  async #find(keyId: string): Promise<Remembered> {
    const now = this.#clock();
    const known = this.#remembered.get(keyId);
    if (known && known.until > now) return known;
    const key = await findKey(this.#pool, keyId);
    const found = { until: now + rememberedForMs, key, caller: key && this.#callerOf(key) };
    if (this.#remembered.size >= mostRemembered) this.#remembered.clear();
    this.#remembered.set(keyId, found);
    return found;
  }

  #callerOf(key: KeyRow): Caller | null {
    const marketplace = this.#marketplaces.get(key.marketplace);
    if (marketplace?.capabilities.flow.value !== 'order_integration') return null;
    const settings = Parse(marketplace.settings, Default(marketplace.settings, Clone(key.settings)));
    const profile = marketplace.orderIntegration.profile(settings);
    return {
      accountId: key.accountId,
      profile,
      terms: {
        connectionId: key.connectionId,
        marketplace: key.marketplace,
        flow: 'order_integration',
        binding: profile.binding,
        holdLifetimeMs: profile.holdLifetimeMs,
      },
    };
  }
}

type CarriedKey = { headers: string[]; keyId: string; secret: string };

/** The one key that the headers carry; null when there are several, for nobody can say who is meant. */
function carriedKey(headers: IncomingHttpHeaders): CarriedKey | null {
  const carried = Object.entries(headers).flatMap(([header, value]) => {
    if (typeof value !== 'string' || !value.includes('hfk_')) return [];
    const key = readApiKey(header === 'authorization' ? value.replace(/^Bearer +/i, '') : value);
    return key ? [{ header, ...key }] : [];
  });
  const [first, ...others] = carried;
  if (!first || others.some(({ keyId, secret }) => keyId !== first.keyId || secret !== first.secret)) return null;
  return { keyId: first.keyId, secret: first.secret, headers: carried.map(({ header }) => header) };
}

/** Which header may carry the key is the connection's to say. */
function isCarriedRightly(headers: readonly string[], required: string | null): boolean {
  const allowed = required === null ? ['authorization', 'x-api-key'] : [required];
  return headers.some((header) => allowed.includes(header));
}
