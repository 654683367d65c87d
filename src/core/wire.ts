// A conversation with somebody outside, as data: what is sent, what comes back, and how it is kept on record. Adapters of
// marketplaces and POS systems are stateless translations: they send through the transport that they are given.
import type { Instant } from './order.ts';
import type { Exchange, Outcome } from './outcome.ts';

/** An address that settings may name to send to: no credentials in it, for it is written down with every call. */
export const plainAddress = '^https?://[^\\s/?#@]+(/[^\\s?#@]*)?$';

/** One HTTP request. Headers may carry secrets: the transport never writes them down. */
export type WireRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** Another address than the usual one, such as where tokens are had. */
  base?: string;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, where the bytes count (they are signed) or are no JSON. `record`: what of it is written down. */
  content?: { type: string; text: string; record: unknown };
  /** The rate budget that this call counts against, where its endpoint has one of its own. */
  budget?: string;
  /** Where an answer that turns us away says in its body until when; null: it does not. A `Retry-After` is heard without it. */
  asksUsToWaitUntil?: (body: unknown) => Instant | null;
  /** Secrets that stand elsewhere than in a header, such as a key in the query: they are taken out of the record. */
  secrets?: readonly string[];
  /** What else whoever is asked may know and say back, such as a key that only signs: taken out of the record, and of nothing else. */
  unrecorded?: readonly string[];
};

/** What came back, or what is known when nothing did. */
export type WireAnswer =
  | {
      kind: 'answered';
      status: number;
      /** JSON where it is JSON, else the beginning of the text. */
      body: unknown;
      /** All of it as it came, secrets removed; the record has the body. */
      text: string;
      headers: Readonly<Record<string, string>>;
      exchange: Exchange;
    }
  | {
      kind: 'not_sent' | 'unsure';
      detail: string;
      exchange: Exchange;
      /** Nothing else is known than that its time was over. */
      isOutOfTime?: boolean;
    };

export type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireAnswer>;

/** How a call ended, and the wire it went over, secrets removed. */
export type Conversation<Answer, Why extends string> = { outcome: Outcome<Answer, Why>; exchanges: Exchange[] };
