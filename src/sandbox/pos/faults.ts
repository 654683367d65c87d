// Faults to order: what a POS does to its callers on a bad day. Ordered for the next call, for every call, or by chance;
// chance is seeded, so a run can be repeated.
import { type Random, seededRandom } from '../random.ts';

export type PosCallKind = 'hold' | 'release' | 'invoice' | 'void' | 'find';

export type PosFault =
  /** Waits, then does it and answers. Whoever has gone meanwhile does not stop it. */
  | { kind: 'slow'; ms: number }
  /** Does it at once, then waits before it answers. */
  | { kind: 'slow_answer'; ms: number }
  /** Says no in words, and does nothing. */
  | { kind: 'refuse'; code: PosRefusalCode }
  /** Answers 500: without, or with, having done it. */
  | { kind: 'fail_before' }
  | { kind: 'fail_after' }
  /** Cuts the line: without, or with, having done it. */
  | { kind: 'cut_before' }
  | { kind: 'cut_after' }
  /** Cuts the line now and does it later. */
  | { kind: 'cut_then_late'; ms: number }
  /** Does nothing, and answers whatever is given. */
  | { kind: 'answer'; status: number; body: unknown };

export type PosRefusalCode = 'not_available' | 'listing_unknown' | 'split_not_allowed' | 'not_allowed' | 'bad_request';

type Which = PosCallKind | 'any';

export class PosFaults {
  readonly #random: Random;
  readonly #next: { which: Which; fault: PosFault | null }[] = [];
  readonly #always = new Map<Which, PosFault>();
  #chances: { which: Which; rate: number; fault: PosFault }[] = [];

  constructor(seed: string | number) {
    this.#random = seededRandom(seed);
  }

  /** The next call of this kind does this; said again, the one after it. Null: that call goes well, whatever else is ordered. */
  next(which: Which, fault: PosFault | null, times = 1): void {
    for (let time = 0; time < times; time++) this.#next.push({ which, fault });
  }

  /** Every call of this kind does this from now on. */
  always(which: Which, fault: PosFault): void {
    this.#always.set(which, fault);
  }

  /** Calls of this kind do this at the given rate. Several chances are tried one after another. */
  sometimes(which: Which, rate: number, fault: PosFault): void {
    this.#chances.push({ which, rate, fault });
  }

  /** From now on all goes well. */
  clear(): void {
    this.#next.length = 0;
    this.#always.clear();
    this.#chances = [];
  }

  /** What is to go wrong with this call. Null: nothing. */
  draw(call: PosCallKind): PosFault | null {
    const concerns = ({ which }: { which: Which }): boolean => which === call || which === 'any';
    const scripted = this.#next.findIndex(concerns);
    if (scripted >= 0) return this.#next.splice(scripted, 1)[0]?.fault ?? null;
    const constant = this.#always.get(call) ?? this.#always.get('any');
    if (constant) return constant;
    return this.#chances.find((one) => concerns(one) && this.#random.chance(one.rate))?.fault ?? null;
  }
}
