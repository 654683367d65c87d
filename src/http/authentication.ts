// Who is calling. A key opens one connection: one account on one marketplace. Fails closed.
import type { IncomingHttpHeaders } from 'node:http';
import { Clone, Default, Parse } from 'typebox/value';
import type { Terms } from '../core/command.ts';
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { KeyRow } from '../db/accounts.ts';
import type { Pool } from '../db/pool.ts';
import { asksFirst, type Marketplace, type OrderIntegrationProfile } from '../marketplaces/dialect.ts';
import type { WireRoute } from '../marketplaces/order-integration-wire.ts';
import { readApiKey, secretMatches } from './api-key.ts';
import { KeyLookUps, type Shower } from './key-look-ups.ts';

export type Caller = {
  accountId: AccountId;
  terms: Terms;
  profile: OrderIntegrationProfile;
  /** What its marketplace calls on a wire of its own; null: it speaks the published contract. */
  routes: readonly WireRoute[] | null;
};

/** What a request says of who sent it. */
export type Sender = Shower & { readonly headers: IncomingHttpHeaders };

export class Authentication {
  readonly #keys: KeyLookUps;
  readonly #marketplaces: ReadonlyMap<string, Marketplace>;
  readonly #clock: () => Instant;
  /** By the key as it was read: forgotten with it. */
  readonly #callers = new WeakMap<KeyRow, Caller | 'stranger' | null>();

  constructor(pool: Pool, marketplaces: ReadonlyMap<string, Marketplace>, clock: () => Instant) {
    this.#keys = new KeyLookUps(pool, clock);
    this.#marketplaces = marketplaces;
    this.#clock = clock;
  }

  /**
   * The caller whose key the headers carry; null when there is none, or the key is wrong, revoked or expired. `stranger`:
   * the key is good, and its marketplace is one that only tells us of sales.
   *
   * @throws RequestProblem `rate_limited` when too many keys that were never seen come from the sender's address at once.
   */
  async identify(sender: Sender): Promise<Caller | 'stranger' | null> {
    const carried = carriedKey(sender.headers);
    if (!carried) return null;
    const key = await this.#goodKey(carried, sender);
    const caller = key && this.#callerOf(key);
    if (caller === null || caller === 'stranger') return caller;
    return isCarriedRightly(carried.headers, caller.profile.keyHeader) ? caller : null;
  }

  /**
   * The connection whose key comes with a notice; null when there is none, or the key is not good. Some marketplaces can
   * register nothing but an address, so the key may stand in it.
   *
   * @throws RequestProblem `rate_limited`, as `identify` does.
   */
  async connectionOf(sender: Sender, query: Readonly<Record<string, unknown>>): Promise<ConnectionId | null> {
    const carried = carriedKey({
      ...passwordAsKey(sender.headers),
      '?key': typeof query.key === 'string' ? query.key : undefined,
    });
    if (!carried?.headers.some((header) => noticeKeysComeIn.has(header))) return null;
    return (await this.#goodKey(carried, sender))?.connectionId ?? null;
  }

  /** Null when the key is not there, wrong, revoked or expired. */
  async #goodKey({ keyId, secret }: CarriedKey, shower: Shower): Promise<KeyRow | null> {
    const key = await this.#keys.find(keyId, shower);
    if (!key || !secretMatches(secret, key.secretHash)) return null;
    const { revokedAt, expiresAt } = key;
    const isPast = revokedAt !== null || (expiresAt !== null && expiresAt <= this.#clock());
    return isPast ? null : key;
  }

  #callerOf(key: KeyRow): Caller | 'stranger' | null {
    const known = this.#callers.get(key);
    if (known !== undefined) return known;
    const caller = this.#openCaller(key);
    this.#callers.set(key, caller);
    return caller;
  }

  #openCaller(key: KeyRow): Caller | 'stranger' | null {
    const marketplace = this.#marketplaces.get(key.marketplace);
    if (marketplace === undefined) return null;
    if (!asksFirst(marketplace)) return 'stranger';
    const settings = Parse(marketplace.settings, Default(marketplace.settings, Clone(key.settings)));
    const { wire } = marketplace.orderIntegration;
    const profile = marketplace.orderIntegration.profile(settings);
    return {
      accountId: key.accountId,
      profile,
      routes: wire ? wire.routes(settings) : null,
      terms: {
        connectionId: key.connectionId,
        marketplace: key.marketplace,
        flow: 'order_integration',
        binding: profile.binding,
        holdLifetimeMs: profile.holdLifetimeMs,
        judgesPrice: profile.judgesPrice,
        takesFromNonBinding: key.takesFromNonBinding,
        isPaused: key.isPaused,
      },
    };
  }
}

/** Where a notice may carry its key. */
const noticeKeysComeIn = new Set(['authorization', 'x-api-key', '?key']);

type CarriedKey = { headers: string[]; keyId: string; secret: string };

/** A key may be the password, or the name, of basic authentication: the header as if it were a bearer's. */
function passwordAsKey(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return headers;
  const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { ...headers, authorization: rest.join(':').includes('hfk_') ? rest.join(':') : name };
}

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
