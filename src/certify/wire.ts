// The one place where a marketplace's question becomes an HTTP request, and where the answer is read. The rules speak
// the published contract's words; a wire is one variant of it. Written from the contract alone.

export type Question =
  | { ask: 'hold'; globalId: string; remoteId: string; quantity: number; unitPrice?: Money }
  | { ask: 'look'; globalId: string }
  | { ask: 'release'; globalId: string }
  | { ask: 'invoice'; globalId: string; orderId: string; total?: Money; buyer?: Readonly<Record<string, unknown>> };
export type Ask = Question['ask'];

type Money = { amount: number; currency: string };

export type WireRequest = {
  method: string;
  path: string;
  /** By the marketplace's own field names. */
  body: Readonly<Record<string, unknown>> | null;
};

/** What an answer says, by the published names. Nothing is known of the values: the rules judge them. */
export type Body = Readonly<Record<string, unknown>>;

/** Every problem that the contract documents, with its status. */
export const documentedStatuses = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  listing_unknown: 404,
  hold_unknown: 404,
  not_available: 409,
  global_id_reused: 409,
  hold_released: 409,
  hold_expired: 409,
  already_invoiced: 409,
  order_id_reused: 409,
  too_large: 413,
  unsupported_media_type: 415,
  split_not_allowed: 422,
  rate_limited: 429,
  pos_unreachable: 503,
} as const satisfies Record<string, number>;
export type ProblemCode = keyof typeof documentedStatuses;

/** One way in which a request may carry the key. */
export type KeyCarrier = { name: string; header: string; value: (key: string) => string };

/** `means`: as what the hold may stand by this answer; one status in the contract's own words, perhaps several in others. */
export type Said = { body: Body | null; means: readonly string[] };

export type Wire = {
  /** The marketplace whose variant this is. */
  slug: string;
  /** Speaks the contract's words, whatever it calls them. Others say less, and are judged by what they say. */
  isExact: boolean;
  newId: () => string;
  /** Every way that carries the key; the first is the usual one. */
  keyCarriers: readonly [KeyCarrier, ...KeyCarrier[]];
  /** Sent with every request. */
  headers: Readonly<Record<string, string>>;
  requestFor(question: Question): WireRequest;
  /** The answer by its published names; no body when it is no JSON object. */
  read(question: Question, status: number, text: string): Promise<Said>;
  /** What the marketplace calls a field. */
  nameOf(field: string): string;
  statusOf(code: ProblemCode): number;
  isRefusal(code: ProblemCode, status: number, said: Said): boolean;
  /** Rules that this variant excuses, and why. */
  excuses: Readonly<Record<string, string>>;
};
