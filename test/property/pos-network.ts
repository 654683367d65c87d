// The way to a simulated POS and back: requests lost, late, refused; answers lost, late and doubled; hubs that die.
// Questions are put as the engine puts them: one after another per order and hub, looked up first where the question
// says so, and cut when their time is up.
import type { PosNature, Question } from '../../src/core/command.ts';
import type { Instant, Order } from '../../src/core/order.ts';
import type { Outcome, PosOutcome } from '../../src/core/outcome.ts';
import type { PosTickets } from '../../src/pos/pos.ts';
import type { PosBook } from './pos-book.ts';
import type { Timeline } from './timeline.ts';

const longestCallMs = 6_000;
/** For how long a host is left alone at a time. */
const breakMs = 5_000;
const timeToReplyMs = 150;
/** How long the engine tries to have a POS's answer stored. */
const storingPatienceMs = 30_000;

type Deliver = (question: Question, result: PosOutcome) => void;
type Call = { order: Order; question: Question; deliver: Deliver; cutAt: Instant; isAlive: () => boolean };

export class PosNetwork {
  readonly book: PosBook;
  readonly #nature: PosNature;
  #isBackAt: Instant = 0;
  #pledges = false;
  readonly #time: Timeline;
  readonly #afterEffect: () => void;
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #crashes = new Map<number, number>();

  constructor(book: PosBook, nature: PosNature, time: Timeline, afterEffect: () => void) {
    this.book = book;
    this.#nature = nature;
    this.#time = time;
    this.#afterEffect = afterEffect;
  }

  /** For a while nothing reaches the POS, and every hub knows. `pledges`: the account holds in the ledger meanwhile. */
  goAway(forMs: number, pledges: boolean): void {
    this.#isBackAt = this.#time.now + forMs;
    this.#pledges = pledges;
  }

  get nature(): PosNature {
    if (!this.#isAway) return this.#nature;
    const until = Math.min(this.#time.now + breakMs, this.#isBackAt);
    return { ...this.#nature, away: { until, pledges: this.#pledges } };
  }

  get #isAway(): boolean {
    return this.#time.now < this.#isBackAt;
  }

  /** The hub dies: nothing that it asked is answered any more, and what it had still to ask is never asked. */
  crash(hub: number): void {
    this.#crashes.set(hub, this.#crashesOf(hub) + 1);
    for (const lane of [...this.#waiting.keys()]) if (lane.startsWith(`${hub}/`)) this.#waiting.delete(lane);
  }

  put(hub: number, order: Order, question: Question, deliver: Deliver): void {
    const lane = `${hub}/${order.orderId}`;
    const life = this.#crashesOf(hub);
    const isAlive = (): boolean => this.#crashesOf(hub) === life;
    const start = (): void => this.#start({ order, question, deliver, cutAt: this.#cutAt(order), isAlive }, lane);
    const before = this.#waiting.get(lane);
    if (before) {
      before.push(start);
    } else {
      this.#waiting.set(lane, []);
      start();
    }
  }

  #crashesOf(hub: number): number {
    return this.#crashes.get(hub) ?? 0;
  }

  /** A call never outlives its lease: a question that had to wait for its turn too long is not put at all. */
  #cutAt({ state, answerBy, dueAt }: Order): Instant {
    const { now } = this.#time;
    const patience = state === 'holding' && answerBy !== null ? answerBy - timeToReplyMs : Infinity;
    return Math.min(now + longestCallMs, patience, dueAt ?? now);
  }

  #start(call: Call, lane: string): void {
    const finish = (result: PosOutcome): void => this.#deliver(call, result, () => this.#next(lane));
    const { ask, findFirst } = call.question;
    if (this.#time.now >= call.cutAt)
      finish({ ask, outcome: { kind: 'not_sent', detail: 'no time left' } } as PosOutcome);
    else if (this.#isAway) finish({ ask, outcome: { kind: 'not_sent', detail: 'left alone' } } as PosOutcome);
    else if (findFirst) this.#look(call, finish);
    else this.#request(call, finish);
  }

  #next(lane: string): void {
    const start = this.#waiting.get(lane)?.shift();
    if (start) start();
    else this.#waiting.delete(lane);
  }

  /** Has the answer stored: soon, or after the database was away for a while, or never, or twice. */
  #deliver({ deliver, question, isAlive }: Call, result: PosOutcome, next: () => void): void {
    const time = this.#time;
    const wait = time.chance(0.06) ? time.upTo(storingPatienceMs) : 0;
    const isLost = time.chance(0.03);
    const isDoubled = !isLost && time.chance(0.08);
    time.after(wait, () => {
      if (!isAlive()) return;
      if (!isLost) deliver(question, result);
      if (isDoubled) time.after(time.upTo(storingPatienceMs), () => isAlive() && deliver(question, result));
      next();
    });
  }

  #look(call: Call, finish: (result: PosOutcome) => void): void {
    const time = this.#time;
    const { ask, mayBePut } = call.question;
    const unknown = { ask, outcome: { kind: 'unsure', detail: 'not known yet' } } as PosOutcome;
    const isLost = time.chance(0.15);
    time.after(time.upTo(60), () => {
      if (!call.isAlive()) return;
      this.book.expire(time.now);
      const { hold, sale } = this.book.find(call.order.orderId);
      if (isLost) finish(unknown);
      else if (ask === 'hold' && hold !== null && hold !== 'unknown')
        finish({ ask, outcome: { kind: 'done', answer: hold } });
      else if (ask === 'invoice' && sale) finish({ ask, outcome: { kind: 'done', answer: sale } });
      else if (mayBePut && time.now < call.cutAt) this.#request(call, finish);
      else finish(unknown);
    });
  }

