// What an answer of Tixstock means. A 2xx that can be read is what it says. It has no codes for a no: by its class of status a
// 4xx is one, and why is found out by reading again. 401 and 429 were not acted on; all else says nothing certain.
import Type, { type Static, type TSchema } from 'typebox';
import type { Outcome } from '../../core/outcome.ts';
import type { WireAnswer } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';

/** `no`: it will not. `isGone`: because there is no such thing, as it says in words of its own (INFERRED). */
export type Said<Answer> =
  | { kind: 'done'; answer: Answer }
  | { kind: 'no'; why: 'not_allowed' | 'bad_request'; isGone: boolean; detail: string }
  | { kind: 'not_sent' | 'unsure'; detail: string };

export const Id = Type.String({ minLength: 1, maxLength: 128 });

/** Documented for the answers of webhooks' receivers, and taken to be Tixstock's own way too (INFERRED). */
const Words = Type.Union([
  Type.Object({ message: Type.String({ minLength: 1 }) }),
  Type.Object({
    errors: Type.Union([Type.Array(Type.Unknown(), { minItems: 1 }), Type.Object({}, { minProperties: 1 })]),
  }),
]);

/** `translate` returns null where the body cannot mean what it should. */
export function readAnswer<Schema extends TSchema, Answer>(
  answer: WireAnswer,
  schema: Schema,
  translate: (body: Static<Schema>) => Answer | null,
): Said<Answer> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, body } = answer;
  const done = status >= 200 && status < 300 && hasShape(schema, body) ? translate(body) : null;
  if (done !== null) return { kind: 'done', answer: done };
  if (status === 429) return { kind: 'not_sent', detail: 'Tixstock asks for fewer calls (429)' };
  if (status === 401) return { kind: 'not_sent', detail: 'Tixstock does not know our token (401)' };
  if (!isNo(status)) return { kind: 'unsure', detail: `Tixstock answered ${status}, which says nothing certain` };
  const words = hasShape(Words, body) ? wordsOf(body) : null;
  return {
    kind: 'no',
    why: status === 403 ? 'not_allowed' : 'bad_request',
    // A wrong address is not found either: then it is no word of Tixstock's.
    isGone: (status === 404 || status === 410) && words !== null,
    detail: `Tixstock answered ${status}${words === null ? '' : `: ${words}`}`,
  };
}

function isNo(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

function wordsOf(body: object): string {
  const { message, errors } = body as { message?: unknown; errors?: unknown };
  return (typeof message === 'string' ? message : JSON.stringify(errors)).slice(0, 300);
}

/** Its no in the words of the port, where nothing more is to be found out. */
export function inPlainWords<Answer>(said: Said<Answer>): Outcome<Answer> {
  return said.kind === 'no' ? { kind: 'refused', why: said.why, detail: said.detail } : said;
}
