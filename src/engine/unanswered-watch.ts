// Watches for orders that have waited for long to be answered, whoever it is that does not answer, and has a person told. Any
// number of hubs may watch: each sees the same rows, and an order has one such alert.
import type { Alert } from '../core/command.ts';
import type { AccountId, Instant } from '../core/order.ts';
import { longUnansweredMs, unansweredSentence, waitsForMarketplace, waitsForPos } from '../core/unanswered.ts';
import { type OrderAlert, raiseAlerts } from '../db/journal.ts';
import type { Pool } from '../db/pool.ts';
import { endAnswered, readUnanswered, type UnansweredOrder } from '../db/unanswered.ts';
import { firstRoundAfterMs, Rounds } from './rounds.ts';

const kind = 'unanswered' satisfies Alert['kind'];
const roundEveryMs = 30_000;
/** Whoever is asked is asked twice a minute. One that is not due for longer waits for a hold to lapse, as it should. */
const askedWithinMs = 120_000;
/** In a POS's bad night thousands wait: the rest comes with the next rounds. */
const mostPerRound = 500;

type Parts = {
  pool: Pool;
  /** What people call them. */
  names: { marketplace: (slug: string) => string; pos: (slug: string) => string };
  clock: () => Instant;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class UnansweredWatch {
  readonly #parts: Parts;
  readonly #rounds = new Rounds(() => this.makeRound());

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#rounds.start(firstRoundAfterMs.unanswered);
  }

  /** Resolves when the round that is under way has ended. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** Resolves with the time until the next, in milliseconds. */
  async makeRound(): Promise<number> {
    const { pool, clock, onTrouble } = this.#parts;
    try {
      const now = clock();
      await endAnswered(pool, kind, now);
      const unanswered = await readUnanswered(pool, {
        ofPos: waitsForPos,
        ofMarketplace: waitsForMarketplace,
        before: now - longUnansweredMs,
        dueBy: now + askedWithinMs,
        limit: mostPerRound,
      });
      for (const [accountId, orders] of Map.groupBy(unanswered, (order) => order.accountId)) {
        await this.#tell(accountId, orders, now);
      }
    } catch (trouble) {
      onTrouble(trouble, 'looking for orders that wait for an answer');
    }
    return roundEveryMs;
  }

  async #tell(accountId: AccountId, orders: readonly UnansweredOrder[], at: Instant): Promise<void> {
    const { pool, names } = this.#parts;
    const alerts = orders.map(({ pos, ...order }): OrderAlert => {
      const named = { ...order, marketplace: names.marketplace(order.marketplace) };
      const sentence = unansweredSentence(named, pos === null ? null : names.pos(pos));
      return { orderId: order.orderId, kind, sentence, at };
    });
    await pool.query(raiseAlerts(accountId, alerts));
  }
}
