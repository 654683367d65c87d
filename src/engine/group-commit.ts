// Group commit: commands that arrive while an account's batch is being written form its next batch. A second batch goes
// beside it where that pays: when many wait, or when the first is held up. An order is in one of them at most.
// Batches of one listing, and other hubs, are kept apart by row locks.
import type { Command } from '../core/command.ts';
import type { AccountId, Instant, OrderId } from '../core/order.ts';
import { type BatchContext, type Decided, runBatch } from './batch.ts';
import { KnownOrders } from './known-orders.ts';
import { Unreadable } from './unreadable.ts';

/** More would make the batches smaller and the work no faster: docs/decisions/0008-one-batch-two-when-many-wait.md. */
const batchesAtOnce = 2;
/** When so many wait, a second batch is worth its price; fewer are sooner through in the next one. */
const commandsForSecondBatch = 16;
/** A batch that takes longer is taken for held up, by somebody's lock most likely: what comes after it does not wait for it. */
const heldUpAfterMs = 25;
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

/** One account's commands. */
type Lane = {
  waiting: Pending[];
  /** Orders in the batches that are being written: what else comes for them waits its turn. */
  busy: Set<OrderId>;
  running: number;
  /** How many of the running are held up. */
  heldUp: number;
  /** Whether it is about to be looked at. */
  isWoken: boolean;
};

export class GroupCommit {
  readonly #context: Omit<BatchContext, 'accountId'>;
  readonly #lanes = new Map<AccountId, Lane>();
  readonly #onBatch: (commands: number) => void;
  #idle: (() => void)[] = [];

  constructor(context: Omit<BatchContext, 'accountId' | 'known'>, onBatch: (commands: number) => void) {
    this.#context = { ...context, known: new KnownOrders() };
    this.#onBatch = onBatch;
  }

  submit(accountId: AccountId, command: Command): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const giveUpAt = command.kind === 'call' ? command.answerBy : this.#context.clock() + patienceWithoutCallerMs;
      this.#queue(accountId, { command, giveUpAt, resolve, reject });
    });
  }

  /** Resolves when nothing is queued or being written. */
  async settled(): Promise<void> {
    while (this.#lanes.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #queue(accountId: AccountId, pending: Pending): void {
    const lane = this.#laneOf(accountId);
    lane.waiting.push(pending);
    if (lane.isWoken || !hasPlace(lane)) return;
    lane.isWoken = true;
    // Whatever else this turn of the event loop brings joins the batch.
    setImmediate(() => this.#fill(accountId, lane));
  }

  #laneOf(accountId: AccountId): Lane {
    const known = this.#lanes.get(accountId);
    if (known) return known;
    const lane: Lane = { waiting: [], busy: new Set(), running: 0, heldUp: 0, isWoken: false };
    this.#lanes.set(accountId, lane);
    return lane;
  }

  /** Fills the account's free places with batches of whatever waits. */
  #fill(accountId: AccountId, lane: Lane): void {
    while (hasPlace(lane)) {
      const batch = takeBatch(lane);
      if (batch.length === 0) break;
      void this.#run(accountId, lane, batch);
    }
    lane.isWoken = false;
  }

  async #run(accountId: AccountId, lane: Lane, batch: Pending[]): Promise<void> {
    lane.running += 1;
    let isHeldUp = false;
    const patience = setTimeout(() => {
      isHeldUp = true;
      lane.heldUp += 1;
      this.#fill(accountId, lane);
    }, heldUpAfterMs);
    try {
      await this.#write({ ...this.#context, accountId }, batch);
    } finally {
      if (isHeldUp) lane.heldUp -= 1;
      else clearTimeout(patience);
      this.#finish(accountId, lane, batch);
    }
  }

  #finish(accountId: AccountId, lane: Lane, batch: readonly Pending[]): void {
    lane.running -= 1;
    for (const { command } of batch) lane.busy.delete(command.orderId);
    this.#fill(accountId, lane);
    if (lane.running > 0) return;
    this.#lanes.delete(accountId);
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #write(context: BatchContext, batch: Pending[]): Promise<void> {
    let pending = giveUpLateHolds(batch, context.clock());
    for (let attempt = 1; pending.length > 0; attempt++) {
      try {
        const decided = await runBatch(
          context,
          pending.map(({ command }) => command),
        );
        this.#onBatch(pending.length);
        pending.forEach((one, index) => {
          const result = decided[index];
          if (result === undefined) one.reject(new RangeError('a command was left out of its batch'));
          else if ('decision' in result) one.resolve(result);
          else if ('error' in result) one.reject(result.error);
          else this.#queue(context.accountId, { ...one, command: { ...one.command, orderId: result.knownAs } });
        });
        return;
      } catch (error) {
        if (!isPassing(error)) return this.#writeOneByOne(context, pending, error);
        pending = giveUpOnTheLate(pending, context.clock(), error);
        await new Promise((resolve) => setTimeout(resolve, Math.min(20 * attempt, 200)));
      }
    }
  }

  /** Something in the batch is more than the database will take, or cannot be read. Whoever brought it is told; the others go on. */
  async #writeOneByOne(context: BatchContext, batch: Pending[], error: unknown): Promise<void> {
    if (batch.length === 1) {
      batch[0]?.reject(error);
      return;
    }
    for (const one of batch) await this.#write(context, [one]);
  }
}

/** Whether a batch of what waits may begin now. */
function hasPlace(lane: Lane): boolean {
  if (lane.running === batchesAtOnce) return false;
  return lane.running <= lane.heldUp || lane.waiting.length >= commandsForSecondBatch;
}

/** Takes what waits, in its order, but nothing of an order that is being written. */
function takeBatch(lane: Lane): Pending[] {
  const batch: Pending[] = [];
  const left: Pending[] = [];
  for (const one of lane.waiting) {
    const isFree = !lane.busy.has(one.command.orderId) && batch.length < mostCommandsPerBatch;
    (isFree ? batch : left).push(one);
  }
  lane.waiting = left;
  for (const { command } of batch) lane.busy.add(command.orderId);
  return batch;
}

function giveUpOnTheLate(pending: Pending[], now: Instant, error: unknown): Pending[] {
  return giveUp(pending, (one) => one.giveUpAt <= now, error);
}

/** Whoever asked for these was told that nothing is known, and would not hear of the tickets that they get. All else is done, late as it is. */
function giveUpLateHolds(pending: Pending[], now: Instant): Pending[] {
  const isFirstAsking = ({ command }: Pending): boolean =>
    command.kind === 'call' && command.call.kind === 'hold' && command.waited === null;
  return giveUp(pending, (one) => one.giveUpAt <= now && isFirstAsking(one));
}

/** Returns the others. */
function giveUp(pending: Pending[], isOver: (one: Pending) => boolean, cause?: unknown): Pending[] {
  const over = new Set(pending.filter(isOver));
  for (const one of over) one.reject(new LedgerUnavailable('the database did not answer in time', { cause }));
  return pending.filter((one) => !over.has(one));
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
  if (isBug(error) || error instanceof Unreadable) return false;
  const { severity, code = '', constraint } = error as { severity?: string; code?: string; constraint?: string };
  // Whatever the server says has a severity. Without one it is the connection that failed, not the statement; its code may look like
  // a SQLSTATE: EPIPE.
  if (severity === undefined) return true;
  if (code === '23505') return raceConstraints.has(constraint ?? '');
  return passingStates.has(code) || code.startsWith('08');
}

function isBug(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
