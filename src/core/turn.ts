// One order's turn: events are applied to it by the table, and what each brings about (claims, stamps, leases) is kept
// for the caller to store. Lives only inside a decision; nothing here reads a clock or calls anyone.
// Invariants kept here: one-owner-per-ticket, claim-dropped-on-proof, intent-first.
import { refusalTold } from './answer.ts';
import type { Alert, Listing, PosNature, Question, Situation, Step } from './command.ts';
import type { Instant, Order } from './order.ts';
import type { Exchange } from './outcome.ts';
import { type PosSaid, whatThePosSaid } from './pos-event.ts';
import { mostAttempts, retryDelayMs } from './retry.ts';
import { nextState, type OrderEvent, type OrderState, ownership, posAsk } from './transitions.ts';

/** How long whoever asks the POS may take before another may take over. Longer than any POS call is allowed to last. */
export const leaseMs = 8_000;
/** A hold's call is cut when its caller must be answered, or this much later on a busy machine. */
const cutLateMs = 1_000;

export class Turn {
  order: Order | null;
  owners: (string | null)[] | null = null;
  readonly steps: Step[] = [];
  readonly exchanges: Exchange[] = [];
  alert: Alert | null = null;
  question: Question | null = null;
  readonly now: Instant;
  readonly #pos: PosNature;
  readonly #listing: Listing | null;
  #entered = false;

  constructor(situation: Situation) {
    this.now = situation.now;
    this.order = situation.order;
    this.#pos = situation.pos;
    this.#listing = situation.listing;
  }

  /** Begins an order that did not exist: `event` names what it begins with. */
  begin(order: Order, event: OrderEvent): void {
    const state = nextState('unknown', event);
    if (state === 'stay') throw new Error(`no order begins with ${event}`);
    this.order = { ...order, state };
    this.#arrive(event, state);
  }

  /** Applies an event; says whether the order moved. */
  apply(event: OrderEvent): boolean {
    const order = this.existing();
    const state = nextState(order.state, event);
    if (state === 'stay') return false;
    const refusal = order.refusal ?? (state === 'stuck' ? refusalTold(order) : null);
    this.order = { ...order, state, refusal };
    this.#arrive(event, state);
    return true;
  }

  existing(): Order {
    if (this.order === null) throw new Error('no order takes this turn');
    return this.order;
  }

  change(fields: Partial<Order>): void {
    this.order = { ...this.existing(), ...fields };
  }

  /** Writes the order's id into the slots. Invariant one-owner-per-ticket: a slot that has an owner is never overwritten. */
  claim(slots: readonly number[], orderId: string): void {
    const owners = this.#ownersToChange();
    for (const slot of slots) {
      if (owners[slot] !== null) throw new Error(`slot ${slot} has an owner already`);
      owners[slot] = orderId;
    }
  }

