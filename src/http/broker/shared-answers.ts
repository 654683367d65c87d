// Answers that many ask for at once and that cost something: asked once, and kept for as long as they are worth. What takes
// longer is kept longer, so that no number of open pages can keep the database busy with the same question.

type Kept<Answer> = { answer: Promise<Answer>; until: number };

export class SharedAnswers<Answer> {
  readonly #kept = new Map<string, Kept<Answer>>();
  readonly #clock: () => number;
  readonly #leastMs: number;
  readonly #factor: number;

  /** Kept for `leastMs`, or for `factor` times as long as it took. */
  constructor({ clock, leastMs, factor }: { clock: () => number; leastMs: number; factor: number }) {
    this.#clock = clock;
    this.#leastMs = leastMs;
    this.#factor = factor;
  }

  async get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const asked = this.#clock();
    const known = this.#kept.get(key);
    if (known && known.until > asked) return known.answer;
    this.#forget(asked);
    const kept: Kept<Answer> = { answer: ask(), until: Number.POSITIVE_INFINITY };
    this.#kept.set(key, kept);
    try {
      const answer = await kept.answer;
      const now = this.#clock();
      kept.until = now + Math.max(this.#leastMs, (now - asked) * this.#factor);
      return answer;
    } catch (failure) {
      this.#kept.delete(key);
      throw failure;
    }
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key);
  }
}
