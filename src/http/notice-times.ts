// When a marketplace last sent a notice, for whoever wonders whether any come: written down now and then, so that a busy
// connection costs nothing.
import type { ConnectionId, Instant } from '../core/order.ts';
import { noteNotice } from '../db/connections.ts';
import type { Pool } from '../db/pool.ts';

/** It may be known this late. */
const notedEveryMs = 5_000;

export class NoticeTimes {
  readonly #pool: Pool;
  readonly #clock: () => Instant;
  readonly #onTrouble: (trouble: unknown, during: string) => void;
  /** By connections that exist, so no stranger makes it grow. */
  readonly #notedAt = new Map<ConnectionId, Instant>();

  constructor(pool: Pool, clock: () => Instant, onTrouble: (trouble: unknown, during: string) => void) {
    this.#pool = pool;
    this.#clock = clock;
    this.#onTrouble = onTrouble;
  }

  /** A notice came that is its marketplace's own. Never throws. */
  async note(connectionId: ConnectionId): Promise<void> {
    const now = this.#clock();
    if (now - (this.#notedAt.get(connectionId) ?? 0) < notedEveryMs) return;
    this.#notedAt.set(connectionId, now);
    try {
      await noteNotice(this.#pool, connectionId, now);
    } catch (trouble) {
      this.#onTrouble(trouble, 'noting when a notice came');
    }
  }
}
