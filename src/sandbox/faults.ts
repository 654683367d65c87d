// Faults to order: what a POS or a marketplace does to its callers on a bad day. Ordered for the next call, for every call,
// or by chance; chance is seeded, so a run can be repeated.
import { type Random, seededRandom } from './random.ts';

/** What can happen to any call over HTTP. */
export type WireFault =
  /** Waits, then does it and answers. Whoever has gone meanwhile does not stop it. */
  | { kind: 'slow'; ms: number }
  /** Does it at once, then waits before it answers. */
  | { kind: 'slow_answer'; ms: number }
  /** Answers 500: without, or with, having done it. */
  | { kind: 'fail_before' }
  | { kind: 'fail_after' }
  /** Cuts the line: without, or with, having done it. */
  | { kind: 'cut_before' }
  | { kind: 'cut_after' }
  /** Does it twice, as when somebody on the way sends it again, and answers as it answers the second time. */
  | { kind: 'doubled' }
  /** Cuts the line now and does it later. */
  | { kind: 'cut_then_late'; ms: number }
  /** Does nothing, and answers whatever is given. */
  | { kind: 'answer'; status: number; body: unknown; type?: string; headers?: Record<string, string> };

export class Faults<Kind extends string, Fault> {
  readonly #random: Random;
  readonly #next: { which: Kind | 'any'; fault: Fault | null }[] = [];
  readonly #always = new Map<Kind | 'any', Fault>();
  #chances: { which: Kind | 'any'; rate: number; fault: Fault }[] = [];

  constructor(seed: string | number) {
    this.#random = seededRandom(seed);
  }

  /** The next call of this kind does this; said again, the one after it. Null: that call goes well, whatever else is ordered. */
  next(which: Kind | 'any', fault: Fault | null, times = 1): void {
    for (let time = 0; time < times; time++) this.#next.push({ which, fault });
  }

  /** Every call of this kind does this from now on. */
  always(which: Kind | 'any', fault: Fault): void {
    this.#always.set(which, fault);
  }

  /** Calls of this kind do this at the given rate. Several chances are tried one after another. */
  sometimes(which: Kind | 'any', rate: number, fault: Fault): void {
    this.#chances.push({ which, rate, fault });
  }

  /** From now on all goes well. */
  clear(): void {
    this.#next.length = 0;
    this.#always.clear();
    this.#chances = [];
  }

  /** Whether something is still ordered for the next call of this kind. */
  hasNext(which: Kind): boolean {
    return this.#next.some((one) => one.which === which || one.which === 'any');
  }

  /** What is to go wrong with this call. Null: nothing. */
  draw(call: Kind): Fault | null {
    const concerns = ({ which }: { which: Kind | 'any' }): boolean => which === call || which === 'any';
    const scripted = this.#next.findIndex(concerns);
    if (scripted >= 0) return this.#next.splice(scripted, 1)[0]?.fault ?? null;
    const constant = this.#always.get(call) ?? this.#always.get('any');
    if (constant) return constant;
    return this.#chances.find((one) => concerns(one) && this.#random.chance(one.rate))?.fault ?? null;
  }
}
