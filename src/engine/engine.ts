// The engine: every order is advanced here, whether a caller waits for it or its time has come, by one code path.
// Commands go through group commit; when a decision leaves a question for the POS, it is put after the commit.
// Invariants kept here: intent-first, no-call-in-transaction.
import type { Act, Command, CommandOf, Decision, Question, Reply, Terms } from '../core/command.ts';
import type { AccountId, ConnectionId, Instant, Order, OrderId } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import type { Sighting } from '../core/sale.ts';
import type { Pool } from '../db/pool.ts';
import type { Audience } from './batch.ts';
import { Changes } from './changes.ts';
import { ConnectionStanding } from './connection-standing.ts';
import { failpoint } from './failpoints.ts';
import { GroupCommit, type Ready } from './group-commit.ts';

export { LedgerUnavailable } from './group-commit.ts';
export { orderIdOf } from './order-id.ts';

import { makeRoom } from './making-room.ts';
import { putInquiry } from './marketplace-calls.ts';
import { type MarketplaceDirectory, termsOfSales } from './marketplace-directory.ts';
import { orderIdOf } from './order-id.ts';
import { OutsideCalls } from './outside-calls.ts';
import { Poller, type PollerParts } from './poller.ts';
import { putQuestion } from './pos-calls.ts';
import type { PosDirectory } from './pos-directory.ts';
import { type Tried, tryCall } from './trying.ts';
import { UnansweredWatch } from './unanswered-watch.ts';
import { UnconfirmedWatch } from './unconfirmed-watch.ts';
import type { Urgency } from './urgency.ts';
import { Worker } from './worker.ts';
import { type HoldCommand, mayTake } from './yielding.ts';

export type EngineParts = {
  /** For batches alone: what runs there must find its rows by primary key. */
  pool: Pool;
  lookUps: Pool;
  directory: PosDirectory;
  marketplaces: MarketplaceDirectory;
  clock: () => Instant;
  /** What must be heard of but concerns no caller: bugs, and a database that does not answer. */
  onTrouble: (trouble: unknown, during: string) => void;
  /** How many commands each batch held, for the metrics. */
  onBatch: (commands: number) => void;
  /** Who listens to what happens, if anybody can. */
  audience?: Audience | undefined;
};