  /**
   * Lets everything happen that needs nobody outside: the ledger's own POS answers at once, a question that never
   * left needs no undoing, and an order-integration sale is confirmed by its invoice alone.
   */
  settle(): void {
    while (this.order !== null) {
      const order: Order = this.order;
      if (order.state === 'confirming' && order.flow === 'order_integration') {
        this.apply('marketplace_confirmed');
        continue;
      }
      const ask = posAsk(order.state);
      if (ask === null) return;
      if (this.#pos.settle) {
        this.take(whatThePosSaid(this.#pos.settle(ask, order)));
      } else if (ask !== 'release' || order.sentAt !== null || !this.apply('pos_not_reached')) {
        return;
      }
    }
  }

  /**
   * Applies what the POS said, with the ids that it gave. A refusal or another end of the hold counts only while the
   * hold is being asked for: afterwards the marketplace has its answer, and that stays.
   */
  take(said: PosSaid | null): void {
    if (said === null) return;
    const { refusal, expiresAt, ...ids } = said.fields;
    this.change(this.existing().state === 'holding' ? said.fields : ids);
    this.apply(said.event);
  }

  /** When the order was moved into a state that asks the POS, puts the question; a lease keeps others off meanwhile. */
  putQuestionIfEntered(): void {
    if (this.#entered) this.putQuestion();
  }

  putQuestion(): void {
    const order = this.order;
    const ask = order && posAsk(order.state);
    if (!order || !ask) return;
    if (order.attempts >= mostAttempts) {
      this.apply('attempts_exhausted');
      return;
    }
    const attempt = order.attempts + 1;
    const takesTickets = ask === 'hold' || ask === 'invoice';
    const mayHaveBeenPut = attempt > 1 && order.sentAt !== null && takesTickets;
    const isSettled = !this.lateEffectIsPossible();
    const mayBePut = !mayHaveBeenPut || this.#pos.repeatsAreSafe || isSettled;
    const isKnown = ask === 'release' ? order.posHoldId !== null : ask === 'void' && order.invoiceId !== null;
    const noIsProof = isSettled || (takesTickets ? !mayHaveBeenPut : isKnown);
    const sentAt = takesTickets && mayBePut ? this.now : order.sentAt;
    this.question = { ask, attempt, findFirst: mayHaveBeenPut, mayBePut, sentBefore: order.sentAt, sentAt, noIsProof };
    this.change({ attempts: attempt, dueAt: this.#leaseEnd(), sentAt });
  }

  /** A hold is asked for only while its caller can wait; then whoever comes first undoes it. */
  #leaseEnd(): Instant {
    const end = this.now + leaseMs;
    const { state, answerBy } = this.existing();
    return state === 'holding' && answerBy !== null ? Math.min(end, Math.max(answerBy, this.now)) : end;
  }

  /** Whether a question whose end nobody knows may still take effect in the POS. */
  lateEffectIsPossible(): boolean {
    return this.now < this.lateEffectEndsAt();
  }

  /** Counted from when the call was cut: at the end of its lease, or for a hold when its caller's patience ended. */
  lateEffectEndsAt(): Instant {
    const { sentAt, answerBy, state } = this.existing();
    if (sentAt === null) return 0;
    const ask = posAsk(state);
    const patience = (ask === 'hold' || ask === 'release') && answerBy !== null ? answerBy + cutLateMs : Infinity;
    return Math.min(Math.max(sentAt + cutLateMs, patience), sentAt + leaseMs) + this.#pos.lateEffectMs;
  }

  /** Puts the question again after a while; a caller that waits for a hold is not kept waiting past its time. */
  retryLater(earliest: Instant = 0): void {
    const order = this.existing();
    let due = Math.max(earliest, this.now + retryDelayMs(order.attempts, order.orderId));
    if (order.state === 'holding' && order.answerBy !== null) due = Math.min(due, Math.max(order.answerBy, this.now));
    this.change({ dueAt: due });
  }

  #arrive(event: OrderEvent, state: OrderState): void {
    this.steps.push([event, state]);
    if (ownership[state] === 'free') this.#dropClaim();
    this.#entered = posAsk(state) !== null;
    this.change({ attempts: 0, dueAt: null, ...this.#stamps(state) });
    if (state === 'stuck') this.alert = { kind: 'stuck', sentence: stuckSentence(this.existing(), event) };
  }

  #stamps(state: OrderState): Partial<Order> {
    const order = this.existing();
    if (state === 'held') {
      const heldAt = order.heldAt ?? this.now;
      return { heldAt, dueAt: order.expiresAt };
    }
    return state === 'confirmed' ? { confirmedAt: order.confirmedAt ?? this.now } : {};
  }

  /** Invariant claim-dropped-on-proof: only states that the table reaches by the POS's word (or before it was asked) are `free`. */
  #dropClaim(): void {
    const orderId = this.existing().orderId;
    if (!(this.owners ?? this.#listing?.owners)?.includes(orderId)) return;
    const owners = this.#ownersToChange();
    for (let slot = 0; slot < owners.length; slot++) if (owners[slot] === orderId) owners[slot] = null;
  }

  #ownersToChange(): (string | null)[] {
    if (this.#listing === null) throw new Error('a claim needs its listing');
    this.owners ??= [...this.#listing.owners];
    return this.owners;
  }
}

function stuckSentence(order: Order, event: OrderEvent): string {
  const why =
    event === 'attempts_exhausted'
      ? 'the POS could not be reached for too long'
      : `the POS says "${event.replaceAll('_', ' ').replace('pos ', '')}"`;
  return `Order ${order.globalId} of ${order.marketplace} is stuck: ${why}. Look at it in the POS and decide by hand.`;
}
