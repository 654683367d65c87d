// Histories: random calls, clock jumps, crashes and a POS over a bad network, against the core itself. No history may
// lead to two owners, a lost order, a changed answer, or books that disagree when everything has come to rest.
// HISTORIES says how many are tried (20,000); a failure prints its seed and the shortest history that shows it.
import { ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Call } from '../../src/core/command.ts';
import { decide } from '../../src/core/decide.ts';
import { LawBroken } from './laws.ts';
import { remoteIds, type Sabotage, World, type WorldSettings } from './world.ts';

const histories = Number(process.env.HISTORIES ?? 20_000);
/** A control has to be caught long before this many histories. */
const historiesPerControl = 5_000;

type Deal = { connection: number; deal: number; choice: number };
type Dealing = Deal & { kind: Call['kind'] };
type Retrying = Deal & { kind: 'retry' };
type Away = { kind: 'away'; pos: 'careful' | 'forgetful' | 'blind'; ms: number; pledges: boolean };
type Deed = Dealing | Retrying | Away | { kind: 'wait'; ms: number } | { kind: 'work' | 'crash' };

type History = { settings: WorldSettings; deeds: readonly Deed[] };

const calling = (kind: (Dealing | Retrying)['kind']): fc.Arbitrary<Deed> =>
  fc.nat(1 * 3 * 16 * 2 - 1).map((n) => ({ kind, connection: n % 2, deal: (n >> 1) % 3, choice: n >> 1 }));

const waits = [40, 300, 2_000, 4_100, 16_000, 45_000, 70_000];

const away: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant('away' as const),
  pos: fc.constantFrom('careful' as const, 'forgetful' as const, 'blind' as const),
  ms: fc.constantFrom(3_000, 20_000, 90_000),
  pledges: fc.boolean(),
});

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: calling('hold') },
  { weight: 3, arbitrary: calling('release') },
  { weight: 4, arbitrary: calling('invoice') },
  { weight: 1, arbitrary: calling('look') },
  { weight: 2, arbitrary: calling('retry') },
  { weight: 7, arbitrary: fc.constantFrom(...waits).map((ms): Deed => ({ kind: 'wait', ms })) },
  { weight: 3, arbitrary: fc.constant<Deed>({ kind: 'work' }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ kind: 'crash' }) },
  { weight: 3, arbitrary: away },
);

const history: fc.Arbitrary<History> = fc.record({
  settings: fc.record({
    seed: fc.nat(),
    hubs: fc.constantFrom<1 | 2>(1, 2),
    answerWithinMs: fc.constantFrom(4_000, 4_000, 40_000),
  }),
  deeds: fc.array(deed, { minLength: 1, maxLength: 24, size: 'max' }),
});

function live({ settings, deeds }: History, sabotage?: Sabotage): World {
  const world = new World(settings, sabotage);
  for (const one of deeds) {
    if (one.kind === 'wait') world.time.runUntil(world.time.now + one.ms);
    else if (one.kind === 'work') world.work();
    else if (one.kind === 'crash') world.crash();
    else if (one.kind === 'away') world.goAway(one.pos, one.ms, one.pledges);
    else if (one.kind === 'retry') world.retry(one.connection, `deal-${one.deal}`);
    else if ('deal' in one) world.call(one.connection, callOf(one));
  }
  world.rest();
  return world;
}

/** A deal is nearly always about the same tickets; now and then a marketplace names others under its global id. */
function callOf({ kind, connection, deal, choice }: Dealing): Call {
  const globalId = `deal-${deal}`;
  switch (kind) {
    case 'hold': {
      const other = choice % 8 === 0 ? 1 : 0;
      const remoteId = remoteIds[(deal + connection + other + (choice >> 3)) % remoteIds.length] ?? '';
      return { kind, globalId, remoteId, quantity: 1 + ((deal + other) % 3), unitPrice: null };
    }
    case 'invoice': {
      const number = choice % 6 === 0 ? 'another' : `sale-${deal}`;
      return { kind, globalId, marketplaceOrderId: number, total: null, buyer: null };
    }
    default:
      return { kind, globalId };
  }
}

