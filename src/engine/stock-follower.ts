// Follows the stock of every POS, each at its own pace, so that a lost hint is only a late one; and reads at once what a
// POS hints at. Several hubs share the work by leases. Kept: neither a long first import nor a slow POS keeps any other waiting.
import type { Instant } from '../core/order.ts';
import type { Pool } from '../db/pool.ts';
import type { Stand } from '../db/stock.ts';
import {
  addStockHints,
  countStockHints,
  endStockHint,
  makeStockDue,
  type StockHint,
  type StockPoll,
  setStockHintDue,
  takeStockHints,
  takeStockPolls,
} from '../db/stock-polls.ts';
import { firstRoundAfterMs, Rounds } from './rounds.ts';
import { type StockReader, stockLeaseMs } from './stock-reader.ts';
import { UnderWay } from './under-way.ts';

const roundEveryMs = 500;
/** Those that come to this hub are heard of; the others are left by other hubs, or by what a ledger let go. */
const hintRoundEveryMs = 500;
/** Most of the time a look waits for its POS. */
const mostLooksAtOnce = 16;
const mostHintsPerRound = 64;
/** POS systems whose hints are followed at once; those of others wait in the ledger. */
const mostFollowedAtOnce = 256;
const hintLeaseMs = 60_000;
const hintTriedAgainAfterMs = 15_000;
/** By then the usual reading has come past it. */
const hintForgottenAfterMs = 900_000;
/** A POS that hints at more than this at once is read for its news instead. */
const mostHintsWaiting = 5_000;

type Parts = {
  pool: Pool;
  reader: StockReader;
  clock: () => Instant;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class StockFollower {
  readonly #parts: Parts;
  readonly #looks = new UnderWay<Stand>(standKey);
  readonly #followed = new UnderWay<Stand>(standKey);
  readonly #polls = new Rounds(() => this.#takeLooks());
  readonly #hints = new Rounds(() => this.#takeHints());

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#polls.start(firstRoundAfterMs.stockPolls);
    this.#hints.start(firstRoundAfterMs.stockHints);
  }

  /** Resolves when what is under way has come to the end of its page. */
  async stop(): Promise<void> {
    await Promise.all([this.#polls.stop(), this.#hints.stop()]);
    await Promise.all([this.#looks.ended(), this.#followed.ended()]);
  }

  /** Stores that the POS has hinted at these groups, or at something unnamed. They are read a moment later. */
  async hint(stand: Stand, remoteIds: readonly string[] | 'unknown'): Promise<void> {
    const { pool, clock } = this.#parts;
    const now = clock();
    const isNamed =
      remoteIds !== 'unknown' && (await countStockHints(pool, stand)) + remoteIds.length <= mostHintsWaiting;
    if (isNamed) {
      const hints = remoteIds.map((remoteId) => ({ remoteId, dueAt: now }));
      await addStockHints(pool, stand, hints, now);
      this.#hints.within(0);
    } else {
      await makeStockDue(pool, stand, now, 'news');
      this.#polls.within(0);
    }
  }

  async #takeLooks(): Promise<number> {
    const { pool, clock, onTrouble } = this.#parts;
    const limit = mostLooksAtOnce - this.#looks.size;
    try {
      const taking = { now: clock(), leaseMs: stockLeaseMs, limit, but: this.#looks.all };
      const due = limit > 0 ? await takeStockPolls(pool, taking) : [];
      for (const poll of due) this.#looks.begin(poll, () => this.#lookAt(poll));
    } catch (trouble) {
      onTrouble(trouble, 'looking for stock to read');
    }
    return roundEveryMs;
  }

  async #lookAt(poll: StockPoll): Promise<void> {
    const { reader, onTrouble } = this.#parts;
    try {
      await reader.look(poll, { goesOn: () => !this.#polls.isStopped });
    } catch (trouble) {
      // The lease runs out by itself, and the stock is read on from where it was.
      onTrouble(trouble, `reading the stock of ${poll.pos} for account ${poll.accountId}`);
    }
  }

  async #takeHints(): Promise<number> {
    const { pool, clock, onTrouble } = this.#parts;
    if (this.#followed.size >= mostFollowedAtOnce) return hintRoundEveryMs;
    try {
      const now = clock();
      // One POS is asked one thing after another; none waits for another POS.
      const but = this.#followed.all;
      const due = await takeStockHints(pool, { now, leaseMs: hintLeaseMs, limit: mostHintsPerRound, but });
      for (const hints of Map.groupBy(due, standKey).values()) {
        const [stand] = hints;
        if (stand) this.#followed.begin(stand, () => this.#followHints(hints, now + hintLeaseMs));
      }
      // A full round means that more are waiting.
      if (due.length === mostHintsPerRound) return 0;
    } catch (trouble) {
      onTrouble(trouble, 'looking for hints of POS systems');
    }
    return hintRoundEveryMs;
  }

  async #followHints(hints: readonly StockHint[], leaseEnds: Instant): Promise<void> {
    const { reader, pool, clock, onTrouble } = this.#parts;
    for (const hint of hints) {
      // What is left when the lease runs out is due by then, for whoever comes first.
      if (this.#hints.isStopped || clock() >= leaseEnds) return;
      try {
        const isOver = (await reader.readGroup(hint, hint.remoteId)) || clock() > hint.hintedAt + hintForgottenAfterMs;
        if (isOver) await endStockHint(pool, hint);
        else await setStockHintDue(pool, hint, clock() + hintTriedAgainAfterMs);
      } catch (trouble) {
        onTrouble(trouble, `reading group ${hint.remoteId} of ${hint.pos} again`);
      }
    }
  }
}

const standKey = ({ accountId, pos }: Stand): string => `${accountId} ${pos}`;
