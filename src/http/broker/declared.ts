// How a route of the broker API is declared: who is admitted, what it takes, what it answers. From this come the check of
// who may call, the validation, and the OpenAPI document.
import Type, { type TSchema } from 'typebox';
import { problemResponses } from '../order-integration-documentation.ts';
import type { ProblemCode } from '../problems.ts';
import type { Admission } from './admission.ts';

export type Declaration = {
  permission: Admission['permission'];
  /** `people`: no token opens it. Left out, both may. */
  by?: Admission['by'];
  /** As the reference page groups it, such as `Orders`. */
  tag: string;
  operationId: string;
  summary: string;
  description: string;
  params?: TSchema;
  querystring?: TSchema;
  /** With `examples`. */
  body?: TSchema;
  /** What the body is, where it is not JSON. */
  takes?: string;
  /** By status: see `answer` and `noContent`. */
  answers: Readonly<Record<number, object>>;
  /** What else it can be refused with, beside what any route can. */
  problems?: readonly ProblemCode[];
};

const ofAnyRoute: readonly ProblemCode[] = ['malformed', 'rate_limited', 'internal', 'hub_unavailable'];
const ofKnownCallers: readonly ProblemCode[] = ['not_signed_in', 'forbidden'];
const ofBodies: readonly ProblemCode[] = ['too_large', 'unsupported_media_type'];

/** The options of the route, for `server.get(path, declared({ ... }), handler)`. */
export function declared(declaration: Declaration): { schema: object; config: { admission: Admission } } {
  const { permission, by = 'people_and_tokens', tag, answers, problems = [], takes, ...described } = declaration;
  const codes = [
    ...ofAnyRoute,
    ...(permission === 'anyone' ? [] : ofKnownCallers),
    ...('body' in described ? ofBodies : []),
    ...problems,
  ];
  return {
    schema: {
      ...described,
      tags: [tag],
      ...(takes ? { consumes: [takes] } : {}),
      description: `${described.description}\n\n${admissionInWords({ permission, by })}`,
      security: securityOf({ permission, by }),
      // For programs that read the document: who is admitted, in a word.
      'x-admission': { permission, by },
      response: { ...answers, ...problemResponses([...new Set(codes)]) },
    },
    config: { admission: { permission, by } },
  };
}

/** A success: what it means, the shape of its body, and examples by name. */
export function answer(meaning: string, schema: TSchema, examples: Readonly<Record<string, unknown>>): object {
  const named = Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
  return {
    description: meaning,
    headers: requestIdHeader,
    content: { 'application/json': { schema, examples: named } },
  };
}

/** A success that is text, such as `text/csv`. */
export function text(meaning: string, type: string, example: string): object {
  const headers = { ...requestIdHeader };
  return {
    description: meaning,
    headers,
    content: { [type]: { schema: Type.String(), examples: { text: { value: example } } } },
  };
}

/** A success that has nothing to say: 204. */
export function noContent(meaning: string): object {
  return { ...Type.Null(), description: meaning, headers: requestIdHeader };
}

const requestIdHeader = { 'X-Request-Id': { type: 'string', description: 'Names this call in our records.' } };

function admissionInWords({ permission, by }: Admission): string {
  if (permission === 'anyone') return 'For anyone, signed in or not.';
  const who = by === 'people' ? 'people who are signed in; no token opens it' : 'people and tokens';
  return permission === 'signed_in' ? `For ${who}.` : `For ${who}, with the permission \`${permission}\`.`;
}

function securityOf({ permission, by }: Admission): Record<string, string[]>[] {
  if (permission === 'anyone') return [];
  return by === 'people' ? [{ session: [] }] : [{ session: [] }, { token: [] }];
}