export class Engine {
  readonly #parts: EngineParts;
  readonly #commits: GroupCommit;
  readonly #changes = new Changes();
  readonly #calls = new OutsideCalls();
  readonly #standing: ConnectionStanding;
  readonly #worker: Worker;
  readonly #poller: Poller;
  readonly #unconfirmed: UnconfirmedWatch;
  readonly #unanswered: UnansweredWatch;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { pool, clock, directory, onTrouble } = parts;
    const natures: PosDirectory['natures'] = (accountId, slugs) => directory.natures(accountId, slugs);
    const marketplaces: MarketplaceDirectory['natures'] = (accountId, ids) =>
      parts.marketplaces.natures(accountId, ids);
    const nameOf = (marketplace: string): string => parts.marketplaces.nameOf(marketplace);
    this.#commits = new GroupCommit(
      { pool, clock, natures, marketplaces, nameOf, audience: parts.audience },
      parts.onBatch,
    );
    this.#worker = new Worker({ pool, clock, advance: (due) => this.#advance(due), onTrouble });
    this.#unconfirmed = new UnconfirmedWatch({
      pool: parts.lookUps,
      directory: parts.marketplaces,
      clock,
      onTrouble,
    });
    this.#unanswered = new UnansweredWatch({
      ...{ pool: parts.lookUps, clock, onTrouble },
      names: { marketplace: nameOf, pos: (slug) => directory.nameOf(slug) },
    });
    this.#standing = new ConnectionStanding({
      pool: parts.lookUps,
      clock,
      nameOf,
      onTrouble,
      audience: parts.audience,
    });
    const heard: PollerParts['heard'] = (poll, outcome, isCurrent) =>
      this.#standing.heard(poll, outcome, { isCurrent });
    const see: PollerParts['see'] = (poll, sightings) => this.see(poll.accountId, termsOfSales(poll), sightings, null);
    this.#poller = new Poller({ pool: parts.lookUps, directory: parts.marketplaces, clock, see, heard, onTrouble });
  }

  start(): void {
    this.#worker.start();
    this.#poller.start();
    this.#unconfirmed.start();
    this.#unanswered.start();
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
  async call(accountId: AccountId, command: CommandOf<'call'>): Promise<Reply> {
    if (mayTake(command)) await this.#makeRoom(accountId, command);
    let waited = command.waited;
    for (;;) {
      const { decision } = await this.#submit(accountId, { ...command, waited });
      if (decision.reply !== null) {
        failpoint('reply_ready');
        return decision.reply;
      }
      waited = { moved: waited?.moved || decision.steps.length > 0 };
      const { orderId, answerBy } = command;
      const isOurs = this.#calls.isUnderWay(orderId);
      await this.#changes.wait(orderId, answerBy - this.#parts.clock(), { isOurs });
    }
  }

  #makeRoom(accountId: AccountId, command: HoldCommand): Promise<void> {
    const { lookUps, directory, clock } = this.#parts;
    const release = async (orderId: OrderId, act: Act): Promise<Order | null> =>
      (await this.act(accountId, orderId, act)).order;
    return makeRoom({ lookUps, directory, clock, changes: this.#changes, release }, accountId, command);
  }

  /**
   * Reads the beginning of a connection's list of sales and does nothing about it: a call that changes nothing. Null: nothing can be called,
   * for it has no list or no credentials. One that works ends the word that it refuses us.
   */
  async tryConnection(whose: {
    accountId: AccountId;
    connectionId: ConnectionId;
    marketplace: string;
  }): Promise<Tried | null> {
    const { marketplaces, clock } = this.#parts;
    const list = (await marketplaces.remoteNow(whose.accountId, whose.connectionId))?.list;
    if (!list) return null;
    const tried = await tryCall((signal) => list(null, clock(), signal));
    if (tried.came === 'works') await this.#standing.heard(whose, { kind: 'done', answer: null });
    return tried;
  }

  /** How calls to a connection's marketplace fare, in this process. Null: none was made yet. */
  callsOf(connectionId: ConnectionId): ReturnType<MarketplaceDirectory['callsOf']> {
    return this.#parts.marketplaces.callsOf(connectionId);
  }

  /** The same of an account's POS. */
  posCallsOf(accountId: AccountId, slug: string): ReturnType<PosDirectory['callsOf']> {
    return this.#parts.directory.callsOf(accountId, slug);
  }

  /** Takes word of sales, from a notice or a list, and resolves when all of it is stored. Nothing is done before that. */
  async see(
    accountId: AccountId,
    terms: Terms,
    sightings: readonly Sighting[],
    exchange: Exchange | null,
  ): Promise<void> {
    const submitted = sightings.map((sighting) => {
      const orderId = orderIdOf(terms.connectionId, sighting.saleId);
      return this.#submit(accountId, { kind: 'sale_seen', orderId, terms, sighting, exchange });
    });
    await Promise.all(submitted);
  }

  /** Does what a person decided about an order, if its state allows that. */
  async act(accountId: AccountId, orderId: OrderId, act: Act): Promise<Decision> {
    return (await this.#submit(accountId, { kind: 'act', orderId, act })).decision;
  }

  /** Takes what the sweep has made of an order. */
  async reconcile(accountId: AccountId, command: CommandOf<'reconciled'>): Promise<void> {
    await this.#submit(accountId, command);
  }

  /** Finishes what was begun: no new rounds, then every call to somebody outside, then every batch. */
  async stop(): Promise<void> {
    await Promise.all([this.#worker.stop(), this.#poller.stop(), this.#unconfirmed.stop(), this.#unanswered.stop()]);
    await this.#calls.settled();
    await this.#commits.settled();
  }

  async #submit(accountId: AccountId, command: Command): Promise<Ready> {
    const ready = await this.#commits.submit(accountId, command);
    const { order, steps } = ready.decision;
    if (order !== null && steps.length > 0) this.#changes.announce(order.orderId);
    if (order?.dueAt) this.#worker.expect(order.dueAt);
    if (ready.decision.question !== null) this.#putLater(accountId, ready);
    if (ready.decision.inquiry !== null) this.#inquireLater(accountId, ready.decision);
    return ready;
  }

  /** Whoever waits for what was answered asks again at once, and is answered out of the same batch. */
  async #submitAnswer(accountId: AccountId, command: Command): Promise<void> {
    const stored = this.#submit(accountId, command);
    this.#changes.announce(command.orderId);
    await stored;
  }

  #inquireLater(accountId: AccountId, { order, inquiry }: Decision): void {
    if (order === null || inquiry === null) return;
    const { orderId, connectionId, marketplace } = order;
    const inquire = async (): Promise<void> => {
      const remote = await this.#parts.marketplaces.remote(accountId, connectionId, 'owed');
      const { result, exchanges } = await putInquiry(remote, order, inquiry, this.#parts.clock());
      await this.#submitAnswer(accountId, { kind: 'marketplace_answered', orderId, inquiry, result, exchanges });
      const whose = { accountId, connectionId, marketplace };
      const isCurrent = (): Promise<boolean> => this.#parts.marketplaces.isCurrent(whose, remote, 'owed');
      await this.#standing.heard(whose, result.outcome, { canBeCalled: remote !== null, isCurrent });
    };
    this.#calls
      .inTurn(orderId, inquire)
      .catch((trouble) => this.#parts.onTrouble(trouble, `asking the marketplace to ${inquiry.ask} ${orderId}`))
      // However it ended: whoever waits for it looks for themselves from here on.
      .finally(() => this.#changes.announce(orderId));
  }

  #putLater(accountId: AccountId, { decision, pos }: Ready): void {
    const { order, question } = decision;
    if (order === null || question === null) return;
    const put = async (): Promise<void> => {
      const remote = await this.#parts.directory.remote(accountId, pos, urgencyOf(order, question));
      const { result, exchanges } = await putQuestion(remote, order, question, this.#parts.clock());
      const { orderId } = order;
      await this.#submitAnswer(accountId, { kind: 'pos_answered', orderId, question, result, exchanges });
    };
    // A failure here leaves the lease to run out; then the worker finds out what became of the question.
    this.#calls
      .inTurn(order.orderId, put)
      .catch((trouble) => this.#parts.onTrouble(trouble, `asking the POS to ${question.ask} ${order.orderId}`))
      .finally(() => this.#changes.announce(order.orderId));
  }

  async #advance({ accountId, orderId }: { accountId: AccountId; orderId: Command['orderId'] }): Promise<void> {
    await this.#submit(accountId, { kind: 'due', orderId });
  }
}

/** A marketplace waits for a hold until it is answered, and for the first answer to all else; the rest an order is owed. */
function urgencyOf({ state }: Order, { ask, attempt }: Question): Urgency {
  const isAwaited = ask === 'hold' ? state === 'holding' : attempt === 1;
  return isAwaited ? 'awaited' : 'owed';
}
