// The code table of the published contract, written down once more by hand, and what every problem must look like.
import assert from 'node:assert/strict';
import type { Answer } from '../support/hub.ts';

export const statusOfCode = {
  malformed: 400,
  unauthenticated: 401,
  not_signed_in: 401,
  forbidden: 403,
  listing_unknown: 404,
  hold_unknown: 404,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  not_available: 409,
  global_id_reused: 409,
  hold_released: 409,
  hold_expired: 409,
  already_invoiced: 409,
  order_id_reused: 409,
  price_too_low: 409,
  too_large: 413,
  unsupported_media_type: 415,
  split_not_allowed: 422,
  rate_limited: 429,
  internal: 500,
  hub_unavailable: 503,
  pos_unreachable: 503,
} as const satisfies Record<string, number>;
export type Code = keyof typeof statusOfCode;

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: { field: string; message: string }[];
};

/** Fails unless the answer is a whole problem; returns it. */
export function wholeProblem({
  status,
  headers,
  body,
}: Pick<Answer<unknown>, 'status' | 'body'> & { headers: Headers }): Problem {
  assert.equal(headers.get('content-type'), 'application/problem+json', `status ${status}: ${JSON.stringify(body)}`);
  const problem = body as Problem;
  const { errors, ...rest } = problem;
  assert.deepEqual(Object.keys(rest).sort(), ['code', 'detail', 'request_id', 'status', 'title', 'type']);
  assert.match(problem.request_id, uuid);
  assert.equal(headers.get('x-request-id'), problem.request_id);
  assert.equal(problem.type, `urn:holdfast:problem:${problem.code}`);
  assert.equal(problem.status, status);
  assert.ok(problem.title.length > 0 && problem.detail.length > 0, 'it speaks to people');
  for (const error of errors ?? []) assert.deepEqual(Object.keys(error).sort(), ['field', 'message']);
  return problem;
}

/** Fails unless the answer is this problem, with the status that the contract gives it. */
export function assertProblem(answer: Answer<unknown>, code: Code, status: number = statusOfCode[code]): Problem {
  const problem = wholeProblem(answer);
  assert.equal(problem.code, code, problem.detail);
  assert.equal(answer.status, status);
  return problem;
}
