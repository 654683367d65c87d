// The hub's pulse: it counts how long holds took, says that it is at work, and removes what nobody asks for any more. Off
// the hot path: a hold costs one look into a map, and the database hears of it some seconds later.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { stepCount, stepOf } from '../core/hold-times.ts';
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Pool } from '../db/pool.ts';
import { addHoldMinutes, forgetHoldMinutes, forgetHubs, type HoldMinute, noteHub, removeHub } from '../db/pulse.ts';
import { firstRoundAfterMs, Rounds } from '../engine/rounds.ts';
import type { CallsOutside } from './calls-outside.ts';

/** How often a hub says that it is at work. One that is silent for `silentAfterMs` is taken to be gone. */
const beatEveryMs = 5_000;
export const silentAfterMs = 20_000;

/** What this hub calls itself: host and process. */
export const hubName = `${hostname()}, ${process.pid}`;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const minutesKeptMs = 90 * dayMs;
const tidyEveryMs = 60 * minuteMs;

type Parts = {
  pool: Pool;
  version: string;
  clock: () => Instant;
  /** How its calls to others fare now. */
  outside: () => CallsOutside;
  onTrouble: (trouble: unknown, during: string) => void;
};

/** An answer to a hold, whichever way it was. */
export type HoldAnswered = { accountId: AccountId; connectionId: ConnectionId; tookMs: number; isDeclined: boolean };

export class Pulse {
  readonly #parts: Parts;
  readonly #hub: { hubId: string; name: string; version: string; startedAt: Instant };
  readonly #rounds = new Rounds(() => this.#beat());
  #minutes = new Map<string, HoldMinute>();
  #tidiedAt = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const startedAt = parts.clock();
    this.#hub = { hubId: randomUUID(), name: hubName, version: parts.version, startedAt };
  }

  start(): void {
    this.#rounds.start(firstRoundAfterMs.pulse);
  }

  async stop(): Promise<void> {
    await this.#rounds.stop();
    await this.#beat();
    await removeHub(this.#parts.pool, this.#hub.hubId).catch(() => {});
  }

  countHold({ accountId, connectionId, tookMs, isDeclined }: HoldAnswered): void {
    const minute = Math.floor(this.#parts.clock() / minuteMs) * minuteMs;
    const key = `${connectionId} ${minute}`;
    let counts = this.#minutes.get(key);
    if (counts === undefined) {
      const took = Array.from({ length: stepCount }, () => 0);
      counts = { accountId, connectionId, minute, asked: 0, declined: 0, took };
      this.#minutes.set(key, counts);
    }
    const step = stepOf(tookMs);
    counts.asked += 1;
    if (isDeclined) counts.declined += 1;
    counts.took[step] = (counts.took[step] ?? 0) + 1;
  }

  async #beat(): Promise<number> {
    const { pool, clock, outside, onTrouble } = this.#parts;
    const counted = [...this.#minutes.values()];
    this.#minutes = new Map();
    try {
      await noteHub(pool, { ...this.#hub, seenAt: clock(), callsOutside: outside() });
      if (counted.length > 0) await addHoldMinutes(pool, counted);
      await this.#tidy();
    } catch (trouble) {
      // What was counted is let go of: memory must not grow while the database is away.
      onTrouble(trouble, 'writing the pulse');
    }
    return beatEveryMs;
  }

  async #tidy(): Promise<void> {
    const { pool, clock } = this.#parts;
    const now = clock();
    if (now < this.#tidiedAt + tidyEveryMs) return;
    this.#tidiedAt = now;
    await forgetHoldMinutes(pool, now - minutesKeptMs);
    await forgetHubs(pool, now - dayMs);
  }
}
