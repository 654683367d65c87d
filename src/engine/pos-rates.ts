// The rate lines of each account at each of its POS systems, by what that POS declares and the account's settings say.
// Kept: when settings are read again, what was called a moment ago still counts.
import type { Fact } from '../core/evidence.ts';
import type { NetworkPos } from '../pos/pos.ts';
import { type PaceStanding, type Rate, RateLines } from './rate-line.ts';

/** What we keep to at a POS whose limit nobody knows. */
const cautiousRate: Rate = { calls: 1, perMs: 1_000 };
const noLimit: Rate = { calls: 1, perMs: 0 };

export class PosRates {
  readonly #known = new Map<string, { pos: string; rates: string; lines: RateLines }>();

  /** `whose` names the account and its POS. */
  linesOf(whose: string, { slug: pos, capabilities, endpointBudgets = {} }: NetworkPos, settings: unknown): RateLines {
    const overrides = settings as Record<string, unknown>;
    const usual = rateOf(capabilities.rateBudget, overrides);
    const endpoints: Record<string, Rate> = {};
    for (const [name, budget] of Object.entries(endpointBudgets)) endpoints[name] = rateOf(budget, overrides);
    const rates = JSON.stringify([usual, endpoints]);
    const known = this.#known.get(whose);
    if (known?.rates === rates) return known.lines;
    const lines = new RateLines(usual, endpoints);
    this.#known.set(whose, { pos, rates, lines });
    return lines;
  }

  /** Of every account that was called for. */
  get standings(): PaceStanding[] {
    return Array.from(this.#known.values(), ({ pos, lines }) => ({ kind: 'pos', system: pos, lines: lines.standing }));
  }
}

/** A declared budget as it applies here. Its setting is calls per second; less than one is one in a longer time. */
function rateOf(fact: Fact<Rate | 'none'>, overrides: Record<string, unknown>): Rate {
  const set = fact.setting ? overrides[fact.setting.name] : undefined;
  if (typeof set === 'number' && set > 0) {
    return set < 1 ? { calls: 1, perMs: 1_000 / set } : { calls: Math.floor(set), perMs: 1_000 };
  }
  if (fact.value === 'unknown') return cautiousRate;
  return fact.value === 'none' ? noLimit : fact.value;
}
