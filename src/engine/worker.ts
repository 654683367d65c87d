// The worker: looks for orders whose time has come and advances each. What a crash left behind is finished here,
// by the same code that serves a waiting caller. Kept: an order that is held up, or cannot be advanced at all, keeps no other
// broker's waiting, and so many that fail again and again never hide those behind them.
import { forgetOldest } from '../core/forget-oldest.ts';
import type { AccountId, Instant, OrderId } from '../core/order.ts';
import { findDueOrders } from '../db/orders.ts';
import type { Pool } from '../db/pool.ts';
import { Rounds } from './rounds.ts';
import { UnderWay } from './under-way.ts';

/** What this hub stores itself is heard of: by more rounds only what other hubs have left behind would be found sooner. */
const roundEveryMs = 1_000;
/** What falls due together is taken together. */
const shortestPauseMs = 200;
const mostOrdersPerRound = 200;
/** Orders of one account that are under way at once; what else of it is due comes soon after. */
const mostOfAnAccount = 200;
const soonMs = 50;
/** Bounds what is under way in all; the rest waits in the ledger. */
const mostAtOnce = 1_000;
/** An order that could not be advanced is left alone so long. */
const leftAloneForMs = 5_000;
/** Bounds the memory: of more that fail, the first are tried again sooner. */
const mostLeftAlone = 10_000;
/** A worker whose last good round is older than this counts as not working. */
const healthyForMs = 10_000;

type Due = { accountId: AccountId; orderId: OrderId };

type Parts = {
  pool: Pool;
  clock: () => Instant;
  advance: (due: Due) => Promise<void>;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class Worker {
  readonly #parts: Parts;
  readonly #rounds = new Rounds(() => this.#makeRound());
  readonly #underWay = new UnderWay<Due>(({ orderId }) => orderId);
  /** Until when each is left alone. */
  readonly #leftAlone = new Map<OrderId, Instant>();
  #lastRoundAt: Instant = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#lastRoundAt = this.#parts.clock();
    this.#rounds.start();
  }

  /** An order has been stored that is due then. */
  expect(dueAt: Instant): void {
    this.#rounds.within(Math.max(shortestPauseMs, dueAt - this.#parts.clock()));
  }

  isHealthy(): boolean {
    return !this.#rounds.isStopped && this.#parts.clock() - this.#lastRoundAt < healthyForMs;
  }

  /** Resolves when the round, and the orders that are under way, have come to their end. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await this.#underWay.ended();
  }

  async #makeRound(): Promise<number> {
    const { pool, clock, onTrouble } = this.#parts;
    const limit = Math.min(mostOrdersPerRound, mostAtOnce - this.#underWay.size);
    const busy = this.#busyAccounts();
    try {
      const begun = this.#underWay.all.map(({ orderId }) => orderId);
      const but = { orderIds: [...begun, ...this.#stillLeftAlone()], accountIds: busy };
      const now = clock();
      const found = limit > 0 ? await findDueOrders(pool, now + roundEveryMs, limit, but) : [];
      const [due, soon] = [found.filter(({ dueAt }) => dueAt <= now), found.find(({ dueAt }) => dueAt > now)];
      for (const one of due) this.#underWay.begin(one, () => this.#advance(one));
      this.#lastRoundAt = clock();
      // A full round means that more are waiting.
      if (due.length === limit && limit > 0) return 0;
      if (soon) this.expect(soon.dueAt);
    } catch (trouble) {
      onTrouble(trouble, 'looking for due orders');
    }
    return busy.length > 0 ? soonMs : roundEveryMs;
  }

  #busyAccounts(): AccountId[] {
    const counts = new Map<AccountId, number>();
    for (const { accountId } of this.#underWay.all) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
    return [...counts].flatMap(([accountId, count]) => (count >= mostOfAnAccount ? [accountId] : []));
  }

  #stillLeftAlone(): OrderId[] {
    const now = this.#parts.clock();
    for (const [orderId, until] of this.#leftAlone) if (until <= now) this.#leftAlone.delete(orderId);
    return [...this.#leftAlone.keys()];
  }

  async #advance(due: Due): Promise<void> {
    const { advance, onTrouble } = this.#parts;
    const { orderId } = due;
    try {
      await advance(due);
    } catch (trouble) {
      this.#leaveAlone(orderId);
      onTrouble(trouble, `advancing order ${orderId}`);
    }
  }

  #leaveAlone(orderId: OrderId): void {
    forgetOldest(this.#leftAlone, mostLeftAlone);
    this.#leftAlone.set(orderId, this.#parts.clock() + leftAloneForMs);
  }
}
