// What no POS in its senses would answer: garbage, answers that are nearly right, our own words, and too much. The law: it
// is never believed, nothing is thrown, and no secret is written down.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RemotePos } from '../../src/pos/pos.ts';
import type { PosSandbox } from '../../src/sandbox/pos/pos-sandbox.ts';
import { type Asked, ask } from './pos-calls.ts';
import { type PosExample, requestsOf } from './pos-examples.ts';
import type { Heard, ScriptedAnswer, ScriptedPos } from './scripted-pos.ts';

/** An adapter before a server that answers as it is told, and the sandbox that knows how this POS says no. */
export type Strange = { scripted: ScriptedPos; adapter: RemotePos; secrets: string[]; sandbox: PosSandbox };

export function nonsenseLaws(examples: readonly PosExample[], strange: () => Strange): void {
  const done = examples.filter(({ outcome }) => outcome.kind === 'done');
  const statuses = fc.constantFrom(200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 410, 418, 422, 500, 502, 503, 504);
  const page = fc.constantFrom('', '<html>', '{"hold_id":', 'null', '[]', 'x'.repeat(100_000), '['.repeat(9_999));
  const body = fc.oneof(fc.jsonValue(), fc.object(), page, fc.constant(undefined));

  it('is never believed, and never throws', async () => {
    const { adapter, scripted, secrets, sandbox } = strange();
    const property = fc.asyncProperty(fc.constantFrom(...done), statuses, body, async (example, status, nonsense) => {
      scripted.answerWith(() => ({ status, body: nonsense }));
      const asked = await ask(adapter, example.call, requestsOf(example), { secrets });
      if (sandbox.saysNothing(status, readBack(nonsense))) assert.deepEqual(thingsFound(asked), []);
      else assert.ok(isDisbelieved(asked, status, sandbox), JSON.stringify(asked));
    });
    await fc.assert(property, { numRuns: 250 });
  });

  it('that is nearly right is not believed, or was not needed', async () => {
    const { adapter, scripted, secrets, sandbox } = strange();
    const wrong = fc.constantFrom<unknown>(undefined, null, '', 'soon', 'x'.repeat(500), 0, -1, 1.5, true, [], {});
    const property = fc.asyncProperty(fc.constantFrom(...done), fc.nat(), wrong, async (example, which, value) => {
      scripted.answerWith(spoiltScript(example, which, value));
      const asked = await ask(adapter, example.call, requestsOf(example), { secrets });
      assert.ok(asked.outcome.kind !== 'not_sent' || !hasWritten(asked), JSON.stringify(asked));
      // Told plainly that something is not there, an adapter believes it.
      if (asked.outcome.kind !== 'done' || value === null || sandbox.saysNothing(200, value)) return;
      assert.deepEqual(partsOf(asked.outcome.answer), partsOf((example.outcome as { answer?: unknown }).answer));
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('that repeats our own words to us tells no secret', async () => {
    const { adapter, scripted, secrets } = strange();
    for (const status of [200, 401, 500]) {
      scripted.answerWith(({ headers }) => ({
        status,
        body: { code: 'not_allowed', detail: JSON.stringify(headers) },
      }));
      for (const example of done) await ask(adapter, example.call, requestsOf(example), { secrets });
    }
  });

  it('longer than anybody can want is not waited for', async () => {
    const { adapter, scripted, secrets } = strange();
    scripted.answerWith(() => ({ status: 200, body: { hold_id: 'x'.repeat(3_000_000) } }));
    for (const example of done) {
      const asked = await ask(adapter, example.call, requestsOf(example), { secrets });
      assert.ok(isDisbelieved(asked, 200, strange().sandbox), JSON.stringify(asked.outcome));
    }
  });
}

/** Whether it was taken for no answer: nothing is known now, or nothing was asked for yet. */
function isDisbelieved(asked: Asked, status: number, { saysNoBy, neverActsOn }: PosSandbox): boolean {
  const { kind } = asked.outcome;
  if (kind === 'not_sent') return !hasWritten(asked) || neverActsOn.includes(status);
  return kind === 'unsure' || (kind === 'refused' && saysNoBy.includes(status));
}

/** Whether anything but looks went over the wire. */
function hasWritten({ exchanges }: Asked): boolean {
  return exchanges.some(({ request }) => !request.line.startsWith('GET '));
}

/** What an answer says that there is. */
function thingsFound({ outcome }: Asked): unknown[] {
  if (outcome.kind !== 'done') return [];
  return Object.values(outcome.answer as object).filter(
    (thing) => thing !== null && thing !== false && thing !== 'unknown',
  );
}

/** A page or a body as it is read at the other end. */
function readBack(body: unknown): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : JSON.stringify(body));
  } catch {
    return body;
  }
}

/** Answers as in the example, whatever the order, with one of the answers spoilt. */
function spoiltScript({ exchanges }: PosExample, which: number, value: unknown) {
  const spoilt = which % exchanges.length;
  const answers = exchanges.map(({ ask: { method, path }, answer }, index) => {
    const body = index === spoilt && answer ? spoil(answer.body, which, value) : answer?.body;
    return { method, path, answer: answer && { ...answer, body } };
  });
  return ({ method, path }: Heard): ScriptedAnswer | null =>
    answers.find((one) => one.method === method && one.path === path)?.answer ?? null;
}

/** Which parts an answer has, such as a hold and no sale. */
function partsOf(answer: unknown): unknown {
  return Object.entries(answer as object).map(([name, value]) => [name, typeof value === 'object' && value !== null]);
}

/** The body with one of its fields, however deep, made something else. */
function spoil(body: unknown, which: number, value: unknown): unknown {
  if (typeof body !== 'object' || body === null) return value;
  const copy = structuredClone(body) as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const walk = (within: Record<string, unknown>): void => {
    for (const [name, inner] of Object.entries(within)) {
      places.push([within, name]);
      if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(copy);
  const [within, name] = places[which % places.length] ?? [copy, 'nothing'];
  within[name] = value;
  return copy;
}
