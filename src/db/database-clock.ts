// The time by which leases, holds and deadlines are judged: the database's, because all hubs on it have that in common. A hub
// whose own clock is ahead would take orders away from others that are at work on them, and end holds before their time.
// Kept: a jump of our own clock is no jump of this one; between two looks time goes on as a stopwatch measures it.
import type { Instant } from '../core/order.ts';
import type { Pool } from './pool.ts';

const lookEveryMs = 1_000;
/** An answer that took longer says too little about when it was given. */
const longestLookMs = 500;
/** A database that is so slow all the time is looked at again while we work. */
const mostFirstLooks = 20;
/** Clocks that are so near count as one: those of one machine are never corrected by the way to the database and back. */
const nearMs = 100;
/** Of our clock against the stopwatch. */
const jumpMs = 500;
/** A correction of so much is told. */
const toldFromMs = 1_000;

export class DatabaseClock {
  readonly #pool: Pool;
  readonly #ours: () => Instant;
  readonly #onTrouble: (trouble: unknown, during: string) => void;
  /** How far the database's clock is ahead of ours. */
  #aheadMs = 0;
  /** What our clock showed when the stopwatch was at 0. */
  #beganAt: Instant;
  #timer: NodeJS.Timeout | null = null;
  #look: Promise<void> = Promise.resolve();

  /** `ours`: the clock of this machine. */
  constructor(pool: Pool, onTrouble: (trouble: unknown, during: string) => void, ours: () => Instant = Date.now) {
    this.#pool = pool;
    this.#onTrouble = onTrouble;
    this.#ours = ours;
    this.#beganAt = ours() - performance.now();
  }

  readonly now = (): Instant => {
    const jumpedMs = this.#jumpedMs();
    return Math.round(this.#ours() - (Math.abs(jumpedMs) < jumpMs ? 0 : jumpedMs)) + this.#aheadMs;
  };

  /**
   * Looks at the database's clock, and resolves with whether what it showed counts. Throws when the database does not answer; the
   * time goes on as before then.
   */
  async look(): Promise<boolean> {
    const askedAt = performance.now();
    const { rows } = await this.#pool.query<{ now: Instant }>('select clock_timestamp() as now');
    const tookMs = performance.now() - askedAt;
    const [row] = rows;
    if (row === undefined || tookMs > longestLookMs) return false;
    const aheadMs = Math.round(row.now - (this.#ours() - tookMs / 2));
    const offMs = row.now + tookMs / 2 - this.now();
    const hasJumped = Math.abs(this.#jumpedMs()) >= jumpMs;
    const isNear = (ms: number): boolean => Math.abs(ms) < nearMs + tookMs / 2;
    this.#beganAt = this.#ours() - performance.now();
    if (!hasJumped && isNear(offMs)) return true;
    const changedMs = aheadMs - this.#aheadMs;
    this.#aheadMs = isNear(aheadMs) ? 0 : aheadMs;
    if (Math.abs(changedMs) >= toldFromMs && Math.abs(aheadMs) >= toldFromMs) this.#tell(aheadMs);
    return true;
  }

  /** Looks again and again. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#look = this.look()
        .then(
          () => {},
          (trouble) => this.#onTrouble(trouble, 'looking at the clock of the database'),
        )
        .then(() => {
          if (this.#timer) this.start();
        });
    }, lookEveryMs);
  }

  /** Resolves when the look that is under way has ended. */
  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#look;
  }

  #jumpedMs(): number {
    return this.#ours() - performance.now() - this.#beganAt;
  }

  #tell(aheadMs: number): void {
    const words = aheadMs < 0 ? 'ahead of' : 'behind';
    const sentence = `the clock of this machine is ${Math.abs(aheadMs)} ms ${words} the database's, which counts: set it right`;
    this.#onTrouble(new Error(sentence), 'looking at the clock of the database');
  }
}

/** Looks at it before anybody goes by it, until a look counts: the first answer of a new connection may take too long. */
export async function openDatabaseClock(
  pool: Pool,
  onTrouble: (trouble: unknown, during: string) => void,
): Promise<DatabaseClock> {
  const clock = new DatabaseClock(pool, onTrouble);
  for (let looks = 0; looks < mostFirstLooks; looks++) if (await clock.look()) break;
  return clock;
}
