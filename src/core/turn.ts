// One order's turn: events are applied to it by the table, and what each brings about (claims, stamps, leases) is kept
// for the caller to store. Lives only inside a decision; nothing here reads a clock or calls anyone.
// Invariants kept here: one-owner-per-ticket, claim-dropped-on-proof, intent-first.
import { refusalTold } from './answer.ts';
import type { Alert, Inquiry, PosNature, Question, Situation, Step } from './command.ts';
import { mayEndUntold, restsUntil, soonest } from './deadline.ts';
import { leaseMs, questionTo } from './in-flight.ts';
import { awaitsConfirmation, inquiryDue, wordByHand } from './inquiry.ts';
import type { Listing } from './listing.ts';
import type { AccountId, Instant, Order } from './order.ts';
import type { Exchange } from './outcome.ts';
import { eventInThisDeal, type PosSaid, whatThePosSaid } from './pos-event.ts';
import { mostAttempts, retryDelayMs } from './retry.ts';
import type { MarketplaceNature } from './sale.ts';
import { stuckSentence } from './stuck-words.ts';
import {
  type MarketplaceAsk,
  marketplaceAsk,
  nextState,
  type OrderEvent,
  type OrderState,
  ownership,
  type PosAsk,
  posAsk,
} from './transitions.ts';

/** Its methods throw where the decision itself is wrong: no order to move, a slot that has an owner, an event that begins none. */
export class Turn {
  /** Null: there is none yet. */
  order: Order | null;
  /** The new owner of every slot of the listing; null while this turn has changed none. */
  owners: (string | null)[] | null = null;
  readonly steps: Step[] = [];
  readonly exchanges: Exchange[] = [];
  alert: Alert | null = null;
  question: Question | null = null;
  inquiry: Inquiry | null = null;
  readonly #situation: Situation;
  #entered = false;
  #posRefused: string | null = null;

  constructor(situation: Situation) {
    this.#situation = situation;
    this.order = situation.order;
  }

  get now(): Instant {
    return this.#situation.now;
  }

  get accountId(): AccountId {
    return this.#situation.accountId;
  }

  get pos(): PosNature {
    return this.#situation.pos;
  }

  get marketplace(): MarketplaceNature {
    return this.#situation.marketplace;
  }

  /** What people call the order's marketplace. */
  get marketplaceName(): string {
    const { marketplace } = this.existing();
    return this.#situation.nameOf?.(marketplace) ?? marketplace;
  }

  /** The listing as this turn leaves it: what it has written counts before what was read. */
  get listing(): Listing | null {
    const { listing } = this.#situation;
    return listing === null || this.owners === null ? listing : { ...listing, owners: this.owners };
  }

  orderNumberIsTaken(marketplaceOrderId: string): boolean {
    return this.#situation.orderNumberIsTaken(marketplaceOrderId);
  }

  /** The order, where there must be one. */
  existing(): Order {
    if (this.order === null) throw new Error('no order takes this turn');
    return this.order;
  }

  change(fields: Partial<Order>): void {
    this.order = { ...this.existing(), ...fields };
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
    // The POS has let go, by its own word: nothing of ours stands there when the tickets are asked for anew.
    const letGo = order.state === 'retaking' && state === 'invoicing' ? { posHoldId: null, sentAt: null } : {};
    this.order = { ...order, ...letGo, state, refusal };
    this.#arrive(event, state);
    return true;
  }

