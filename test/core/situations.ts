// Builders for tests of the core: a listing, a connection's terms, calls, and decisions made on them.
// Nothing stands in for our own code: every decision is the real one.
import { strictEqual } from 'node:assert/strict';
import type {
  Act,
  Alert,
  Call,
  CallOf,
  Command,
  Decision,
  PosNature,
  Question,
  Terms,
} from '../../src/core/command.ts';
import { decide } from '../../src/core/decide.ts';
import type { Listing } from '../../src/core/listing.ts';
import type { AccountId, ConnectionId, Instant, Order, OrderId, Refusal } from '../../src/core/order.ts';
import type { Outcome, PosHeld, PosInvoiced, PosOutcome, PosRefusal, PosReleased } from '../../src/core/outcome.ts';
import { asksOnly, type MarketplaceNature } from '../../src/core/sale.ts';
import { house } from '../../src/pos/house/house.ts';

const accountId = 'account-1' as AccountId;
export const begun: Instant = Date.UTC(2030, 0, 1);
export const answerWithinMs = 4_000;
export const lateEffectMs = 30_000;

export const terms: Terms = {
  connectionId: 'connection-1' as ConnectionId,
  marketplace: 'gametime',
  flow: 'order_integration',
  binding: true,
  holdLifetimeMs: 600_000,
};
/** Of a marketplace that sells, and tells of it. */
export const saleTerms: Terms = {
  connectionId: 'connection-1' as ConnectionId,
  marketplace: 'stubhub',
  flow: 'instant_notification',
  binding: false,
  holdLifetimeMs: 0,
};

export const networkPos: PosNature = { repeatsAreSafe: true, lateEffectMs, findsHolds: true, holdsLapseAfterMs: null };
export const ledgerPos: PosNature = { ...networkPos, settle: house.settle, lateEffectMs: 0 };
export const forgetfulPos: PosNature = { ...networkPos, repeatsAreSafe: false };
/** Finds no hold by our reference; every hold lapses after half an hour. */
export const blindPos: PosNature = { ...forgetfulPos, findsHolds: false, holdsLapseAfterMs: 1_800_000 };

export function listingOf(seats: readonly (string | null)[], fields: Partial<Listing> = {}): Listing {
  return {
    remoteId: 'listing-1',
    pos: 'house',
    section: '101',
    row: 'A',
    split: { rule: 'any' },
    price: { amount: 18_500, currency: 'USD' },
    seats,
    owners: seats.map(() => null),
    ...fields,
  };
}

export const holdCall = (fields: Partial<CallOf<'hold'>> = {}): Call => ({
  kind: 'hold',
  globalId: 'deal-1',
  remoteId: 'listing-1',
  quantity: 2,
  unitPrice: null,
  ...fields,
});
export const releaseCall: Call = { kind: 'release', globalId: 'deal-1' };
export const lookCall: Call = { kind: 'look', globalId: 'deal-1' };
export const invoiceCall = (marketplaceOrderId = 'sale-1'): Call => ({
  kind: 'invoice',
  globalId: 'deal-1',
  marketplaceOrderId,
  total: null,
  buyer: null,
});

/** What becomes of one order on one listing: keeps what each decision changed, so that a test reads as the story it tells. */
export class Story {
  now: Instant = begun;
  order: Order | null = null;
  listing: Listing | null;
  pos: PosNature;
  /** The last that was raised. */
  alert: Alert | null = null;
  readonly orderNumbers = new Set<string>();
  protected readonly orderId = 'order-1' as OrderId;
  readonly #marketplace: MarketplaceNature;

  constructor(marketplace: MarketplaceNature, pos: PosNature, listing: Listing | null) {
    this.#marketplace = marketplace;
    this.pos = pos;
    this.listing = listing;
  }

  due(): Decision {
    return this.decide({ kind: 'due', orderId: this.orderId });
  }

