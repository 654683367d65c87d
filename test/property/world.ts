// A world for histories: an in-memory ledger that only `decide` changes, hubs that serve callers and put questions as
// the engine does, a worker, and POS systems over a bad network. Every law is checked after every step.
import type { Call, Command, CommandOf, Decision, PosNature, Question, Terms } from '../../src/core/command.ts';
import { decide } from '../../src/core/decide.ts';
import type { Listing } from '../../src/core/listing.ts';
import type { AccountId, ConnectionId, Order, OrderId } from '../../src/core/order.ts';
import { asksOnly } from '../../src/core/sale.ts';
import { house } from '../../src/pos/house/house.ts';
import { checkBook, checkLateInvoice, checkOwners, checkRest, LawBroken, Story } from './laws.ts';
import { PosBook } from './pos-book.ts';
import { PosNetwork } from './pos-network.ts';
import { Timeline } from './timeline.ts';

/** What a control breaks on purpose, to show that a law can fail. Nothing of it in an honest history. */
export type Sabotage = {
  decide?: typeof decide;
  question?: (question: Question) => Question;
};

export type WorldSettings = { seed: number; hubs: 1 | 2; answerWithinMs: number };

const accountId = 'account' as AccountId;
const found = { findsHolds: true, holdsLapseAfterMs: null } as const;
const ledger: PosNature = { settle: house.settle, repeatsAreSafe: true, lateEffectMs: 0, ...found };
const natures = {
  /** Recognises our reference, like the REST bridge. */
  careful: { repeatsAreSafe: true, lateEffectMs: 30_000, ...found },
  /** Does what it is asked as often as it is asked. */
  forgetful: { repeatsAreSafe: false, lateEffectMs: 8_000, ...found },
  /** Keeps no reference of ours, picks the places itself, and lets go of every hold after a fixed time. */
  blind: { repeatsAreSafe: false, lateEffectMs: 8_000, findsHolds: false, holdsLapseAfterMs: 40_000 },
} as const;

type Shelved = [remoteId: string, pos: string, seats: readonly (string | null)[], split: Listing['split']];
const shelf: readonly Shelved[] = [
  ['house-row', 'house', ['1', '2', '3', '4'], { rule: 'any' }],
  ['careful-row', 'careful', ['1', '2', '3', '4'], { rule: 'never_leave_one' }],
  ['careful-floor', 'careful', [null, null, null], { rule: 'any' }],
  ['forgetful-row', 'forgetful', ['7', '8', '9'], { rule: 'any' }],
  ['blind-floor', 'blind', [null, null, null, null], { rule: 'any' }],
];
export const remoteIds: readonly string[] = [...shelf.map(([remoteId]) => remoteId), 'no-such-listing'];

const price = { amount: 18_500, currency: 'USD' };
const noExchange = { direction: 'in', request: { line: 'a call' } } as const;
const exchange = () => noExchange;

type Caller = { hub: number; life: number; command: CommandOf<'call'>; isAnswered: boolean };

export class World {
  readonly time: Timeline;
  readonly orders = new Map<string, Order>();
  readonly #listings = new Map<string, Listing>();
  readonly #networks = new Map<string, PosNetwork>();
  readonly #numbers = new Map<string, OrderId>();
  readonly #story = new Story();
  readonly #callers = new Map<OrderId, Caller[]>();
  readonly #lives = [0, 0];
  readonly #settings: WorldSettings;
  readonly #sabotage: Sabotage;

