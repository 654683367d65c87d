// A POS's examples: what we ask of it, what it answers and what that means, kept beside its adapter as data. Each is
// played over real HTTP: the requests must go out as written, and the answers must be understood as written.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Errors } from 'typebox/value';
import type { RemotePos } from '../../src/pos/pos.ts';
import type { PosCallKind } from '../../src/sandbox/pos/faults.ts';
import { differences } from './likeness.ts';
import { ask, callKinds, type Requests } from './pos-calls.ts';
import type { ScriptedPos } from './scripted-pos.ts';

const Call = Type.Union(callKinds.map((kind) => Type.Literal(kind)));

const PosExample = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    call: Call,
    /** The question, as the port puts it; times in words. */
    with: Type.Record(Type.String(), Type.Unknown()),
    /** What passes over the wire, in order. */
    exchanges: Type.Array(
      Type.Object(
        {
          ask: Type.Object(
            { method: Type.String(), path: Type.String(), body: Type.Optional(Type.Unknown()) },
            { additionalProperties: false },
          ),
          /** Null: the line is cut. Text is a page. */
          answer: Type.Union([
            Type.Null(),
            Type.Object({ status: Type.Integer(), body: Type.Unknown() }, { additionalProperties: false }),
          ]),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
    outcome: Type.Object({ kind: Type.String() }),
  },
  { additionalProperties: false },
);
export type PosExample = Omit<Static<typeof PosExample>, 'call'> & { call: PosCallKind };

export function readPosExamples(slug: string): PosExample[] {
  const file = new URL(`../../src/pos/${slug}/examples.json`, import.meta.url);
  const content: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const [fault] = Errors(Type.Array(PosExample), content);
  assert.equal(fault, undefined, `${fault?.instancePath} ${fault?.message}`);
  return content as PosExample[];
}

/** Times in words become instants, as the port has them. */
function withInstants(content: unknown): unknown {
  return JSON.parse(JSON.stringify(content), (name, value) =>
    (name === 'expiresAt' || name === 'soldAt') && typeof value === 'string' ? Date.parse(value) : value,
  );
}

export function requestsOf({ call, with: request }: PosExample): Partial<Requests> {
  return { [call]: withInstants(request) };
}

export async function playPosExample(
  adapter: RemotePos,
  scripted: ScriptedPos,
  example: PosExample,
  secrets: readonly string[],
): Promise<void> {
  const answers = example.exchanges.map(({ answer }) => answer);
  scripted.answerWith(() => answers.shift() ?? null);
  const { outcome } = await ask(adapter, example.call, requestsOf(example), { secrets });
  const heard = scripted.heard().map(({ headers: _headers, ...asked }) => asked);
  assert.deepEqual(
    heard,
    example.exchanges.map((exchange) => ({ body: undefined, ...exchange.ask })),
  );
  const expected = withInstants(example.outcome);
  assert.deepEqual(differences(expected, outcome, 'the outcome'), []);
  if (outcome.kind === 'done') assert.deepEqual(outcome, expected, 'what is done is done as written, and no more');
}

/** What the examples owe: sentences. */
export function missingFromPosExamples(examples: readonly PosExample[]): string[] {
  const shows = (test: (example: PosExample) => boolean): boolean => examples.some(test);
  const whys = ['not_available', 'listing_unknown', 'split_not_allowed', 'not_allowed', 'bad_request'];
  return [
    ...callKinds.filter((kind) => !shows(({ call, outcome }) => call === kind && outcome.kind === 'done')),
    ...whys.filter((why) => !shows(({ outcome }) => (outcome as { why?: string }).why === why)),
    ...['unsure', 'not_sent'].filter((kind) => !shows(({ outcome }) => outcome.kind === kind)),
  ].map((missing) => `no example of ${missing}`);
}
