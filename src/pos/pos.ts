// The POS port. A POS is the broker's system of record: a hold counts only where it stands there.
// An adapter is a stateless translation; it sends through the transport it is given and keeps nothing.
// Contract of every call: `done` and `refused` only when the POS said so in words; `not_sent` only when surely nothing
// reached it; everything else is `unsure`. Our reference (the order id) goes with every hold and sale where a field exists.
import type { TSchema } from 'typebox';
import type { Fact } from '../core/evidence.ts';
import type { Instant, Money, Order, OrderId } from '../core/order.ts';
import type { PosHeld, PosInvoiced, PosOutcome, PosRefusal, PosReleased, PosVoided } from '../core/outcome.ts';
import type { PosAsk } from '../core/transitions.ts';
import type { Conversation, Send } from '../core/wire.ts';
import type { PosHint, PosHintRead, RemoteStock } from './stock.ts';

export type PosTickets = {
  reference: OrderId;
  remoteId: string;
  quantity: number;
  /** The seats that the ledger claimed; null labels are general-admission places. */
  seats: readonly (string | null)[];
  marketplace: string;
};

type PosHoldRequest = PosTickets & { expiresAt: Instant; unitPrice: Money | null };
type PosReleaseRequest = PosTickets & { posHoldId: string | null };
type PosVoidRequest = PosTickets & { posHoldId: string | null; invoiceId: string | null };
type PosInvoiceRequest = PosTickets & {
  /** Null when the hold has lapsed and its tickets are taken again. */
  posHoldId: string | null;
  marketplaceOrderId: string;
  /** When it is invoiced, for a POS that wants to know. */
  soldAt: Instant;
  /** Of one ticket, as the hold was asked for. */
  unitPrice: Money | null;
  total: Money | null;
  buyer: Readonly<Record<string, unknown>> | null;
};

/** What stands in the POS under our reference. Both null: nothing does. `unknown`: its holds cannot be looked up by it. */
export type PosFound = { hold: PosHeld | null | 'unknown'; sale: PosInvoiced | null };

type Told<Answer> = Conversation<Answer, PosRefusal>;

export type RemotePos = {
  hold(request: PosHoldRequest, signal: AbortSignal): Promise<Told<PosHeld>>;
  /**
   * Lets go of a hold, by its id or by our reference. Safe to repeat: nothing there is `done` with `found: false`, and so
   * is a hold without an id where holds cannot be looked up. The engine waits until such a hold must have lapsed.
   */
  release(request: PosReleaseRequest, signal: AbortSignal): Promise<Told<PosReleased>>;
  invoice(request: PosInvoiceRequest, signal: AbortSignal): Promise<Told<PosInvoiced>>;
  /** Undoes an invoice, and the hold with it: the tickets go back to the pool. Safe to repeat. */
  void(request: PosVoidRequest, signal: AbortSignal): Promise<Told<PosVoided>>;
  find(tickets: PosTickets, signal: AbortSignal): Promise<Told<PosFound>>;
  /** What it has on its shelf. Absent: it shows no stock, or the broker does not want it read. */
  stock?: RemoteStock;
  /**
   * Marketplaces whose orders the POS itself is set to confirm, by the names that it gives them: two would confirm.
   * Absent: it has no such switch, or does not show it.
   */
  confirmsFor?(signal: AbortSignal): Promise<Told<readonly string[]>>;
};

/** So many calls may begin in so many milliseconds, and no more. */
type RateBudget = { calls: number; perMs: number };

type PosCapabilities = {
  /** Whether the POS recognises our reference, so that the same question asked twice takes effect once. */
  repeatsAreSafe: Fact<boolean>;
  /** How long after a call was cut it may still take effect, in milliseconds. */
  lateEffectMs: Fact<number>;
  /** Whether holds are found by our reference. Where they are not, a hold whose id was lost stands until it lapses. */
  findsByReference: Fact<boolean>;
  /** Whether we may name the seats. Where the POS picks them, its stock names none, and nothing is said of them. */
  choosesSeats: Fact<boolean>;
  holdsExpire: Fact<'at_the_time_we_name' | 'after_a_fixed_time' | 'never'>;
  /** How long every hold stands, whatever time we name, in milliseconds. Only where it is a fixed time. */
  holdsLapseAfterMs?: Fact<number>;
  /** How its stock is followed: by what has changed, by reading all of it again, or not at all. */
  changeFeed: Fact<'delta' | 'poll' | 'none'>;
  /** How often its stock is read without a hint, in milliseconds. */
  pollEveryMs: Fact<number>;
  /** Of one account. Its setting, where it has one, is such a budget, or a number: calls per second. Unknown: one call per second. */
  rateBudget: Fact<RateBudget | 'none'>;
};

/** A POS inside the database: it answers within the decision, so its word and the ledger's are one commit. */
export type LedgerPos = {
  kind: 'ledger';
  slug: string;
  name: string;
  capabilities: PosCapabilities;
  settle: (ask: PosAsk, order: Order) => PosOutcome;
};

/** Something that a POS does, or may do, where no capability of the port has a place for it, and how we get along with it. */
export type Edge = { fact: Fact<string>; copes: string };

/** A POS over the network. */
export type NetworkPos = {
  kind: 'network';
  slug: string;
  name: string;
  capabilities: PosCapabilities;
  /** By what it is about, in plain words; for people who want to know what to ask the vendor. */
  edges?: Readonly<Record<string, Edge>>;
  /** What a broker must enter to connect it. Fields marked `secret` are encrypted at rest and never shown again. */
  settings: TSchema;
  /** Endpoints with a rate budget of their own, by the name that requests carry as `budget`; as `rateBudget` otherwise. */
  endpointBudgets?: Readonly<Record<string, Fact<RateBudget | 'none'>>>;
  /** Which of these a hold uses up: a pause that the POS asks for there puts it out of reach. Absent: a hold counts with the others. */
  holdBudget?: string;
  /** Where the transport sends to, from the settings. */
  address: (settings: unknown) => string;
  /** `clock`: by which the hub judges what has lapsed; the machine's own may be wrong. */
  open: (settings: unknown, send: Send, clock: () => Instant) => RemotePos;
  /** Present where it sends webhooks. Judges the sender in constant time, and fails closed. */
  readHint?: (hint: PosHint, settings: unknown) => PosHintRead;
  /** Present where the wire is ours, for others to implement: it as an OpenAPI document, of this version. */
  publishedWire?: (version: string) => object;
};

export type Pos = LedgerPos | NetworkPos;