  constructor(settings: WorldSettings, sabotage: Sabotage = {}) {
    this.#settings = settings;
    this.#sabotage = sabotage;
    this.time = new Timeline(settings.seed);
    for (const [remoteId, pos, seats, split] of shelf) {
      const owners = seats.map(() => null);
      this.#listings.set(remoteId, { remoteId, pos, section: '101', row: 'A', split, price, seats, owners });
    }
    for (const [name, nature] of Object.entries(natures)) {
      const { repeatsAreSafe: recognisesReferences, findsHolds, holdsLapseAfterMs } = nature;
      const places = findsHolds ? Infinity : 4;
      const book = new PosBook({ recognisesReferences, findsHolds, holdsLapseAfterMs, places });
      const network = new PosNetwork(book, nature, this.time, () => this.#checkBooks(name));
      this.#networks.set(name, network);
    }
  }

  call(connection: number, call: Call): void {
    const terms: Terms = {
      connectionId: `connection-${connection}` as ConnectionId,
      marketplace: 'gametime',
      flow: 'order_integration',
      binding: true,
      holdLifetimeMs: 60_000,
    };
    const orderId = `${connection}/${call.globalId}` as OrderId;
    const answerBy = this.time.now + this.#settings.answerWithinMs;
    const hub = this.#anyHub();
    const command = { kind: 'call', orderId, terms, call, answerBy, waited: null, exchange } as const;
    this.#serve({ hub, life: this.#lives[hub] ?? 0, command, isAnswered: false });
  }

  /** A person has the tickets of a sale looked for once more. */
  retry(connection: number, globalId: string): void {
    const orderId = `${connection}/${globalId}` as OrderId;
    if (this.orders.has(orderId))
      this.#submit(this.#anyHub(), { kind: 'act', orderId, act: { do: 'retry', by: 'Ada' } });
  }

  /** One round of the worker. */
  work(): void {
    for (const { orderId, dueAt } of [...this.orders.values()]) {
      if (dueAt !== null && dueAt <= this.time.now) this.#submit(this.#anyHub(), { kind: 'due', orderId });
    }
  }

  /** A POS is out of reach for a while. */
  goAway(pos: 'careful' | 'forgetful' | 'blind', forMs: number, pledges: boolean): void {
    this.#networks.get(pos)?.goAway(forMs, pledges);
  }

  /** A hub dies, with its callers and its calls. */
  crash(): void {
    const hub = this.#anyHub();
    this.#lives[hub] = (this.#lives[hub] ?? 0) + 1;
    for (const network of this.#networks.values()) network.crash(hub);
  }

  /** Lets time pass until nothing is left to do, and compares the books. */
  rest(): void {
    for (let round = 0; ; round++) {
      this.time.isCalm = round > 12;
      const dueAt = [...this.orders.values()].reduce(
        (least, order) => Math.min(least, order.dueAt ?? Infinity),
        Infinity,
      );
      const next = Math.min(this.time.nextAt, dueAt);
      if (next === Infinity) break;
      if (round > 2_000) throw new LawBroken('comes-to-rest', `an order is due for ever: ${this.describe()}`);
      this.time.runUntil(Math.max(next, this.time.now));
      this.work();
    }
    for (const { book, nature } of this.#networks.values()) {
      book.expire(this.time.now + (nature.holdsLapseAfterMs ?? 0));
    }
    for (const order of this.orders.values()) {
      const pos = this.#listings.get(order.remoteId ?? '')?.pos ?? 'house';
      checkRest(order, this.#networks.get(pos)?.book ?? null);
    }
  }

  describe(): string {
    return [...this.orders.values()].map(({ orderId, state }) => `${orderId} is ${state}`).join(', ');
  }

  /** Answers a caller, or lets it wait until its order moves or its time is up. */
  #serve(caller: Caller): void {
    const { hub, life, command } = caller;
    if (caller.isAnswered || this.#lives[hub] !== life) return;
    const { reply, steps } = this.#submit(hub, command);
    if (reply !== null) {
      caller.isAnswered = true;
      this.#story.hear(command.orderId, command.call, reply);
      return;
    }
    const left = command.answerBy - this.time.now;
    if (left <= 0) throw new LawBroken('answered-in-time', `${command.call.kind} of ${command.orderId}`);
    if (command.waited === null) this.time.after(left, () => this.#serve(caller));
    caller.command = { ...command, waited: { moved: command.waited?.moved || steps.length > 0 } };
    const others = this.#callers.get(command.orderId) ?? [];
    this.#callers.set(command.orderId, [...others, caller]);
  }

  #submit(hub: number, command: Command): Decision {
    const { orderId } = command;
    const order = this.orders.get(orderId) ?? null;
    const asked = command.kind === 'call' && command.call.kind === 'hold' ? command.call.remoteId : null;
    const listing = this.#listings.get(order?.remoteId ?? asked ?? '') ?? null;
    const pos = listing?.pos ?? 'house';
    const connection = orderId.slice(0, 1);
    const situation = {
      accountId,
      now: this.time.now,
      order,
      listing,
      pos: this.#networks.get(pos)?.nature ?? ledger,
      marketplace: asksOnly,
      orderNumberIsTaken: (number: string) => this.#numbers.has(`${connection} ${number}`),
    };
    const decision = (this.#sabotage.decide ?? decide)(situation, command);
    this.#store(decision, listing, connection);
    if (order?.refusal === null && decision.order?.refusal === 'hold_expired' && decision.order.state === 'expired') {
      checkLateInvoice(decision.order, this.#listings.get(decision.order.remoteId ?? '') ?? null);
    }
    if (this.#settings.hubs === 1 && decision.order?.state === 'stuck') this.#checkAlarm(decision);
    this.#story.tell(orderId, decision);
    if (listing !== null) checkOwners(this.#listings.get(listing.remoteId) ?? listing, this.orders);
    if (decision.owners !== null) this.#checkBooks(pos);
    if (decision.steps.length > 0) this.#announce(orderId);
    this.#put(hub, pos, decision);
    return decision;
  }

  #store({ order, owners }: Decision, listing: Listing | null, connection: string): void {
    if (order === null) return;
    this.orders.set(order.orderId, order);
    if (owners !== null && listing !== null) this.#listings.set(listing.remoteId, { ...listing, owners });
    if (order.marketplaceOrderId === null) return;
    const number = `${connection} ${order.marketplaceOrderId}`;
    const holder = this.#numbers.get(number) ?? order.orderId;
    if (holder !== order.orderId) throw new LawBroken('one-order-per-number', `${number}: ${holder}, ${order.orderId}`);
    this.#numbers.set(number, holder);
  }

  #put(hub: number, pos: string, { order, question }: Decision): void {
    if (order === null || question === null) return;
    const { orderId } = order;
    const altered = this.#sabotage.question?.(question) ?? question;
    this.#networks.get(pos)?.put(hub, order, altered, (answered, result) => {
      this.#submit(hub, { kind: 'pos_answered', orderId, question: answered, result, exchanges: [] });
    });
  }

  /** With one hub the answers of a POS come in order: nothing contradicts itself, and a sale that it refuses is owed. */
  #checkAlarm({ order, steps }: Decision): void {
    throw new LawBroken('no-false-alarm', `${order?.orderId} is stuck: ${steps.at(-1)?.[0]}`);
  }

  #announce(orderId: OrderId): void {
    const callers = this.#callers.get(orderId);
    if (!callers) return;
    this.#callers.delete(orderId);
    for (const caller of callers) this.time.after(0, () => this.#serve(caller));
  }

  #checkBooks(pos: string): void {
    const book = this.#networks.get(pos)?.book;
    if (!book) return;
    book.expire(this.time.now);
    for (const listing of this.#listings.values()) if (listing.pos === pos) checkBook(book, listing);
  }

  #anyHub(): number {
    return this.#settings.hubs === 1 ? 0 : this.time.upTo(2);
  }
}
