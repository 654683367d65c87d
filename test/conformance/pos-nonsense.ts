// What no POS in its senses would answer: garbage, answers that are nearly right, our own words, and too much. The law: it
// is never believed, nothing is thrown, and no secret is written down.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RemotePos } from '../../src/pos/pos.ts';
import { ask } from './pos-calls.ts';
import { type PosExample, requestsOf } from './pos-examples.ts';
import type { ScriptedPos } from './scripted-pos.ts';

/** An adapter before a server that answers as it is told. */
export type Strange = { scripted: ScriptedPos; adapter: RemotePos; secrets: string[] };

export function nonsenseLaws(examples: readonly PosExample[], strange: () => Strange): void {
  const done = examples.filter(({ outcome }) => outcome.kind === 'done');
  const statuses = fc.constantFrom(200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 410, 418, 422, 500, 502, 503, 504);
  const page = fc.constantFrom('', '<html>', '{"hold_id":', 'null', '[]', 'x'.repeat(1_000_000), '['.repeat(9_999));
  const body = fc.oneof(fc.jsonValue(), fc.object(), page, fc.constant(undefined));

  it('is never believed, and never throws', async () => {
    const { adapter, scripted, secrets } = strange();
    const property = fc.asyncProperty(fc.constantFrom(...done), statuses, body, async (example, status, nonsense) => {
      scripted.answerWith(() => ({ status, body: nonsense }));
      const { outcome } = await ask(adapter, example.call, requestsOf(example), { secrets });
      assert.equal(outcome.kind, 'unsure', JSON.stringify(outcome));
    });
    await fc.assert(property, { numRuns: 250 });
  });

  it('that is nearly right is not believed, or was not needed', async () => {
    const { adapter, scripted, secrets } = strange();
    const wrong = fc.constantFrom<unknown>(undefined, null, '', 'soon', 'x'.repeat(500), 0, -1, 1.5, true, [], {});
    const property = fc.asyncProperty(fc.constantFrom(...done), fc.nat(), wrong, async (example, which, value) => {
      const spoilt = spoil(example.answer?.body, which, value);
      scripted.answerWith(() => ({ status: example.answer?.status ?? 200, body: spoilt }));
      const { outcome } = await ask(adapter, example.call, requestsOf(example), { secrets });
      assert.notEqual(outcome.kind, 'not_sent');
      // Told plainly that something is not there, an adapter believes it.
      if (outcome.kind !== 'done' || value === null) return;
      assert.deepEqual(partsOf(outcome.answer), partsOf((example.outcome as { answer?: unknown }).answer));
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
      const { outcome } = await ask(adapter, example.call, requestsOf(example), { secrets });
      assert.equal(outcome.kind, 'unsure');
    }
  });
}

/** Which parts an answer has, such as a hold and no sale. */
function partsOf(answer: unknown): unknown {
  return Object.entries(answer as object).map(([name, value]) => [name, typeof value === 'object' && value !== null]);
}

/** The body with one of its fields, however deep, made something else. */
function spoil(body: unknown, which: number, value: unknown): unknown {
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
