// The engine: every order is advanced here, whether a caller waits for it or its time has come, by one code path.
// Commands go through group commit; when a decision leaves a question for the POS, it is put after the commit.
// Invariants kept here: intent-first, no-call-in-transaction.
import type { Command, Reply } from '../core/command.ts';
import type { AccountId, Instant } from '../core/order.ts';
import type { Pool } from '../db/pool.ts';
import { Changes } from './changes.ts';
import { failpoint } from './failpoints.ts';
import { GroupCommit, type Ready } from './group-commit.ts';

export { LedgerUnavailable } from './group-commit.ts';
export { orderIdOf } from './order-id.ts';

import { PosCalls, putQuestion } from './pos-calls.ts';
import type { PosDirectory } from './pos-directory.ts';
import { Worker } from './worker.ts';

export type CallCommand = Extract<Command, { kind: 'call' }>;

export type EngineParts = {
  pool: Pool;
  directory: PosDirectory;
  clock: () => Instant;
  /** What must be heard of but concerns no caller: bugs, and a database that does not answer. */
  onTrouble: (trouble: unknown, during: string) => void;
  /** How many commands each batch held, for the metrics. */
  onBatch: (commands: number) => void;
};

export class Engine {
  readonly #parts: EngineParts;
  readonly #commits: GroupCommit;
  readonly #changes = new Changes();
  readonly #posCalls = new PosCalls();
  readonly #worker: Worker;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { pool, clock, directory } = parts;
    const natures: PosDirectory['natures'] = (accountId, slugs) => directory.natures(accountId, slugs);
    this.#commits = new GroupCommit({ pool, clock, natures }, parts.onBatch);
    this.#worker = new Worker({ pool, clock, advance: (due) => this.#advance(due), onTrouble: parts.onTrouble });
  }

  start(): void {
    this.#worker.start();
  }

  /** True while the worker makes its rounds. */
  get isWorking(): boolean {
    return this.#worker.isHealthy();
  }

  /**
   * Takes a marketplace's call and resolves with its reply, by `answerBy` at the latest. Whoever calls is an impatient
   * worker: it moves the order as far as it gets and waits for the rest.
   * @throws LedgerUnavailable when the database did not answer in time; what was stored is not known then.
   */
  async call(accountId: AccountId, command: CallCommand): Promise<Reply> {
    let waited = command.waited;
    for (;;) {
      const { decision } = await this.#submit(accountId, { ...command, waited });
      if (decision.reply !== null) {
        failpoint('reply_ready');
        return decision.reply;
      }
      waited = { moved: waited?.moved || decision.steps.length > 0 };
      await this.#changes.wait(command.orderId, command.answerBy - this.#parts.clock());
    }
  }

  /** Finishes what was begun: no new rounds, then every call to a POS, then every batch. */
  async stop(): Promise<void> {
    await this.#worker.stop();
    await this.#posCalls.settled();
    await this.#commits.settled();
  }

  async #submit(accountId: AccountId, command: Command): Promise<Ready> {
    const ready = await this.#commits.submit(accountId, command);
    if (ready.decision.steps.length > 0) this.#changes.announce(command.orderId);
    if (ready.decision.question !== null) this.#putLater(accountId, ready);
    return ready;
  }

  #putLater(accountId: AccountId, { decision, pos }: Ready): void {
    const { order, question } = decision;
    if (order === null || question === null) return;
    const put = async (): Promise<void> => {
      const remote = await this.#parts.directory.remote(accountId, pos);
      const { result, exchanges } = await putQuestion(remote, order, question, this.#parts.clock());
      const { orderId } = order;
      await this.#submit(accountId, { kind: 'pos_answered', orderId, question, result, exchanges });
    };
    // A failure here leaves the lease to run out; then the worker finds out what became of the question.
    this.#posCalls
      .inTurn(order.orderId, put)
      .catch((trouble) => this.#parts.onTrouble(trouble, `asking the POS to ${question.ask} ${order.orderId}`));
  }

  async #advance({ accountId, orderId }: { accountId: AccountId; orderId: Command['orderId'] }): Promise<void> {
    await this.#submit(accountId, { kind: 'due', orderId });
  }
}