  act(act: Act): Decision {
    return this.decide({ kind: 'act', orderId: this.orderId, act });
  }

  posAnswered(question: Question | null, result: PosOutcome): Decision {
    if (question === null) throw new Error('nothing was asked of the POS');
    return this.decide({ kind: 'pos_answered', orderId: this.orderId, question, result, exchanges: [] });
  }

  later(ms: number): this {
    this.now += ms;
    return this;
  }

  get state(): string {
    return this.order?.state ?? 'unknown';
  }

  get owned(): number {
    return this.listing?.owners.filter((owner) => owner === this.orderId).length ?? 0;
  }

  protected decide(command: Command): Decision {
    const { now, order, listing, pos } = this;
    const orderNumberIsTaken = (number: string): boolean => this.orderNumbers.has(number);
    const decision = decide(
      { accountId, now, order, listing, pos, marketplace: this.#marketplace, orderNumberIsTaken },
      command,
    );
    this.order = decision.order;
    this.alert = decision.alert ?? this.alert;
    if (listing !== null && decision.owners !== null) this.listing = { ...listing, owners: decision.owners };
    return decision;
  }
}

/** One deal, with a marketplace that asks first. */
export class Deal extends Story {
  constructor(pos: PosNature = networkPos, listing: Listing | null = listingOf(['1', '2', '3', '4'])) {
    super(asksOnly, pos, listing);
  }

  call(call: Call, waited: { moved: boolean } | null = null, agreed: Terms = terms): Decision {
    const exchange = () => ({ direction: 'in' as const, request: { line: `${call.kind} ${call.globalId}` } });
    const answerBy = this.now + answerWithinMs;
    return this.decide({ kind: 'call', orderId: this.orderId, terms: agreed, call, answerBy, waited, exchange });
  }

  answered(question: Question | null, result: PosOutcome): Decision {
    return this.posAnswered(question, result);
  }

  /** The sweep has found that nobody is going to ask for it again. */
  foundStandingStill(): Decision {
    const asOf = this.order?.entries ?? 0;
    return this.decide({ kind: 'reconciled', orderId: this.orderId, asOf, goesOn: 'ask_again', exchanges: [] });
  }

  /** A hold that the POS agreed to. */
  held(): this {
    this.answered(this.call(holdCall()).question, holdDone());
    strictEqual(this.state, 'held');
    return this;
  }
}

type Ending = 'not_sent' | 'unsure' | { refused: PosRefusal };

function ended<Answer>(ending: Ending): Outcome<Answer> {
  if (typeof ending === 'string') return { kind: ending, detail: 'as the test says' };
  return { kind: 'refused', why: ending.refused, detail: 'as the test says' };
}

export const holdDone = (answer: Partial<PosHeld> = {}): PosOutcome => ({
  ask: 'hold',
  outcome: { kind: 'done', answer: { posHoldId: 'pos-hold-1', expiresAt: null, ...answer } },
});
export const holdEnded = (ending: Ending): PosOutcome => ({ ask: 'hold', outcome: ended<PosHeld>(ending) });
export const released = (found: boolean): PosOutcome => ({
  ask: 'release',
  outcome: { kind: 'done', answer: { found } },
});
export const releaseEnded = (ending: Ending): PosOutcome => ({ ask: 'release', outcome: ended<PosReleased>(ending) });
export const invoiceDone: PosOutcome = {
  ask: 'invoice',
  outcome: { kind: 'done', answer: { invoiceId: 'invoice-1' } },
};
export const invoiceEnded = (ending: Ending): PosOutcome => ({ ask: 'invoice', outcome: ended<PosInvoiced>(ending) });

/** What the caller was told, in one word: the refusal, or how it was agreed to. Null: it has to wait. */
export function told({ reply }: Decision): Refusal | 'created' | 'repeated' | 'accepted' | 'shown' | null {
  if (reply === null) return null;
  return reply.said === 'refused' ? reply.why : reply.said;
}
