// What a bridge's answer means. A status of 2xx with a body that we can read is `done`, a 4xx with a code from the closed
// list is `refused`, 401 and 429 were surely not acted on, and anything else is `unsure`.
import type { Static, TSchema } from 'typebox';
import type { Exchange, Outcome, PosRefusal } from '../../core/outcome.ts';
import type { Conversation, WireAnswer } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import { BridgeNotFound, BridgeRefusal } from './wire.ts';

/** The bridge says so with its own `not_found`, not with any 404. */
export function isNotFound(answer: WireAnswer): boolean {
  return answer.kind === 'answered' && answer.status === 404 && hasShape(BridgeNotFound, answer.body);
}

/** `translate` returns null where the body cannot mean what it should. */
export function readAnswer<Schema extends TSchema, Answer>(
  answer: WireAnswer,
  schema: Schema,
  translate: (body: Static<Schema>) => Answer | null,
): Conversation<Answer, PosRefusal> {
  const exchanges: Exchange[] = [answer.exchange];
  return { outcome: outcomeOf(answer, schema, translate), exchanges };
}

function outcomeOf<Schema extends TSchema, Answer>(
  answer: WireAnswer,
  schema: Schema,
  translate: (body: Static<Schema>) => Answer | null,
): Outcome<Answer> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, body } = answer;
  const done = status >= 200 && status < 300 && hasShape(schema, body) ? translate(body) : null;
  if (done !== null) return { kind: 'done', answer: done };
  if (status === 429) return { kind: 'not_sent', detail: 'the POS asks for fewer calls (429)' };
  if (status === 401) return { kind: 'not_sent', detail: 'the POS does not know our key (401)' };
  if (status >= 400 && status < 500 && hasShape(BridgeRefusal, body)) {
    return { kind: 'refused', why: body.code, detail: body.detail };
  }
  return { kind: 'unsure', detail: `the POS answered ${status}, which says nothing certain` };
}
