// What a marketplace asks a hub and what it makes of the answer, whichever words it uses on the wire. A wire turns a
// question into requests and the answers to them into one of ours.
import type { Standing } from './possible.ts';
import type { HubHold } from './published-contract.ts';

/** What the buyer is to pay for each ticket, in units of the currency, where the marketplace names a price. */
export type Offer = { unitPrice: number; overridePrice: boolean };

export type Question =
  | { ask: 'hold'; globalId: string; remoteId: string; quantity: number; offer: Offer | null }
  /** `orderId`: the number under which it was invoiced, if it was. `quantity`: how many the hold was of, where known. */
  | { ask: 'look'; globalId: string; quantity?: number; orderId: string | null }
  | { ask: 'release'; globalId: string }
  | { ask: 'invoice'; globalId: string; quantity?: number; orderId: string };
export type Ask = Question['ask'];

/** A hold as the hub told of it. What the wire does not say is left out; seats are null then. */
export type ToldHold = Omit<HubHold, 'seats' | 'remote_id' | 'quantity'> &
  Partial<Pick<HubHold, 'remote_id' | 'quantity'>> & { seats: HubHold['seats'] | null };

export type Answer =
  /**
   * `hold` on success, `code` on a problem; both null when the answer was neither, which the contract does not allow
   * unless the wire says what it `means`.
   * `movedTo`: the id by which the hub wants the deal to be called from now on.
   * `means`: how the deal may stand, where the wire's words are less exact than the contract's.
   */
  | {
      kind: 'answered';
      status: number;
      hold: ToldHold | null;
      code: string | null;
      movedTo?: string;
      means?: readonly Standing[];
    }
  /** No answer: our patience ended, we cut the line ourselves, or the connection failed. Whether it was done is not known. */
  | { kind: 'lost'; why: 'timed_out' | 'cut' | 'failed'; detail: string };

export type WireRequest = { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; body: object | null };

/** `body` is undefined when it was no JSON. */
export type Send = (request: WireRequest) => Promise<{ status: number; body: unknown }>;

export type MarketplaceWire = {
  keyHeader: (apiKey: string) => Record<string, string>;
  /** The request by which a call is made; for looking, the first of them. */
  requestFor: (question: Question) => WireRequest;
  /** What a problem says, in the contract's code for it where there is one; null: it is no problem that is known. */
  codeIn: (body: unknown) => string | null;
  /** Asks, with as many requests as it takes. What `send` throws is thrown. */
  ask: (question: Question, send: Send) => Promise<Answer>;
};
