// What went wrong while a request was read or answered, as the problem that its caller is told.
import type { FastifyError } from 'fastify';
import { LedgerUnavailable } from '../engine/engine.ts';
import { MalformedBody } from './json-body.ts';
import { type FieldError, type ProblemCode, type ProblemDetails, RequestProblem } from './problems.ts';

/** A problem names at most this many fields: one body could be wrong in thousands of places. */
const mostFieldErrors = 20;

/** `fields`: what the caller calls a field that we call otherwise. */
export function problemOf(
  error: FastifyError,
  fields: Readonly<Record<string, string>>,
): { code: ProblemCode; details?: ProblemDetails } {
  if (error instanceof RequestProblem) {
    const { code, errors, detail } = error;
    return { code, details: { ...(errors ? { errors } : {}), ...(detail ? { detail } : {}) } };
  }
  if (error instanceof LedgerUnavailable) return { code: 'hub_unavailable' };
  if (error instanceof MalformedBody) return { code: 'malformed', details: { detail: error.message } };
  if (error.validation) return { code: 'malformed', details: { errors: fieldErrors(error, fields) } };
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'too_large' };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'unsupported_media_type' };
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { code: 'malformed', details: { detail: 'The body is not as long as Content-Length says.' } };
    default:
      return error.statusCode === 400 ? { code: 'malformed' } : { code: 'internal' };
  }
}

/** Fields are named as the caller calls them. */
function fieldErrors(error: FastifyError, theirs: Readonly<Record<string, string>>): FieldError[] {
  return (error.validation ?? []).slice(0, mostFieldErrors).map(({ instancePath, keyword, params, message }) => {
    const named = keyword === 'required' ? params.missingProperty : params.additionalProperty;
    const path = [...instancePath.split('/'), named].filter((name) => typeof name === 'string' && name !== '');
    const [first, ...rest] = path as string[];
    if (first === undefined) return { field: String(error.validationContext ?? 'body'), message: message ?? notValid };
    const field = [Object.hasOwn(theirs, first) ? theirs[first] : first, ...rest]
      .join('.')
      .slice(0, 200)
      .toWellFormed();
    if (keyword === 'required') return { field, message: 'is missing' };
    if (keyword === 'additionalProperties') return { field, message: 'is not known here' };
    return { field, message: message ?? notValid };
  });
}

const notValid = 'is not valid';
