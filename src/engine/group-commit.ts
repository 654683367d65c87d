// Group commit: commands that arrive while an account's batch is being written form its next batch.
// One batch at a time per account and process; other hubs are kept apart by row locks.
import type { Command } from '../core/command.ts';
import type { AccountId, Instant } from '../core/order.ts';
import { type BatchContext, type Decided, runBatch } from './batch.ts';

/** Bounds the memory and the lock time of one batch. */
const mostCommandsPerBatch = 256;
/** A command without a caller who waits is tried for this long before its owner has to try again. */
const patienceWithoutCallerMs = 30_000;

/** The database did not take the command in time. Whether it was stored is not known. */
export class LedgerUnavailable extends Error {
  override name = 'LedgerUnavailable';
}

export type Ready = Extract<Decided, { decision: unknown }>;

type Pending = {
  command: Command;
  giveUpAt: Instant;
  resolve: (decided: Ready) => void;
  reject: (error: unknown) => void;
};

export class GroupCommit {
  readonly #context: Omit<BatchContext, 'accountId'>;
  readonly #lanes = new Map<AccountId, Pending[]>();
  readonly #onBatch: (commands: number) => void;
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(context: Omit<BatchContext, 'accountId'>, onBatch: (commands: number) => void) {
    this.#context = context;
    this.#onBatch = onBatch;
  }

  submit(accountId: AccountId, command: Command): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const giveUpAt = command.kind === 'call' ? command.answerBy : this.#context.clock() + patienceWithoutCallerMs;
      const pending = { command, giveUpAt, resolve, reject };
      const lane = this.#lanes.get(accountId);
      if (lane) {
        lane.push(pending);
      } else {
        this.#lanes.set(accountId, [pending]);
        this.#running += 1;
        // Whatever else this turn of the event loop brings joins the first batch.
        setImmediate(() => void this.#drain(accountId));
      }
    });
  }

  /** Resolves when nothing is queued or being written. */
  async settled(): Promise<void> {
    while (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #drain(accountId: AccountId): Promise<void> {
    for (;;) {
      const lane = this.#lanes.get(accountId) ?? [];
      const batch = lane.splice(0, mostCommandsPerBatch);
      if (batch.length === 0) break;
      await this.#write({ ...this.#context, accountId }, batch);
    }
    this.#lanes.delete(accountId);
    this.#running -= 1;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #write(context: BatchContext, batch: Pending[]): Promise<void> {
    let pending = batch;
    for (let attempt = 1; pending.length > 0; attempt++) {
      try {
        const decided = await runBatch(
          context,
          pending.map(({ command }) => command),
        );
        this.#onBatch(pending.length);
        pending.forEach((one, index) => {
          const result = decided[index];
          if (result && 'decision' in result) one.resolve(result);
          else one.reject(result?.error);
        });
        return;
      } catch (error) {
        if (!isPassing(error)) return this.#writeOneByOne(context, pending, error);
        pending = giveUpOnTheLate(pending, context.clock(), error);
        await new Promise((resolve) => setTimeout(resolve, Math.min(20 * attempt, 200)));
      }
    }
  }

  /** Something in the batch is more than the database will take. Whoever brought it is told; the others go on. */
  async #writeOneByOne(context: BatchContext, batch: Pending[], error: unknown): Promise<void> {
    if (batch.length === 1) {
      batch[0]?.reject(error);
      return;
    }
    for (const one of batch) await this.#write(context, [one]);
  }
}

function giveUpOnTheLate(pending: Pending[], now: Instant, error: unknown): Pending[] {
  const late = pending.filter((one) => one.giveUpAt <= now);
  for (const one of late) one.reject(new LedgerUnavailable('the database did not answer in time', { cause: error }));
  return pending.filter((one) => one.giveUpAt > now);
}

/** SQLSTATEs after which the same batch, loaded anew, may well succeed. */
const passingStates = new Set([
  '40001',
  '40P01',
  '55P03', // lock not available in time
  '57014', // statement timed out
  '57P01', // the server is shutting down, crashed, or starting up
  '57P02',
  '57P03',
  '53300', // too many connections
  '25P02',
  '25P03',
]);

/** Two hubs did the same at the same moment; whoever was later finds it there when it loads again. */
const raceConstraints = new Set(['orders_pkey', 'orders_by_marketplace_order_id']);

function isPassing(error: unknown): boolean {
  if (isBug(error)) return false;
  const { code, constraint } = error as { code?: string; constraint?: string };
  // Without a SQLSTATE it is the connection that failed, not the statement.
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return true;
  if (code === '23505') return raceConstraints.has(constraint ?? '');
  return passingStates.has(code) || code.startsWith('08');
}

function isBug(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
