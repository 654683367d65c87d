// A hub's voice: says messages to the other hubs, in their order, one statement at a time however many there are.
// Kept: memory is bounded, and the console's connections are not used up. What is too much, or could not be said, is left unsaid,
// and whoever would have heard it is told that there was something.
import { notifyAll } from '../db/notify.ts';
import type { Pool } from '../db/pool.ts';

const mostWaiting = 300;

type Parts = {
  pool: Pool;
  channel: string;
  onTrouble: (trouble: unknown, during: string) => void;
};

/** `about`: whom it concerns, so that they can be told of what was left unsaid; null: it is said in any case. */
type Spoken = { text: string; about: string | null };

export class Voice {
  readonly #parts: Parts;
  readonly #onUnsaid: (about: string) => string;
  readonly #unsaid = new Set<string>();
  #waiting: Spoken[] = [];
  #isSpeaking = false;
  /** Whether what was said last could not be said. */
  #isMute = false;

  /** `onUnsaid` says what those are told who have missed something. */
  constructor(parts: Parts, onUnsaid: (about: string) => string) {
    this.#parts = parts;
    this.#onUnsaid = onUnsaid;
  }

  say(spoken: Spoken): void {
    if (spoken.about !== null && this.#waiting.length >= mostWaiting) this.#unsaid.add(spoken.about);
    else this.#waiting.push(spoken);
    if (!this.#isSpeaking) void this.#speak();
  }

  async #speak(): Promise<void> {
    const { pool, channel, onTrouble } = this.#parts;
    this.#isSpeaking = true;
    do {
      const spoken = this.#waiting;
      const missed = [...this.#unsaid];
      this.#waiting = [];
      this.#unsaid.clear();
      try {
        await notifyAll(pool, channel, [...spoken.map(({ text }) => text), ...missed.map(this.#onUnsaid)]);
        this.#isMute = false;
      } catch (trouble) {
        for (const about of [...missed, ...spoken.map((one) => one.about)]) if (about !== null) this.#unsaid.add(about);
        // Once is no trouble: the others are told at the next opportunity, and wait some seconds more.
        if (this.#isMute) onTrouble(trouble, 'telling other hubs what happens');
        this.#isMute = true;
      }
      // Not at once where the database may be away: what is said next takes the rest along.
    } while (!this.#isMute && this.#waiting.length + this.#unsaid.size > 0);
    this.#isSpeaking = false;
  }
}
