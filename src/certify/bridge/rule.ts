// What a rule of the bridge is: what is told of it, and one function that tries it.
import type { RuleText, Untried } from '../rule.ts';
import type { BridgeTalk } from './talk.ts';

export type BridgeRule = RuleText & {
  /** Returns when the rule is kept, or says why it was not tried. An unmet expectation is thrown: see `Unmet`. */
  check(talk: BridgeTalk): Promise<Untried | undefined>;
};
