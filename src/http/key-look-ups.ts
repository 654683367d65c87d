// Finds the keys that callers show, at most once in a while, and those in use together. Kept: strangers with made-up keys cost the database no more
// than one look-up at a time, all of them together, never push a key that is there out of what is remembered, and never keep
// away a good key that comes from an address other than theirs.
import { isDeepStrictEqual } from 'node:util';
import { forgetOldest } from '../core/forget-oldest.ts';
import type { Instant } from '../core/order.ts';
import { findKeys, type KeyRow } from '../db/accounts.ts';
import type { Pool } from '../db/pool.ts';
import { RequestProblem } from './problems.ts';

/** A revoked key, or a changed setting, takes effect within this time; a key that was not there is found within it. */
const rememberedForMs = 1_000;
/** Each is the row of a key, so what they take grows with the database and not with strangers. */
const mostKnown = 10_000;
/** Bounds the memory that strangers with made-up keys can take. */
const mostUnknown = 2_000;
/** Bounds one look-up; who is not among these is among the next. */
const mostAtOnce = 1_000;
/** Bounds who waits for them from one address; whoever comes from there on top of that is told to come again. */
const mostFromOneAddress = 1_000;

/** Who shows a key. The address is read only where it counts: behind proxies it has to be worked out. */
export type Shower = { readonly ip: string };
type Asked = PromiseWithResolvers<KeyRow | null> & { from: string };
/** `isUsed`: since it was read last. */
type Known = { until: Instant; key: KeyRow; isUsed: boolean };

export class KeyLookUps {
  readonly #pool: Pool;
  readonly #clock: () => Instant;
  readonly #known = new Map<string, Known>();
  /** Until when each counts as not there. */
  readonly #unknown = new Map<string, Instant>();
  readonly #waiting = new Map<string, Asked>();
  /** How many of those that wait have come from each address. */
  readonly #fromAddress = new Map<string, number>();
  #isAsking = false;
  #readingAgain: Promise<void> | null = null;

  constructor(pool: Pool, clock: () => Instant) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /**
   * The key of this public id; null when there is none. The same object for as long as nothing about it changes.
   *
   * @throws RequestProblem `rate_limited` when too many keys that were never seen are shown at once from this address.
   */
  async find(keyId: string, shower: Shower): Promise<KeyRow | null> {
    const now = this.#clock();
    // A key that was there a moment ago stands in no line with strangers.
    for (let known = this.#known.get(keyId); known !== undefined; known = this.#known.get(keyId)) {
      if (known.until > now) {
        known.isUsed = true;
        return known.key;
      }
      await this.#readAgain(keyId);
    }
    if ((this.#unknown.get(keyId) ?? 0) > now) return null;
    const key = await this.#findWithOthers(keyId, shower.ip);
    this.#remember(keyId, key, now + rememberedForMs);
    return key;
  }

  #remember(keyId: string, key: KeyRow | null, until: Instant): void {
    this.#known.delete(keyId);
    this.#unknown.delete(keyId);
    if (key === null) {
      forgetOldest(this.#unknown, mostUnknown);
      this.#unknown.set(keyId, until);
    } else {
      forgetOldest(this.#known, mostKnown);
      this.#known.set(keyId, { until, key, isUsed: false });
    }
  }

  #readAgain(keyId: string): Promise<void> {
    this.#readingAgain ??= this.#readUsed(keyId).finally(() => {
      this.#readingAgain = null;
    });
    return this.#readingAgain;
  }

  /** With it, all that were used since they were read last: each of them would be asked for within moments. */
  async #readUsed(keyId: string): Promise<void> {
    const until = this.#clock() + rememberedForMs;
    const used = [...this.#known].filter(([id, { isUsed }]) => isUsed || id === keyId);
    const found = await findKeys(
      this.#pool,
      used.map(([id]) => id),
    );
    const byId = new Map(found.map((key) => [key.keyId, key]));
    for (const [id, { key: before }] of used) {
      const key = byId.get(id) ?? null;
      this.#remember(id, isDeepStrictEqual(key, before) ? before : key, until);
    }
  }

  /** Those that come while a look-up is under way make up the next. */
  #findWithOthers(keyId: string, from: string): Promise<KeyRow | null> {
    const waiting = this.#waiting.get(keyId);
    if (waiting) return waiting.promise;
    const others = this.#fromAddress.get(from) ?? 0;
    if (others >= mostFromOneAddress) throw new RequestProblem('rate_limited');
    this.#fromAddress.set(from, others + 1);
    const asked: Asked = { ...Promise.withResolvers<KeyRow | null>(), from };
    this.#waiting.set(keyId, asked);
    if (!this.#isAsking) void this.#ask();
    return asked.promise;
  }

  /** Never rejects: whoever waits is told of a failure. */
  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.size > 0) {
      const group = this.#nextGroup();
      try {
        const found = await findKeys(this.#pool, [...group.keys()]);
        const byId = new Map(found.map((key) => [key.keyId, key]));
        for (const [keyId, { resolve }] of group) resolve(byId.get(keyId) ?? null);
      } catch (failure) {
        for (const { reject } of group.values()) reject(failure);
      }
    }
    this.#isAsking = false;
  }

  /** Those that have waited longest; they wait no more. */
  #nextGroup(): Map<string, Asked> {
    const group = new Map([...this.#waiting].slice(0, mostAtOnce));
    for (const [keyId, { from }] of group) {
      this.#waiting.delete(keyId);
      const others = (this.#fromAddress.get(from) ?? 1) - 1;
      if (others === 0) this.#fromAddress.delete(from);
      else this.#fromAddress.set(from, others);
    }
    return group;
  }
}