  #arrive(event: OrderEvent, state: OrderState): void {
    this.steps.push([event, state]);
    if (ownership[state] === 'free') this.#dropClaim();
    this.#entered = posAsk(state) !== null || marketplaceAsk(state) !== null;
    this.change({ attempts: 0, refusals: 0, ...this.#stamps(state) });
    this.change({ dueAt: this.#restsUntil() });
    const byHand = wordByHand(this.existing(), this.marketplace, this.marketplaceName);
    if (byHand !== null) this.alert = byHand;
    if (state === 'stuck') {
      const sentence = stuckSentence(this.existing(), this.marketplaceName, event, this.#posRefused);
      this.alert = { kind: 'stuck', sentence };
    }
  }

  #stamps(state: OrderState): Partial<Order> {
    const order = this.existing();
    if (state === 'held' || state === 'pledged') {
      return { heldAt: order.heldAt ?? this.now };
    }
    return state === 'confirmed' ? { confirmedAt: order.confirmedAt ?? this.now } : {};
  }

  /** Whether it has tickets now, counting what this turn has written. */
  get owns(): boolean {
    return (this.owners ?? this.#situation.listing?.owners ?? []).includes(this.existing().orderId);
  }

  /** Writes the order's id into the slots. Invariant one-owner-per-ticket: a slot that has an owner is never overwritten. */
  claim(slots: readonly number[], orderId: string): void {
    const owners = this.#ownersToChange();
    for (const slot of slots) {
      if (owners[slot] !== null) throw new Error(`slot ${slot} has an owner already`);
      owners[slot] = orderId;
    }
  }

  /** Invariant claim-dropped-on-proof: only states that the table reaches by the POS's word (or before it was asked) are `free`. */
  #dropClaim(): void {
    const { orderId } = this.existing();
    if (!this.owns) return;
    const owners = this.#ownersToChange();
    for (let slot = 0; slot < owners.length; slot++) if (owners[slot] === orderId) owners[slot] = null;
  }

  #ownersToChange(): (string | null)[] {
    const { listing } = this.#situation;
    if (listing === null) throw new Error('a claim needs its listing');
    this.owners ??= [...listing.owners];
    return this.owners;
  }

  /** Lets happen what needs nobody, and asks whoever is next. */
  proceed(): void {
    this.settle();
    this.putQuestionIfEntered();
  }

  /**
   * Lets everything happen that needs nobody outside: the ledger's own POS answers at once, a question that never
   * left needs no undoing, and an order-integration sale is confirmed by its invoice alone.
   */
  settle(): void {
    while (this.order !== null) {
      const order: Order = this.order;
      if (order.state === 'confirming' && !awaitsConfirmation(order, this.marketplace)) {
        this.apply('marketplace_confirmed');
        continue;
      }
      const ask = posAsk(order.state);
      if (ask === null) return;
      if (this.pos.settle) {
        this.take(whatThePosSaid(this.pos.settle(ask, order)));
      } else if ((ask !== 'release' && ask !== 'void') || order.sentAt !== null || !this.apply('pos_not_reached')) {
        return;
      }
    }
  }

  /**
   * Applies what the POS said, with the ids that it gave. A refusal or another end of the hold counts only while the
   * hold is being asked for: afterwards the marketplace has its answer, and that stays. `question`: what it was an answer to;
   * null where the POS is the ledger itself.
   */
  take(said: PosSaid | null, question: Question | null = null): void {
    if (said === null) return;
    const before = this.existing();
    const { refusal, expiresAt, ...ids } = said.fields;
    this.change(isAskedFor(before) ? said.fields : ids);
    if (said.event === 'pos_held') this.#learnOfHold(before, expiresAt ?? null);
    this.#posRefused = said.refused?.detail ?? null;
    this.apply(eventInThisDeal(this.existing(), said, question, this.now));
  }

  /** A hold ends when it was agreed to end, or when the POS lets go of it, whichever comes first. */
  #learnOfHold(before: Order, named: Instant | null): void {
    const { state, expiresAt, sentAt, dueAt } = before;
    const { holdsLapseAfterMs } = this.pos;
    const lapses = holdsLapseAfterMs === null ? null : (sentAt ?? this.now) + holdsLapseAfterMs;
    if (isAskedFor(before)) this.change({ expiresAt: soonest([expiresAt, named, lapses]) });
    // Whoever waits for an unknown hold to lapse can let go of it now.
    else if (dueAt !== null && posAsk(state) !== null) this.change({ dueAt: Math.min(dueAt, this.now + leaseMs) });
  }

  /** Why the POS has just said no, in its own words. */
  get posRefused(): string | null {
    return this.#posRefused;
  }

  /** Whether somebody outside owes this order an answer. */
  get asks(): boolean {
    const { order } = this;
    return order !== null && (posAsk(order.state) !== null || inquiryDue(order, this.marketplace) !== null);
  }

  /** When the order was moved into a state that asks somebody, puts the question; a lease keeps others off meanwhile. */
  putQuestionIfEntered(): void {
    if (this.#entered) this.putQuestion();
  }

  putQuestion(): void {
    const { order } = this;
    if (order === null) return;
    const ofPos = posAsk(order.state);
    const ofMarketplace = inquiryDue(order, this.marketplace);
    if (ofPos === null && ofMarketplace === null) return;
    // While it is out of reach its question waits, and no attempt is used up.
    if (ofPos !== null && this.#awayUntil(ofPos) > this.now) {
      this.retryLater();
      return;
    }
    if (order.attempts >= mostAttempts) this.#giveUp();
    else if (ofPos !== null) this.#askPos(order, ofPos);
    else if (ofMarketplace !== null) this.#askMarketplace(order, ofMarketplace);
  }

  #askPos(order: Order, ask: PosAsk): void {
    this.question = questionTo(this.pos, order, ask, this.now);
    const { attempt, sentAt } = this.question;
    this.change({ attempts: attempt, dueAt: this.#leaseEnd(), sentAt });
  }

  #askMarketplace(order: Order, ask: MarketplaceAsk): void {
    const attempt = order.attempts + 1;
    this.inquiry = { ask, attempt, findFirst: ask !== 'read' && attempt > 1, asOf: order.entries };
    this.change({ attempts: attempt, dueAt: this.now + leaseMs });
  }

  /** A hold is asked for only while its caller can wait; then whoever comes first undoes it. */
  #leaseEnd(): Instant {
    const end = this.now + leaseMs;
    const { state, answerBy } = this.existing();
    return state === 'holding' && answerBy !== null ? Math.min(end, Math.max(answerBy, this.now)) : end;
  }

  /** Until when this cannot be asked of the POS; 0: it can. */
  #awayUntil(ask: PosAsk): Instant {
    const { away } = this.pos;
    return away === undefined || (away.forHoldsOnly && ask !== 'hold') ? 0 : away.until;
  }

