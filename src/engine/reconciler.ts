// Sweeps every account again and again: one hub at a time, a few calls at a time. What a step has found is stored with where
// it ended, so that a hub that is killed costs one step. Kept: an account whose POS is slow keeps no other's sweep waiting.
import type { AccountId, Instant } from '../core/order.ts';
import {
  endSweep,
  type SweepPlace,
  type SweepTurn,
  scheduleSweeps,
  storeSweep,
  takeSweeps,
} from '../db/reconciliations.ts';
import { failpoint } from './failpoints.ts';
import type { OrderCheckParts } from './order-check.ts';
import { Rounds } from './rounds.ts';
import { beginSweep, countDue, type Sweep, stepOn, tellOfDisagreements } from './sweep.ts';
import { UnderWay } from './under-way.ts';

const dayMs = 86_400_000;
const roundEveryMs = 5_000;
const mostAccountsPerRound = 2;
/** Where more accounts are due than a round takes: a thousand of them are through well within the hour. */
const nextRoundSoonMs = 250;
/** Steps that are held up by whoever they ask. */
const mostAtOnce = 64;
/** Longer than any step: twenty orders, each asked about in two places. */
const leaseMs = 600_000;
const sweepEveryMs = 3_600_000;
const firstSweepAfterMs = 600_000;
/** Orders that changed this long before the last sweep are compared once more: what was said then may not have got around. */
const overlapMs = 3_600_000;
/** How far a sweep looks back when there was none before, or none for long. */
const farthestMs = 7 * dayMs;

type Parts = OrderCheckParts;

export type SweepProgress = { compared: number; of: number; healed: number };
export type Swept = Pick<SweepPlace, 'compared' | 'unreadable' | 'healed'> & { beganAt: Instant };

export class Reconciler {
  readonly #parts: Parts;
  readonly #rounds = new Rounds(() => this.#makeRound());
  readonly #underWay = new UnderWay<SweepTurn>(({ accountId }) => accountId);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#rounds.start();
  }

  /** Resolves when the steps that are under way have ended. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await this.#underWay.ended();
  }

  /**
   * Sweeps an account now, from the beginning to the end; orders that changed in the last `days`, or since the last sweep
   * if that is longer ago, are compared, and what that one has left. Null: a hub is at it.
   */
  async sweep(
    accountId: AccountId,
    { days, onProgress }: { days: number; onProgress: (progress: SweepProgress) => void },
  ): Promise<Swept | null> {
    const { pool, clock } = this.#parts;
    const beganAt = clock();
    const [turn] = await takeSweeps(pool, { now: beganAt, leaseMs, limit: 1, only: accountId });
    if (!turn) return null;
    const sweep: Sweep = { accountId, beganAt };
    let place: SweepPlace | null = await beginSweep(
      this.#parts,
      sweep,
      Math.min(beganAt - days * dayMs, sinceLast(turn, beganAt)),
    );
    const of = await countDue(this.#parts, sweep);
    let last = place;
    while (place !== null) {
      last = place;
      onProgress({ compared: place.compared, of: Math.max(of, place.compared), healed: place.healed });
      place = await stepOn(this.#parts, sweep, place);
    }
    await this.#end(turn, last, beganAt);
    return { ...last, beganAt };
  }

  async #makeRound(): Promise<number> {
    const { pool, clock, onTrouble } = this.#parts;
    const limit = Math.min(mostAccountsPerRound, mostAtOnce - this.#underWay.size);
    const but = this.#underWay.all.map(({ accountId }) => accountId);
    try {
      await scheduleSweeps(pool, clock() + firstSweepAfterMs);
      const due = await takeSweeps(pool, { now: clock(), leaseMs, limit, but });
      for (const turn of due) this.#underWay.begin(turn, () => this.#step(turn));
      if (due.length === mostAccountsPerRound) return nextRoundSoonMs;
    } catch (trouble) {
      onTrouble(trouble, 'looking for accounts to reconcile');
    }
    return roundEveryMs;
  }

  async #step(turn: SweepTurn): Promise<void> {
    const { pool, clock, onTrouble } = this.#parts;
    const { accountId } = turn;
    try {
      const beganAt = turn.beganAt ?? clock();
      const sweep: Sweep = { accountId, beganAt };
      const place = turn.place ?? (await beginSweep(this.#parts, sweep, sinceLast(turn, beganAt)));
      const next = await stepOn(this.#parts, sweep, place);
      failpoint('sweep_step_made');
      if (next === null) await this.#end(turn, place, beganAt);
      else await storeSweep(pool, turn, { place: next, beganAt, dueAt: clock() });
    } catch (trouble) {
      // The lease runs out by itself, and the step is made again.
      onTrouble(trouble, `reconciling account ${accountId}`);
    }
  }

  async #end(turn: SweepTurn, place: SweepPlace, beganAt: Instant): Promise<void> {
    const { pool, clock } = this.#parts;
    await tellOfDisagreements(this.#parts, turn.accountId);
    const endedAt = clock();
    await endSweep(pool, turn, { place, beganAt, endedAt, dueAt: Math.max(endedAt, beganAt + sweepEveryMs) });
  }
}

function sinceLast({ lastBeganAt }: SweepTurn, beganAt: Instant): Instant {
  return Math.max(beganAt - farthestMs, (lastBeganAt ?? 0) - overlapMs);
}
