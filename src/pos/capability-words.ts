// How a declared fact of a POS is said to people: a name for each capability, and its value in words. Total by type: a
// capability that has no words does not compile.
import type { Fact } from '../core/evidence.ts';
import { timeInWords } from '../core/evidence-words.ts';
import type { Pos } from './pos.ts';

type Capabilities = Required<Pos['capabilities']>;
export type PosCapabilityName = keyof Capabilities;
type Value<Name extends PosCapabilityName> = Exclude<Capabilities[Name]['value'], 'unknown'>;

type Words<Name extends PosCapabilityName> = { called: string; say: (value: Value<Name>) => string };

const yesOr =
  (yes: string, no: string) =>
  (value: boolean): string =>
    value ? yes : no;

export const posCapabilityWords: { readonly [Name in PosCapabilityName]: Words<Name> } = {
  repeatsAreSafe: {
    called: 'the same call twice',
    say: yesOr('takes effect once: it knows our reference', 'may take effect twice, so we look first'),
  },
  lateEffectMs: {
    called: 'how late a cut call may take effect',
    say: (ms) => (ms === 0 ? 'not at all' : timeInWords(ms)),
  },
  findsByReference: {
    called: 'a hold is found by our reference',
    say: yesOr('yes', 'no: one whose id is lost stands until it lapses'),
  },
  choosesSeats: { called: 'which seats', say: yesOr('those that we name', 'those that it picks') },
  holdsExpire: {
    called: 'when a hold lapses',
    say: (when) =>
      ({ at_the_time_we_name: 'at the time that we name', after_a_fixed_time: 'after a fixed time', never: 'never' })[
        when
      ],
  },
  holdsLapseAfterMs: { called: 'how long every hold stands', say: timeInWords },
  changeFeed: {
    called: 'how its stock is followed',
    say: (feed) =>
      ({
        delta: 'by what it says has changed',
        poll: 'by reading all of it again',
        none: 'not at all: listings are imported from a file',
      })[feed],
  },
  pollEveryMs: {
    called: 'how often it is asked what has changed',
    say: (ms) => (ms === 0 ? 'never' : timeInWords(ms)),
  },
  rateBudget: {
    called: 'how many calls it takes',
    say: (budget) =>
      budget === 'none' ? 'any number' : `${budget.calls} in ${timeInWords(budget.perMs).replace(/^1 /, 'a ')}`,
  },
};

export function posValueInWords(name: PosCapabilityName, { value }: Fact<unknown>): string {
  return value === 'unknown' ? 'not known' : (posCapabilityWords[name].say as (value: unknown) => string)(value);
}

/** Everything that a POS declares, each by what it is called. */
export function calledPosFacts({ capabilities }: Pick<Pos, 'capabilities'>): [called: string, Fact<unknown>][] {
  return Object.entries(capabilities).map(([name, fact]) => [
    posCapabilityWords[name as PosCapabilityName].called,
    fact,
  ]);
}
