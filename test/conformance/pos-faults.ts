// Every way in which a POS can fail its callers, with what an adapter must make of it, and whether it took effect.
// The oracle of the suite: nothing here is read out of an adapter.
import type { PosFault } from '../../src/sandbox/pos/faults.ts';
import type { PosSandbox, RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';

/** `wordless`: nobody knows. `nothing_done`: it was surely not acted on, whether or not it was said in words. */
export type FaultCase = {
  fault: PosFault;
  outcome: 'done' | 'refused' | 'wordless' | 'nothing_done';
  takesEffect: boolean;
};

const answering = (status: number, body: unknown): FaultCase => ({
  fault: { kind: 'answer', status, body },
  outcome: 'wordless',
  takesEffect: false,
});

const casesByKind: Readonly<Record<PosFault['kind'], readonly FaultCase[]>> = {
  slow: [{ fault: { kind: 'slow', ms: 5 }, outcome: 'done', takesEffect: true }],
  slow_answer: [{ fault: { kind: 'slow_answer', ms: 5 }, outcome: 'done', takesEffect: true }],
  refuse: [{ fault: { kind: 'refuse', code: 'not_available' }, outcome: 'refused', takesEffect: false }],
  fail_before: [{ fault: { kind: 'fail_before' }, outcome: 'wordless', takesEffect: false }],
  fail_after: [{ fault: { kind: 'fail_after' }, outcome: 'wordless', takesEffect: true }],
  cut_before: [{ fault: { kind: 'cut_before' }, outcome: 'wordless', takesEffect: false }],
  cut_after: [{ fault: { kind: 'cut_after' }, outcome: 'wordless', takesEffect: true }],
  doubled: [{ fault: { kind: 'doubled' }, outcome: 'done', takesEffect: true }],
  too_many_calls: [{ fault: { kind: 'too_many_calls' }, outcome: 'nothing_done', takesEffect: false }],
  locked_out: [{ fault: { kind: 'locked_out' }, outcome: 'nothing_done', takesEffect: false }],
  cut_then_late: [{ fault: { kind: 'cut_then_late', ms: 60 }, outcome: 'wordless', takesEffect: true }],
  answer: [
    answering(429, {}),
    answering(200, 'fine!'),
    answering(200, null),
    answering(204, {}),
    answering(302, { location: '/elsewhere' }),
    answering(404, { error: 'moved' }),
    answering(403, '<h1>Forbidden</h1>'),
    answering(400, { code: 'no such code', detail: '' }),
  ],
};

export const faultCases: readonly FaultCase[] = Object.values(casesByKind).flat();

export function nameOf({ fault }: FaultCase): string {
  return fault.kind === 'answer' ? `answer ${fault.status} ${JSON.stringify(fault.body)}` : fault.kind;
}

/** Whether it leaves the engine in doubt, which then looks. Of what is answered without sense, one case stands for all. */
export function endsInDoubt({ fault, outcome }: FaultCase): boolean {
  return fault.kind !== 'answer' && (outcome === 'wordless' || fault.kind === 'doubled');
}

/** How a call may end that this befell, at a POS that says no in its own way. */
export function mayEndAs(
  { fault, outcome }: FaultCase,
  { sandbox: { saysNoBy, neverActsOn }, findsHolds }: { sandbox: PosSandbox; findsHolds: boolean },
): readonly string[] {
  // Where nothing is found by our reference, the second asking may be told no, though the first has done it.
  if (fault.kind === 'doubled' && !findsHolds) return ['done', 'refused'];
  if (outcome === 'nothing_done') return ['not_sent', 'refused', 'unsure'];
  if (outcome !== 'wordless') return [outcome];
  if (fault.kind !== 'answer') return ['unsure'];
  if (neverActsOn.includes(fault.status)) return ['not_sent', 'unsure'];
  return saysNoBy.includes(fault.status) ? ['refused', 'unsure'] : ['unsure'];
}

/** What befalls a POS in the middle of a deal. */
export type Trouble = {
  name: string;
  /** It says no in words, so nothing is to be asked again. */
  isRefusal: boolean;
  strike: (
    pos: RunningPos,
    calls: readonly Parameters<RunningPos['faults']['next']>[0][],
    often: 'once' | 'always',
  ) => Promise<void>;
  end: (pos: RunningPos) => Promise<void>;
};

const faulty = (fault: PosFault): Trouble => ({
  name: nameOf({ fault, outcome: 'wordless', takesEffect: false }),
  isRefusal: fault.kind === 'refuse',
  strike: async ({ faults }, calls, often) => {
    for (const call of calls) often === 'once' ? faults.next(call, fault) : faults.always(call, fault);
  },
  end: async ({ faults }) => faults.clear(),
});

/** How long the marketplace of a troubled deal waits for an answer. */
export const answerBudgetMs = 2_500;

export const troubles: readonly Trouble[] = [
  ...faultCases.filter(({ fault }) => fault.kind !== 'answer' || fault.status === 200 || fault.status === 429),
  { fault: { kind: 'slow', ms: answerBudgetMs + 200 } } as FaultCase,
  { fault: { kind: 'slow_answer', ms: answerBudgetMs + 200 } } as FaultCase,
]
  .map(({ fault }) => faulty(fault))
  .concat({
    name: 'down',
    isRefusal: false,
    strike: (pos) => pos.goDown(),
    end: (pos) => pos.comeBack(),
  });
