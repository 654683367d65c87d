// Sends a marketplace's notices to the hub, in its good and its bad manners: lost, doubled, late (so that they overtake
// each other), forged, and sent again when the hub did not take them.
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import type { Random } from '../random.ts';

export type Notice = { headers: Record<string, string>; text: string };

/** Rates from 0 (never) to 1 (always). */
export type NoticeManners = {
  loses: number;
  doubles: number;
  /** Also sends one that it did not make: with a key that is wrong. */
  forges: number;
  /** How late a notice may come, at most. */
  lateByMs: number;
};

export const goodManners: NoticeManners = { loses: 0, doubles: 0, forges: 0, lateByMs: 0 };
export const roughManners: NoticeManners = { loses: 0.2, doubles: 0.2, forges: 0.05, lateByMs: 300 };

/** Where notices go, and as whom. */
export type Address = { url: string; headers: Record<string, string> };

type Parts = {
  address: Address;
  forged: Address;
  random: Random;
  manners: NoticeManners;
  /** After how long a notice that was not taken is sent again. */
  sendAgainAfterMs: readonly number[];
  isTaken?: (answer: NoticeAnswer) => boolean;
  /** The longest that it waits for an answer. */
  patienceMs: number;
};

export type NoticeAnswer = { status: number; text: string };

const isGood = ({ status }: NoticeAnswer): boolean => status >= 200 && status < 300;

export class Notifier {
  readonly #parts: Parts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Sends it in the background, as the manners have it. */
  post(notice: Notice): void {
    const { random, manners, address, forged } = this.#parts;
    if (random.chance(manners.forges)) this.#start(async () => void (await this.sendOnce(notice, forged)));
    const times = random.chance(manners.doubles) ? 2 : 1;
    if (random.chance(manners.loses)) return;
    for (let time = 0; time < times; time++) {
      const delayMs = random.between(0, manners.lateByMs);
      this.#start(async () => {
        await wait(delayMs);
        await this.#send(notice, address);
      });
    }
  }

  /** Null: no answer came. */
  async sendOnce(notice: Notice, address: Address = this.#parts.address): Promise<NoticeAnswer | null> {
    try {
      const { statusCode, body } = await request(address.url, {
        method: 'POST',
        headers: { ...notice.headers, ...address.headers },
        body: notice.text,
        signal: AbortSignal.timeout(this.#parts.patienceMs),
      });
      return { status: statusCode, text: await body.text() };
    } catch {
      return null;
    }
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #send(notice: Notice, address: Address): Promise<void> {
    const { sendAgainAfterMs, isTaken = isGood } = this.#parts;
    for (const againAfterMs of [...sendAgainAfterMs, null]) {
      const answer = await this.sendOnce(notice, address);
      if ((answer !== null && isTaken(answer)) || againAfterMs === null) return;
      await wait(againAfterMs);
    }
  }

  #start(work: () => Promise<void>): void {
    const run = work().finally(() => this.#underWay.delete(run));
    this.#underWay.add(run);
  }
}
