// What can happen to an order, as commands, and what a decision about one brings forth.
import type { Listing } from './listing.ts';
import type { AccountId, ConnectionId, Flow, Instant, Money, Order, OrderId, Refusal } from './order.ts';
import type { Exchange, PosOutcome } from './outcome.ts';
import type { MarketplaceNature, MarketplaceOutcome, Sighting } from './sale.ts';
import type { Settlement } from './settle.ts';
import type { MarketplaceAsk, OrderEvent, OrderState, PosAsk } from './transitions.ts';

/** What was agreed with the marketplace on the connection that a call came in by. */
export type Terms = {
  connectionId: ConnectionId;
  marketplace: string;
  flow: Flow;
  binding: boolean;
  holdLifetimeMs: number;
  /** Whether a hold that offers less than the listing's price is refused. */
  judgesPrice?: boolean;
  /** Whether a hold may take tickets that are only set aside for a provisional sale: the account's choice. */
  takesFromNonBinding?: boolean;
  /** Whether the broker has paused the connection: then no new hold is agreed to. */
  isPaused?: boolean;
};

/** A marketplace's call, decoded. `look` asks only what became of the hold. */
export type Call =
  | {
      kind: 'hold';
      globalId: string;
      remoteId: string;
      quantity: number;
      unitPrice: Money | null;
      /** Whatever was offered, the listing's price will be paid. */
      takesAnyPrice?: boolean;
    }
  | { kind: 'release'; globalId: string }
  | {
      kind: 'invoice';
      globalId: string;
      marketplaceOrderId: string;
      total: Money | null;
      buyer: Readonly<Record<string, unknown>> | null;
    }
  | { kind: 'look'; globalId: string };

export type CallOf<Kind extends Call['kind']> = Extract<Call, { kind: Kind }>;

/** What the caller is told, before any marketplace's wording. */
export type Reply =
  /** `created`: this call did it. `repeated`: an earlier one had. `accepted`: it stands and will be finished. `shown`: as it is. */
  { said: 'created' | 'repeated' | 'accepted' | 'shown'; order: Order } | { said: 'refused'; why: Refusal };

export type Command =
  | {
      kind: 'call';
      orderId: OrderId;
      terms: Terms;
      call: Call;
      /** When the caller must have its answer, at the latest. */
      answerBy: Instant;
      /** Set when the caller waits and asks again: whether its first asking was what moved the order. */
      waited: { moved: boolean } | null;
      /** Writes the conversation down as it will be sent, secrets removed. */
      exchange: (reply: Reply | null) => Exchange;
    }
  /** The order's time has come: a lease ran out, a retry is due, or a hold has outlived its time. */
  | { kind: 'due'; orderId: OrderId }
  /** An outside call has ended. The question comes back with it, because the order may have moved on meanwhile. */
  | { kind: 'pos_answered'; orderId: OrderId; question: Question; result: PosOutcome; exchanges: Exchange[] }
  /** A sale was spoken of: in a notice, whose conversation is kept, or in a list, where it stands among many. */
  | { kind: 'sale_seen'; orderId: OrderId; terms: Terms; sighting: Sighting; exchange: Exchange | null }
  | {
      kind: 'marketplace_answered';
      orderId: OrderId;
      inquiry: Inquiry;
      result: MarketplaceOutcome;
      exchanges: Exchange[];
    }
  | { kind: 'act'; orderId: OrderId; act: Act }
  /**
   * The sweep has compared the order with its POS or marketplace. `asOf`: its `entries` then; `goesOn`: how it goes on, if it
   * has not moved since.
   */
  | {
      kind: 'reconciled';
      orderId: OrderId;
      asOf: number;
      goesOn: 'confirm_again' | 'look_again' | 'ask_again' | null;
      exchanges: Exchange[];
    };