test(`no history of ${histories} breaks a law`, { timeout: 120_000 }, (t) => {
  const ends = new Map<string, number>();
  const seen = (state: string): void => void ends.set(state, (ends.get(state) ?? 0) + 1);
  fc.assert(
    fc.property(history, (one) => {
      for (const { state } of live(one).orders.values()) seen(state);
    }),
    { numRuns: histories, verbose: 0 },
  );
  t.diagnostic([...ends].map(([state, count]) => `${state} ${count}`).join(', '));
  if (histories < 1_000) return;
  // Twice refused, and so owed, is one in a thousand.
  const rare = histories >= 20_000 ? ['unfilled'] : [];
  for (const state of ['confirmed', 'released', 'expired', 'declined', ...rare])
    ok(ends.has(state), `none came to be ${state}`);
});

/** Each breaks one rule on purpose, around the core and never in it, and must be caught by the law that it breaks. */
const controls: { name: string; law: string; sabotage: Sabotage }[] = [
  {
    name: 'a claim that does not look at who owns the seats',
    law: 'one-owner-per-ticket',
    sabotage: {
      decide: (situation, command) => {
        const { listing } = situation;
        const blind = listing && { ...listing, owners: listing.owners.map(() => null) };
        return decide({ ...situation, listing: blind }, command);
      },
    },
  },
  {
    name: 'an early silence of the POS taken as proof',
    law: 'claim-dropped-on-proof',
    sabotage: { question: (question) => ({ ...question, noIsProof: true }) },
  },
  {
    name: 'a question put again without finding out first',
    law: 'sold-once-in-the-pos',
    sabotage: { question: (question) => ({ ...question, findFirst: false, mayBePut: true }) },
  },
  {
    name: 'an order that forgets why it was refused',
    law: 'same-question-same-answer',
    sabotage: {
      decide: (situation, command) =>
        decide({ ...situation, order: situation.order && { ...situation.order, refusal: null } }, command),
    },
  },
  {
    name: 'a release that leaves no tombstone',
    law: 'never-vanishes',
    sabotage: {
      decide: (situation, command) => {
        const decision = decide(situation, command);
        const isGone = decision.order?.state === 'released' && command.kind !== 'call';
        return isGone ? { ...decision, order: null } : decision;
      },
    },
  },
  {
    name: 'a pledge that nobody asks the POS to keep',
    law: 'books-agree-at-rest',
    sabotage: {
      decide: (situation, command) => {
        const decision = decide(situation, command);
        const { order } = decision;
        return order?.state === 'pledged' ? { ...decision, order: { ...order, dueAt: null } } : decision;
      },
    },
  },
  {
    name: 'a retry that nobody plans',
    law: 'books-agree-at-rest',
    sabotage: {
      decide: (situation, command) => {
        const decision = decide(situation, command);
        const { order } = decision;
        if (command.kind !== 'pos_answered' || order?.state !== 'releasing') return decision;
        return { ...decision, order: { ...order, dueAt: null } };
      },
    },
  },
];

/** Throws when that law is broken; what else a control breaks on the way is not what it is here to show. */
function breaks(law: string, history: () => void): void {
  try {
    history();
  } catch (error) {
    if (!(error instanceof LawBroken) || error.law === law) throw error;
  }
}

for (const { name, law, sabotage } of controls) {
  test(`control: ${name} is caught`, () => {
    const run = fc.check(
      fc.property(history, (one) => breaks(law, () => live(one, sabotage))),
      { numRuns: historiesPerControl, endOnFailure: true },
    );
    ok(run.failed, 'no history showed it');
    ok(run.errorInstance instanceof LawBroken, String(run.errorInstance));
    strictEqual(run.errorInstance.law, law);
  });
}
