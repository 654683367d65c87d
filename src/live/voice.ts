// A hub's voice: says messages to the other hubs, in their order, one statement at a time however many there are.
// Kept: memory is bounded, and the console's connections are not used up. What is too much is left unsaid, and whoever would
// have heard it is told that there was something.
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
    while (this.#waiting.length > 0 || this.#unsaid.size > 0) {
      const texts = [...this.#waiting.map(({ text }) => text), ...[...this.#unsaid].map(this.#onUnsaid)];
      this.#waiting = [];
      this.#unsaid.clear();
      try {
        await notifyAll(pool, channel, texts);
      } catch (trouble) {
        // Not said later either: whoever listens will find that it could not hear for a while.
        onTrouble(trouble, 'telling other hubs what happens');
      }
    }
    this.#isSpeaking = false;
  }
}
