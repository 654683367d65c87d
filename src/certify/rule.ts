// What a rule is: what the contract promises, why a marketplace needs it, and one function that tries it.
import type { Conversation } from './conversation.ts';

/** What is told of a rule. */
export type RuleText = {
  id: string;
  group: string;
  title: string;
  /** One plain sentence for whoever has to mend it. */
  why: string;
  /** Where the contract says so. */
  clause: string;
};

export type Rule = RuleText & {
  /**
   * `in_turn` with the others on the large listing; `small_listing`: in turn with the others that need it whole;
   * `waiting`: mostly waits, beside the others; `afterwards`: judges the answers that all others were given.
   */
  runs: 'in_turn' | 'small_listing' | 'waiting' | 'afterwards';
  /** Returns when the rule is kept, or says why it could not be tried. An unmet expectation is thrown: see `Unmet`. */
  check(talk: Conversation): Promise<Untried | undefined>;
};

/** Never a pass. `skipped`: would run with other means, which the reason names. `not_provoked`: nobody can from outside. */
export type Untried = { result: 'skipped' | 'not_provoked'; reason: string };

export function skipped(reason: string): Untried {
  return { result: 'skipped', reason };
}

export function notProvoked(reason: string): Untried {
  return { result: 'not_provoked', reason };
}
