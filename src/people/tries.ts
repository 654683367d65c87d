// How often somebody may try to sign in: so many wrong tries in a while by one address, and for one e-mail address, and
// then no more until the while is over. Kept in memory, which is bounded; each hub counts for itself.
import { isIPv6 } from 'node:net';
import { forgetOldest } from '../core/forget-oldest.ts';
import type { Instant } from '../core/order.ts';

const windowMs = 15 * 60_000;
/** Bounds the memory that strangers with made-up names can take. */
const mostRemembered = 20_000;

export type Counted = { since: Instant; count: number };

/**
 * Where a caller comes from, as tries are counted: of an IPv6 address its network, because whoever has one address there has them
 * all. One that is an IPv4 address in disguise (::ffff:198.51.100.7) is that.
 */
export function placeOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const leftOut = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const network = [...before, ...leftOut, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16));
  return network.map((group) => group.toString(16)).join(':');
}

export class Tries {
  readonly #most: number;
  readonly #counted = new Map<string, Counted>();

  /** `most`: wrong tries in fifteen minutes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether another try is let through, in which case it is counted; else the seconds until one is. */
  take(key: string, now: Instant): { isLetThrough: true } | { isLetThrough: false; retryAfterSeconds: number } {
    const known = this.#counted.get(key);
    const counted = known && known.since + windowMs > now ? known : { since: now, count: 0 };
    if (counted.count >= this.#most) {
      return { isLetThrough: false, retryAfterSeconds: Math.ceil((counted.since + windowMs - now) / 1_000) };
    }
    if (!known) forgetOldest(this.#counted, mostRemembered);
    this.#counted.set(key, { since: counted.since, count: counted.count + 1 });
    return { isLetThrough: true };
  }

  /** It was the right password after all. */
  forgive(key: string): void {
    this.#counted.delete(key);
  }

  /** The last try does not count; those before it still do. */
  forgiveOne(key: string): void {
    const counted = this.#counted.get(key);
    if (counted) counted.count -= 1;
  }
}
