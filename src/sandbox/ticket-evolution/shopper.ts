// One buyer after another at the marketplace's till: picks tickets, holds them under a new global id, thinks (the fraud
// review), then invoices or releases. Repeats itself, loses answers and asks again, as its habits say. After a time-out
// it submits anew under a new global id, and perhaps releases the old hold.
import { setTimeout as wait } from 'node:timers/promises';
import type { Asked, Line, MarketplaceBook } from '../order-integration/book.ts';
import type { HubClient, Question } from '../order-integration/client.ts';
import { beliefOf } from '../order-integration/possible.ts';
import type { Random } from '../random.ts';
import type { Habits } from './habits.ts';
import type { Inventory, Wanted } from './inventory.ts';
import type { Pauses } from './pauses.ts';

export type ShopperParts = {
  /** Begins every global id and order number of this shopper; no two shoppers of any run share it. */
  name: string;
  client: HubClient;
  book: MarketplaceBook;
  inventory: Inventory;
  habits: Habits;
  random: Random;
  pauses: Pauses;
  timing: Timing;
  onAsked: (line: Line, asked: Asked) => void;
};

export type Timing = {
  /** How long the fraud review takes, at least and at most. */
  thinkMs: readonly [number, number];
  /** How much later a late invoice comes. */
  lateByMs: number;
  /** When the line is cut on purpose, at most this long after asking. */
  cutWithinMs: number;
  /** How long a lost answer is asked after; 0: once, if at all. */
  askAgainForMs: number;
  askAgainEveryMs: number;
};

/** A buyer whose checkout timed out this often goes elsewhere. */
const mostSubmissions = 3;

export class Shopper {
  readonly #parts: ShopperParts;
  #deals = 0;

  constructor(parts: ShopperParts) {
    this.#parts = parts;
  }

  /** One buyer, from picking tickets to the end of the deal. */
  async deal(): Promise<void> {
    const { inventory, random, habits } = this.#parts;
    const wanted = inventory.choose(random, habits);
    let timedOut: Line | null = null;
    for (let submission = 1; submission <= mostSubmissions; submission++) {
      timedOut = await this.#submit(wanted, timedOut);
      if (timedOut === null) return;
    }
  }

  /** Submits the deal under a new global id and sees it through; returns its line when the hold timed out instead. */
  async #submit(wanted: Wanted, resubmissionOf: Line | null): Promise<Line | null> {
    const { book, habits, random, inventory } = this.#parts;
    const line = book.begin({
      ...wanted,
      globalId: this.#nextId('te'),
      resubmissionOf: resubmissionOf?.globalId ?? null,
    });
    const release = { ask: 'release', globalId: line.globalId } as const;
    const releasesFirst = random.chance(habits.releasesFirst);
    if (releasesFirst) await this.#ask(line, release);
    await this.#hold(line);
    const last = line.asked.at(-1)?.answer;
    if (beliefOf(line) === 'unknown' && last?.kind === 'lost' && last.why === 'timed_out') {
      await this.#afterTimeOut(line);
      return line;
    }
    // A lost release may come late and undo the hold: only another release tells for certain.
    await this.#findOut(line, releasesFirst ? release : holdQuestion(line));
    if (beliefOf(line) === 'declined' && wasGone(line)) inventory.noteGone(wanted);
    if (beliefOf(line) === 'held') await this.#decide(line);
    return null;
  }

  async #hold(line: Line): Promise<void> {
    const { habits, random } = this.#parts;
    const question = holdQuestion(line);
    const isDoubled = random.chance(habits.holdsTwice);
    // Both at once: the harder case for the hub.
    await Promise.all(isDoubled ? [this.#ask(line, question), this.#ask(line, question)] : [this.#ask(line, question)]);
  }

  async #afterTimeOut(line: Line): Promise<void> {
    const { habits, random } = this.#parts;
    if (random.chance(habits.looks)) await this.#ask(line, { ask: 'look', globalId: line.globalId });
    if (random.chance(habits.releasesAfterTimeOut)) await this.#release(line);
  }

  /** The fraud review, and what comes of it. */
  async #decide(line: Line): Promise<void> {
    const { habits, random, pauses, timing } = this.#parts;
    await pauses.pause(random.between(...timing.thinkMs));
    if (random.chance(habits.looks)) await this.#ask(line, { ask: 'look', globalId: line.globalId });
    if (random.chance(habits.forgets)) return;
    if (random.chance(habits.fraud)) return this.#release(line);
    if (random.chance(habits.invoicesLate)) await pauses.pause(timing.lateByMs);
    await this.#invoice(line);
  }

  async #release(line: Line): Promise<void> {
    const { habits, random } = this.#parts;
    const question = { ask: 'release', globalId: line.globalId } as const;
    await this.#ask(line, question);
    if (random.chance(habits.releasesTwice)) await this.#ask(line, question);
    await this.#findOut(line, question);
  }

  async #invoice(line: Line): Promise<void> {
    const { habits, random } = this.#parts;
    line.orderId ??= this.#nextId('order');
    const question = { ask: 'invoice', globalId: line.globalId, orderId: line.orderId } as const;
    await this.#ask(line, question);
    if (random.chance(habits.invoicesTwice)) await this.#ask(line, question);
    await this.#findOut(line, question);
  }

  /** Asks after a lost answer, by looking and by asking the same again, until it is known or patience ends. */
  async #findOut(line: Line, question: Question): Promise<void> {
    const { random, timing } = this.#parts;
    const giveUpAt = Date.now() + timing.askAgainForMs;
    while (beliefOf(line) === 'unknown') {
      if (random.chance(0.5)) await this.#ask(line, { ask: 'look', globalId: line.globalId });
      if (beliefOf(line) === 'unknown' && random.chance(0.7)) await this.#ask(line, question);
      if (Date.now() >= giveUpAt) return;
      // Not a pause of the trade: deals are finished even when trading has stopped.
      if (beliefOf(line) === 'unknown') await wait(timing.askAgainEveryMs);
    }
  }

  async #ask(line: Line, question: Question): Promise<void> {
    const { client, habits, random, timing, onAsked } = this.#parts;
    const cutAfterMs = random.chance(habits.cutsLine) ? random.between(0, timing.cutWithinMs) : null;
    const startedAt = performance.now();
    const answer = await client.ask(question, cutAfterMs);
    const asked = { ask: question.ask, at: Date.now(), tookMs: performance.now() - startedAt, answer };
    line.asked.push(asked);
    onAsked(line, asked);
  }

  #nextId(kind: 'te' | 'order'): string {
    this.#deals += 1;
    return kind === 'te' ? `te-${this.#parts.name}-${this.#deals}` : `${this.#parts.name}-${this.#deals}`;
  }
}

function holdQuestion({ globalId, remoteId, quantity }: Line): Question {
  return { ask: 'hold', globalId, remoteId, quantity };
}

function wasGone(line: Line): boolean {
  return line.asked.some(({ answer }) => answer.kind === 'answered' && answer.code === 'not_available');
}
