// Every problem that an answer can name: its status, its title, and what the caller should make of it. RFC 9457.
import type { FastifyReply } from 'fastify';
import type { Refusal } from '../core/order.ts';

type Problem = { status: number; title: string; meaning: string };

const refusalProblems = {
  listing_unknown: {
    status: 404,
    title: 'No such listing',
    meaning: 'This account has no listing with that remote id. Do not sell it.',
  },
  hold_unknown: {
    status: 404,
    title: 'No such hold',
    meaning: 'No call with that global id was ever seen on this connection.',
  },
  not_available: {
    status: 409,
    title: 'Not available',
    meaning:
      'The tickets are sold, held by another, or fewer are left (side by side, where seats are numbered) than were asked for. There is no sale.',
  },
  global_id_reused: {
    status: 409,
    title: 'Global id used before',
    meaning: 'That global id came before with another remote id or quantity. Take a new one.',
  },
  hold_released: {
    status: 409,
    title: 'Hold released',
    meaning: 'The hold was let go, or its release came before it. There is no sale; hold again under a new global id.',
  },
  hold_expired: {
    status: 409,
    title: 'Hold expired',
    meaning: 'The hold outlived its time and its tickets are no longer free. There is no sale.',
  },
  already_invoiced: {
    status: 409,
    title: 'Already invoiced',
    meaning: 'The hold was turned into a sale and cannot be released any more.',
  },
  order_id_reused: {
    status: 409,
    title: 'Order id used before',
    meaning: 'The hold was invoiced under another order id, or another hold has this order id.',
  },
  split_not_allowed: {
    status: 422,
    title: 'Split not allowed',
    meaning: 'Tickets are there, but the listing may not be divided that way. Ask for another quantity.',
  },
  price_too_low: {
    status: 409,
    title: 'Price too low',
    meaning: 'The listing costs more than the buyer is to pay. There is no sale.',
  },
  pos_unreachable: {
    status: 503,
    title: 'POS unreachable',
    meaning:
      'The POS gave no answer in time: there is no sale under this global id, and whatever the POS did late is undone. Try again later under a new global id.',
  },
} as const satisfies Record<Refusal, Problem>;

const requestProblems = {
  malformed: {
    status: 400,
    title: 'Malformed request',
    meaning: 'Not JSON, wrong types, missing or unknown fields. `errors` names each field. Nothing was done.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not authenticated',
    meaning: 'No key, or a key that is wrong, revoked or expired. Nothing was done.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    meaning: 'Who calls is known, but may not make this call. Nothing was done.',
  },
  not_found: { status: 404, title: 'No such address', meaning: 'There is nothing at this address. See /docs.' },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The address exists, but not for this method; `Allow` names those that it takes.',
  },
  too_large: {
    status: 413,
    title: 'Body too large',
    meaning: 'The body has more than this call takes: 64 KiB, unless it says otherwise. Nothing was done.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Not JSON',
    meaning: 'The body must be `application/json`, unless the call says otherwise. Nothing was done.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many calls',
    meaning: 'More calls than one caller may make. Nothing was done; try again after `Retry-After` seconds.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    meaning:
      'A fault of ours, which is on record under the request id. Whether anything was done is not known: ask with GET.',
  },
  hub_unavailable: {
    status: 503,
    title: 'Hub unavailable',
    meaning:
      'The database did not answer in time, or the hub is stopping. Whether anything was done is not known: ask with GET, then send the same call again.',
  },
} as const satisfies Record<string, Problem>;

/** What only the broker's own calls are answered with. */
const brokerProblems = {
  not_signed_in: {
    status: 401,
    title: 'Not signed in',
    meaning: 'No session and no token, or one that is wrong, revoked or at its end. Nothing was done.',
  },
  conflict: {
    status: 409,
    title: 'Not as things stand',
    meaning: 'What was asked does not go together with what is there now; `detail` says why. Nothing was done.',
  },
} as const satisfies Record<string, Problem>;

/** What a marketplace's call can be answered with. */
export const callProblems = { ...refusalProblems, ...requestProblems };
export const problems = { ...callProblems, ...brokerProblems };
export type CallProblemCode = keyof typeof callProblems;
export type ProblemCode = keyof typeof problems;

/** After how many seconds a caller should try again, where the answer says so. */
const retryAfterSeconds: Partial<Record<ProblemCode, number>> = {
  pos_unreachable: 5,
  hub_unavailable: 1,
  rate_limited: 1,
};

/** Thrown where a request is to be answered with one of our problems. */
export class RequestProblem extends Error {
  readonly code: ProblemCode;
  /** The fields that are wrong, and how, where that is the problem. */
  readonly errors: readonly FieldError[] | null;
  /** What it means just here; null: what it always means. */
  readonly detail: string | null;

  /** `more`: the fields that are wrong, or a sentence for this case. */
  constructor(code: ProblemCode, more: readonly FieldError[] | string | null = null) {
    super(code);
    this.code = code;
    this.errors = typeof more === 'string' ? null : more;
    this.detail = typeof more === 'string' ? more : null;
  }
}

export type FieldError = { field: string; message: string };

export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  request_id: string;
  errors?: readonly FieldError[];
};

export type ProblemDetails = { status?: number; detail?: string; errors?: readonly FieldError[] };

export function problemBody(code: ProblemCode, requestId: string, details: ProblemDetails = {}): ProblemBody {
  const problem = problems[code];
  return {
    type: `urn:holdfast:problem:${code}`,
    title: problem.title,
    status: details.status ?? problem.status,
    detail: details.detail ?? problem.meaning,
    code,
    request_id: requestId,
    ...(details.errors ? { errors: details.errors } : {}),
  };
}

/** A problem in a marketplace's own words. */
export type ProblemForm = (problem: ProblemBody) => object;

export function sendProblem(reply: FastifyReply, body: ProblemBody, form: ProblemForm | null = null): FastifyReply {
  const seconds = retryAfterSeconds[body.code];
  if (seconds !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', seconds);
  if (body.status === 401) reply.header('www-authenticate', 'Bearer realm="holdfast"');
  if (form !== null) return reply.code(body.status).send(form(body));
  // Bytes, not text: to text the framework would add a charset, which this media type does not have.
  return reply
    .code(body.status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(body)));
}