  #giveUp(): void {
    if (!this.apply('attempts_exhausted')) this.change({ unread: false, attempts: 0, dueAt: this.#restsUntil() });
  }

  /**
   * Puts the question again after a while, not before `earliest`; Infinity counts as no such time. A caller that waits for a hold
   * is not kept waiting past its time.
   */
  retryLater(earliest: Instant = 0): void {
    const order = this.existing();
    const soon = this.now + retryDelayMs(order.attempts, order.orderId);
    let due = Number.isFinite(earliest) ? Math.max(earliest, soon) : soon;
    const ask = posAsk(order.state);
    if (ask !== null) due = Math.max(due, this.#awayUntil(ask));
    if (order.state === 'holding' && order.answerBy !== null) due = Math.min(due, Math.max(order.answerBy, this.now));
    if (order.state === 'pledged' && order.expiresAt !== null) due = Math.min(due, Math.max(order.expiresAt, this.now));
    this.change({ dueAt: due });
  }

  /** Lets the order rest in its state: nothing is asked of anyone until something happens to it, or its hold ends. */
  rest(): void {
    this.change({ attempts: 0, refusals: 0, dueAt: this.#restsUntil() });
  }

  #restsUntil(): Instant | null {
    return restsUntil(this.existing(), this.marketplace, this.now);
  }

  /** A sale that rests is read again when its time has come. */
  lookAgainIfDue(): void {
    const { unread, attempts, dueAt } = this.existing();
    const isDue = dueAt !== null && dueAt <= this.now && attempts === 0;
    if (isDue && !unread && mayEndUntold(this.existing(), this.marketplace)) this.change({ unread: true });
  }
}

/** Whether the POS's word about its hold is still what the order waits for. */
function isAskedFor({ state }: Order): boolean {
  return state === 'holding' || state === 'pledged';
}
