// The suite for one POS, whoever it is. A POS inside the ledger always answers, and purely; a POS over the network is
// played against its sandbox, against its examples, and against what no POS in its senses would answer.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Check, Default } from 'typebox/value';
import type { Order } from '../../src/core/order.ts';
import { orderStates, type PosAsk } from '../../src/core/transitions.ts';
import type { Send } from '../../src/core/wire.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import type { LedgerPos, NetworkPos, Pos, RemotePos } from '../../src/pos/pos.ts';
import type { PosSandbox, RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { switchSettings } from '../../src/sandbox/pos/switches.ts';
import { faultsOfFacts, settingsIn, settled } from './declared-facts.ts';
import { secretSettings } from './pos-calls.ts';
import { declaredLaws } from './pos-declared.ts';
import { missingFromPosExamples, type PosExample, playPosExample, readPosExamples } from './pos-examples.ts';
import { nonsenseLaws, type Strange } from './pos-nonsense.ts';
import type { Networked } from './pos-scene.ts';
import { hintLaws, stockLaws } from './pos-stock.ts';
import { doubledHoldLaws, faultLaws, midwayLaws, silenceLaws } from './pos-trouble.ts';
import { type ScriptedPos, startScriptedPos } from './scripted-pos.ts';

/** By these the engine decides what may be asked again; the others are the adapter's own affair. */
const actedOn = new Set(['repeatsAreSafe', 'lateEffectMs', 'findsByReference', 'holdsLapseAfterMs']);

export function posSuite(pos: Pos, sandbox: PosSandbox | undefined): void {
  describe(`${pos.name}`, { concurrency: 1 }, () => {
    it('declares itself, with a grade and a source for every fact', () => {
      assert.match(pos.slug, /^[a-z0-9-]{1,64}$/);
      const settings = pos.kind === 'network' ? pos.settings : null;
      assert.deepEqual(faultsOfFacts(pos.capabilities, settings, actedOn), []);
    });
    it('tells what it does at its edges, with a grade and a source, and how we get along with it', () => {
      const edges = Object.entries(pos.kind === 'network' ? (pos.edges ?? {}) : {});
      const facts = Object.fromEntries(edges.map(([what, { fact }]) => [what, fact]));
      assert.deepEqual(faultsOfFacts(facts, null, new Set()), []);
      for (const [what, { copes }] of edges) assert.match(copes, /\S{3}/, what);
    });
    if (pos.kind === 'ledger') ledgerLaws(pos);
    else networkLaws(pos, sandbox);
  });
}

function ledgerLaws({ settle, capabilities }: LedgerPos): void {
  const asks: readonly PosAsk[] = ['hold', 'release', 'invoice', 'void'];
  const order = fc.record({
    orderId: fc.uuid(),
    globalId: fc.string({ minLength: 1 }),
    state: fc.constantFrom(...orderStates),
    remoteId: fc.option(fc.string()),
    quantity: fc.option(fc.integer({ min: 1, max: 100 })),
    seats: fc.option(fc.array(fc.option(fc.string()))),
    posHoldId: fc.option(fc.string()),
    invoiceId: fc.option(fc.string()),
    marketplaceOrderId: fc.option(fc.string()),
    attempts: fc.nat(),
  }) as unknown as fc.Arbitrary<Order>;

  it('is never unsure, and says the same of the same order', () => {
    const property = fc.property(fc.constantFrom(...asks), order, (asked, of) => {
      const frozen = Object.freeze({ ...of, seats: of.seats && Object.freeze([...of.seats]) });
      const first = settle(asked, frozen);
      assert.equal(first.ask, asked);
      assert.equal(first.outcome.kind, 'done');
      assert.deepEqual(settle(asked, structuredClone(of)), first);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('declares what the engine takes for granted of the ledger', () => {
    assert.equal(capabilities.repeatsAreSafe.value, true);
    assert.equal(capabilities.lateEffectMs.value, 0);
  });
}

function networkLaws(pos: NetworkPos, sandbox: PosSandbox | undefined): void {
  it('has a sandbox to be played against', () => assert.ok(sandbox, `add ${pos.slug} to the sandboxes' registry`));
  if (!sandbox) return;
  let outbound: Outbound;
  let scripted: ScriptedPos;
  before(async () => {
    outbound = openOutbound('allow');
    scripted = await startScriptedPos();
  });
  after(async () => {
    await outbound.close();
    await scripted.stop();
  });
  const open = (settings: object, clock = Date.now): RemotePos =>
    pos.open(settings, outbound.sendTo(pos.address(settings)), clock);
  const strange = (): Strange => {
    const settings = sandbox.settingsFor(scripted.url);
    return { scripted, adapter: open(settings), secrets: secretSettings(pos, settings), sandbox };
  };

  it('asks for settings that are described, with what is secret marked so', () => {
    const settings = sandbox.settingsFor('http://127.0.0.1:1');
    for (const [name, schema] of Object.entries(settingsIn(pos.settings))) {
      assert.ok(schema.description, `${name} is described`);
      const isCalledSecret = /key|secret|token|password/.test(name);
      assert.ok(!isCalledSecret || (schema as { secret?: boolean }).secret, `${name} is marked secret`);
    }
    const fits = (entered: object): boolean => Check(pos.settings, Default(pos.settings, structuredClone(entered)));
    assert.ok(fits(settings), 'the sandbox is connected as a broker would');
    assert.ok(!fits({ ...settings, 'no such setting': 1 }), 'a misspelt setting is refused');
    assert.equal(pos.address(settings), 'http://127.0.0.1:1');
  });

  it('sends every call of a conversation with its own signal, by which those that have begun go first', async () => {
    const settings = sandbox.settingsFor(scripted.url);
    const send = outbound.sendTo(pos.address(settings));
    for (const example of readPosExamples(pos.slug)) {
      const signals = new Set<AbortSignal>();
      const noted: Send = (request, signal) => {
        signals.add(signal);
        return send(request, signal);
      };
      await playPosExample(pos.open(settings, noted, Date.now), scripted, example, []);
      assert.equal(signals.size, 1, example.name);
    }
  });

  for (const { name, switches } of switchSettings(sandbox.switches)) {
    describe(name, () => {
      let running: RunningPos;
      let passedMs = 0;
      let listener: Parameters<Networked['listen']>[0] = () => {};
      const clock = (): number => Date.now() + passedMs;
      before(async () => {
        running = await sandbox.start({ switches, clock, onCall: (call) => listener(call) });
      });
      after(() => running.stop());
      const networked = (): Networked => ({
        running,
        sandbox,
        clock,
        pass: (ms) => {
          passedMs += ms;
        },
        listen: (to) => {
          listener = to;
        },
        adapter: open(running.settings, clock),
        secrets: secretSettings(pos, running.settings),
        findsHolds: settled(pos.capabilities.findsByReference, running.settings) === true,
      });
      describe('in trouble', () => faultLaws(networked));
      describe('in trouble', () => doubledHoldLaws(networked));
      describe('in trouble on the way', () => midwayLaws(networked));
      describe('silent', () => silenceLaws(networked));
      describe('keeps what it declares', () => declaredLaws(pos, networked));
      if (pos.capabilities.changeFeed.value !== 'none') {
        const followed = () => open({ ...running.settings, follow_stock: true }, clock);
        describe('shows its stock', () => stockLaws(() => ({ ...networked(), adapter: followed() })));
      }
    });
  }

  if (pos.readHint || sandbox.hint) describe('hints', () => hintLaws(pos, sandbox));
  describe('by example', () => exampleLaws(readPosExamples(pos.slug), strange));
  describe('answering nonsense', () => nonsenseLaws(readPosExamples(pos.slug), strange));
}

function exampleLaws(examples: readonly PosExample[], strange: () => Strange): void {
  it('shows every call, every reason for a no, and both ways of not knowing', () => {
    assert.deepEqual(missingFromPosExamples(examples), []);
  });
  for (const example of examples) {
    it(`is asked and understood as written: ${example.name}`, () => {
      const { adapter, scripted, secrets } = strange();
      return playPosExample(adapter, scripted, example, secrets);
    });
  }
}