export type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** What a person does about a sale. `by` says who. */
export type Act = { by: string } & (
  | { do: 'reject'; reason: string }
  /** Looks for its tickets once more. */
  | { do: 'retry' }
  /** Takes tickets of another listing for it. */
  | { do: 'fill'; remoteId: string }
  /** Lets go of tickets that are set aside. A binding hold only where the person said so, knowing that it may cost. */
  | { do: 'release'; evenIfBinding?: boolean }
  /**
   * Says what is true of an order that is stuck. `invoiceId`: under which the POS has sold its tickets, where that is not on
   * record already.
   */
  | { do: 'settle'; as: Settlement; invoiceId: string | null }
  /** Says that it was confirmed, rejected or cancelled at the marketplace, where no call could tell. */
  | { do: 'note_confirmed' | 'note_rejected' | 'note_cancelled' }
);

/** What the engine must know of the POS in which the listing stands. */
export type PosNature = {
  /** Present when the POS is the ledger itself: it answers within the decision, and so within the same transaction. */
  settle?: (ask: PosAsk, order: Order) => PosOutcome;
  /** Whether the POS recognises our reference, so that asking the same thing twice does it once. */
  repeatsAreSafe: boolean;
  /** How long after a call was cut it may still take effect, in milliseconds. */
  lateEffectMs: number;
  /** Whether a hold is found by our reference when its id never reached us. */
  findsHolds: boolean;
  /** How long every hold stands before the POS lets go of it by itself, in milliseconds. Null: as long as we name. */
  holdsLapseAfterMs: number | null;
  /**
   * Present while it is out of reach. `until`: nothing can be asked of it before, or no holds where it has asked for a pause of
   * these alone (`forHoldsOnly`). `pledges`: the ledger alone may hold meanwhile.
   */
  away?: { until: Instant; pledges: boolean; forHoldsOnly?: boolean };
};

/** All that a decision may look at. */
export type Situation = {
  accountId: AccountId;
  now: Instant;
  order: Order | null;
  listing: Listing | null;
  pos: PosNature;
  marketplace: MarketplaceNature;
  /** Whether another order of this connection carries that marketplace order number already. */
  orderNumberIsTaken: (marketplaceOrderId: string) => boolean;
  /** What people call the marketplace of a slug, in sentences. Absent: as it is. */
  nameOf?: (marketplace: string) => string;
};

/** A question to put to the marketplace once the decision is stored. */
export type Inquiry = {
  ask: MarketplaceAsk;
  attempt: number;
  /** Read the sale first: the question may have been put before, and nobody knows how it ended. */
  findFirst: boolean;
  /** The order's `entries` when this was asked: whatever the marketplace has said since calls for another look. */
  asOf: number;
};

/** A question to put to the POS once the decision is stored. */
export type Question = {
  ask: PosAsk;
  attempt: number;
  /** Look up our reference first: the question may have been put before, and nobody knows how it ended. */
  findFirst: boolean;
  /** False: only look; what was sent may still take effect, and the POS would do it twice. */
  mayBePut: boolean;
  /** The order's `sentAt` before this question, restored when it turns out that nothing was sent, and with it. */
  sentBefore: Instant | null;
  sentAt: Instant | null;
  /** Whether a no, or "nothing is there", would prove that nothing stands in the POS: not while an earlier call may still take effect. */
  noIsProof: boolean;
  /** Of a release, whether the word that a hold was let go of proves the same: not where it was put twice, and may still come to stand. */
  yesIsProof: boolean;
};

export type Step = readonly [OrderEvent, OrderState];

/** Something that a person should know of. One per order and kind. */
export type Alert = {
  kind:
    | 'stuck'
    | 'invoice_refused'
    | 'pledge_refused'
    | 'unfilled'
    | 'deadline_near'
    | 'confirm_by_hand'
    | 'reject_by_hand'
    | 'sale_unclear'
    | 'sale_unread'
    | 'sale_against_our_no'
    | 'sale_told_again'
    | 'sale_changed'
    | 'unanswered';
  sentence: string;
};

export type Decision = {
  /** The order as it is now; null when there still is none. */
  order: Order | null;
  /** The new owner of every slot of the listing, when a claim was made or dropped. */
  owners: readonly (string | null)[] | null;
  steps: Step[];
  exchanges: Exchange[];
  /** Null: the caller has to wait, or there is no caller. */
  reply: Reply | null;
  question: Question | null;
  inquiry: Inquiry | null;
  alert: Alert | null;
};
