// The port for a marketplace that asks before it sells and does so on a wire of its own: which addresses it calls, what
// each call means, and how it is answered. Pure data and pure functions; who calls, when the answer is due and what is
// written down is the hub's to see to.
import type { Call, Reply } from '../core/command.ts';
import type { Listing } from '../core/listing.ts';
import type { Refusal } from '../core/order.ts';
import type { Address } from './address.ts';

export type WireRequest = {
  /** What stands for each name in the address, decoded. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  body: unknown;
};

/** `body` null: none at all. */
type WireAnswer = { status: number; body: object | null };

export type FieldFault = { field: string; message: string };
export type Malformed = { malformed: FieldFault[] };

type Agreed = Exclude<Reply, { said: 'refused' }>;

export type DealRoute = {
  address: Address;
  about: 'deal';
  /** `sale`: a look at the deal that was sold under this number. */
  read: (request: WireRequest) => { call: Call } | { sale: string } | Malformed;
  answer: (agreed: Agreed, call: Call, request: WireRequest) => WireAnswer;
  /** The statuses of refusals here, where they are not the published ones. */
  statuses: Readonly<Partial<Record<Refusal, number>>>;
};

export type ListingRoute = {
  address: Address;
  about: 'listing';
  read: (request: WireRequest) => { remoteId: string } | Malformed;
  /** Null: this account has no such listing. */
  answer: (listing: Listing | null) => WireAnswer;
};

export type WireRoute = DealRoute | ListingRoute;

/** Whatever is not a success, as the hub has it. */
export type WireProblem = {
  code: string;
  status: number;
  title: string;
  detail: string;
  /** The fields that are wrong, and how, where that is the problem. */
  errors?: readonly FieldFault[];
};

export type OwnWire<Settings> = {
  routes(settings: Settings): readonly WireRoute[];
  /** A problem in the marketplace's own form. */
  problem: (problem: WireProblem) => object;
};
