// One buyer after another at the marketplace's till: picks tickets, holds them under a new global id, thinks (the fraud
// review), then invoices or releases. Repeats itself, loses answers and asks again, as its habits say. After a time-out
// it submits anew under a new global id, and perhaps releases the old hold.
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Asked, Line, MarketplaceBook } from './book.ts';
import type { HubClient } from './client.ts';
import type { Habits } from './habits.ts';
import type { Inventory, Wanted } from './inventory.ts';
import type { Pauses } from './pauses.ts';
import { beliefOf } from './possible.ts';
import type { Question } from './wire.ts';

export type ShopperParts = {
  /** A new id at each call, for a deal or for an order; no two shoppers of any run draw the same. */
  nextId: (of: 'deal' | 'order') => string;
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
    const { book, habits, random, inventory, nextId } = this.#parts;
    const line = book.begin({
      ...wanted,
      globalId: nextId('deal'),
      resubmissionOf: resubmissionOf?.globalId ?? null,
    });
    const release = releaseQuestion(line);
    const releasesFirst = random.chance(habits.releasesFirst);
    if (releasesFirst) await this.#ask(line, release);
    await this.#hold(line);
    const last = line.asked.at(-1)?.answer;
    if (beliefOf(line) === 'unknown' && last?.kind === 'lost' && last.why === 'timed_out') {
      await this.#afterTimeOut(line);
      return line;
    }
    // A lost release may come late and undo the hold: only another release tells for certain.
    await this.#findOut(line, releasesFirst ? releaseQuestion(line) : holdQuestion(line));
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
    if (random.chance(habits.looks)) await this.#ask(line, lookQuestion(line));
    if (random.chance(habits.releasesAfterTimeOut)) await this.#release(line);
  }

  /** The fraud review, and what comes of it. */
  async #decide(line: Line): Promise<void> {
    const { habits, random, pauses, timing } = this.#parts;
    await pauses.pause(random.between(...timing.thinkMs));
    if (random.chance(habits.looks)) await this.#ask(line, lookQuestion(line));
    if (random.chance(habits.forgets)) return;
    if (random.chance(habits.fraud)) return this.#release(line);
    if (random.chance(habits.invoicesLate)) await pauses.pause(timing.lateByMs);
    await this.#invoice(line);
  }

  async #release(line: Line): Promise<void> {
    const { habits, random } = this.#parts;
    const question = releaseQuestion(line);
    await this.#ask(line, question);
    if (random.chance(habits.releasesTwice)) await this.#ask(line, question);
    await this.#findOut(line, question);
  }

  async #invoice(line: Line): Promise<void> {
    const { habits, random } = this.#parts;
    line.orderId ??= this.#parts.nextId('order');
    const question = { ask: 'invoice', globalId: idOf(line), quantity: line.quantity, orderId: line.orderId } as const;
    await this.#ask(line, question);
    if (random.chance(habits.invoicesTwice)) await this.#ask(line, question);
    await this.#findOut(line, question);
  }

  /** Asks after a lost answer, by looking and by asking the same again, until it is known or patience ends. */
  async #findOut(line: Line, question: Question): Promise<void> {
    const { random, timing } = this.#parts;
    const giveUpAt = Date.now() + timing.askAgainForMs;
    while (beliefOf(line) === 'unknown') {
      if (random.chance(0.5)) await this.#ask(line, lookQuestion(line));
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
    if (answer.kind === 'answered') line.movedTo ??= answer.movedTo ?? null;
    onAsked(line, asked);
  }
}

/** The deal under the id that the hub wants, once it has said one. */
function idOf({ movedTo, globalId }: Line): string {
  return movedTo ?? globalId;
}

function holdQuestion({ globalId, remoteId, quantity, offer }: Line): Question {
  return { ask: 'hold', globalId, remoteId, quantity, offer };
}

function lookQuestion(line: Line): Question {
  return { ask: 'look', globalId: idOf(line), quantity: line.quantity, orderId: line.orderId };
}

function releaseQuestion(line: Line): Question {
  return { ask: 'release', globalId: idOf(line) };
}

function wasGone(line: Line): boolean {
  return line.asked.some(({ answer }) => answer.kind === 'answered' && answer.code === 'not_available');
}