  /** One request, and what becomes of it on the way. */
  #request(call: Call, finish: (result: PosOutcome) => void): void {
    const time = this.#time;
    const { ask } = call.question;
    const left = call.cutAt - time.now;
    const end = (ms: number, outcome: Outcome<never>): void =>
      time.after(ms, () => call.isAlive() && finish({ ask, outcome } as PosOutcome));
    const luck = time.isCalm ? 1 : time.draw();
    if (luck < 0.07) {
      end(time.upTo(20), { kind: 'not_sent', detail: 'no connection' });
    } else if (luck < 0.14) {
      end(time.upTo(left), { kind: 'unsure', detail: 'lost on the way' });
    } else if (luck < 0.28) {
      const cut = time.upTo(left);
      time.after(cut + time.upTo(this.nature.lateEffectMs), () => void this.#takeEffect(call));
      end(cut, { kind: 'unsure', detail: 'cut; it may still take effect' });
    } else if (luck < 0.36) {
      end(time.upTo(60), { kind: 'refused', why: 'not_available', detail: 'the POS says no' });
    } else {
      this.#arrive(call, luck < 0.5 ? left : 40, finish);
    }
  }

  /** The request arrives and takes effect; its answer may still be cut off. */
  #arrive(call: Call, mostMs: number, finish: (result: PosOutcome) => void): void {
    const time = this.#time;
    const { ask } = call.question;
    const left = call.cutAt - time.now;
    const arrives = time.upTo(mostMs);
    const travels = time.upTo(mostMs);
    const isCut = arrives + travels >= left;
    time.after(arrives, () => {
      const result = this.#takeEffect(call);
      if (!isCut) time.after(travels, () => call.isAlive() && finish(result));
    });
    const timeOut = { ask, outcome: { kind: 'unsure', detail: 'time-out' } } as PosOutcome;
    if (isCut) time.after(left, () => call.isAlive() && finish(timeOut));
  }

  #takeEffect({ order, question: { ask } }: Call): PosOutcome {
    this.book.expire(this.#time.now);
    const result = this.#answer(ask, order);
    this.#afterEffect();
    return result;
  }

  #answer(ask: Question['ask'], order: Order): PosOutcome {
    switch (ask) {
      case 'hold':
        return { ask, outcome: this.book.hold(ticketsOf(order), order.expiresAt, this.#time.now) };
      case 'release':
        return { ask, outcome: this.book.release(order.orderId, order.posHoldId) };
      case 'invoice':
        return { ask, outcome: this.book.invoice(ticketsOf(order), order.posHoldId) };
      case 'void':
        throw new Error('no order-integration sale is voided');
    }
  }
}

function ticketsOf(order: Order): PosTickets {
  return {
    reference: order.orderId,
    remoteId: order.remoteId ?? '',
    quantity: order.quantity ?? 0,
    seats: order.seats ?? [],
    marketplace: order.marketplace,
  };
}
