// The sandbox SkyBox's webhooks: whoever registered is told that something has changed. On a bad day late, twice, out of order
// or not at all. Who does not answer within a second, or not with 2xx, is told nothing for a while: after three failures for a
// minute, then for twice as long each time, up to a day. What they say and where the signature stands is made up: it is not public.
import { createHmac } from 'node:crypto';
import type { Later } from '../later.ts';

export type Registration = {
  id: number;
  topic: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  secret: string | null;
};

export type WebhookHabits = {
  /** How long each is on its way, in turn: different times bring them out of order. */
  lateMs: readonly number[];
  /** How often each is sent. */
  times: number;
  /** None arrives. */
  areLost: boolean;
};

export const signatureHeader = 'x-sandbox-signature';

const answerWithinMs = 1_000;
const failuresUntilMuted = 3;
const firstMuteMs = 60_000;
const longestMuteMs = 86_400_000;

const goodHabits: WebhookHabits = { lateMs: [0], times: 1, areLost: false };

type Standing = { failures: number; mutedUntil: number; muteMs: number };

export class Webhooks {
  #habits: WebhookHabits = goodHabits;
  #turn = 0;
  readonly registrations = new Map<number, Registration>();
  readonly #clock: () => number;
  readonly #later: Later;
  readonly #standings = new Map<number, Standing>();
  readonly #underWay = new Set<Promise<void>>();
  #sent = 0;

  constructor(clock: () => number, later: Later) {
    this.#clock = clock;
    this.#later = later;
  }

  /** From now on they go out like this; what is left out goes well. */
  behave(habits: Partial<WebhookHabits>): void {
    this.#habits = { ...goodHabits, ...habits };
    this.#turn = 0;
  }

  isMuted({ id }: Registration): boolean {
    return (this.#standings.get(id)?.mutedUntil ?? 0) > this.#clock();
  }

  /** How often in a row it was not answered in time, or not with 2xx. */
  failuresAt({ id }: Registration): number {
    return this.#standings.get(id)?.failures ?? 0;
  }

  /** Tells everybody who listens for this. */
  tell(topic: string, id: number): void {
    for (const registration of this.registrations.values()) {
      if (registration.topic !== topic || this.#habits.areLost || this.isMuted(registration)) continue;
      for (let time = 0; time < this.#habits.times; time++) this.#send(registration, id);
    }
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #send(registration: Registration, id: number): void {
    const { lateMs } = this.#habits;
    const delay = lateMs[this.#turn % lateMs.length] ?? 0;
    this.#turn += 1;
    this.#sent += 1;
    const text = JSON.stringify({ topic: registration.topic, id, sequence: this.#sent });
    const delivery: Promise<void> = this.#later
      .run(delay, () => {})
      .then(() => this.#deliver(registration, text))
      .finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
  }

  async #deliver(registration: Registration, text: string): Promise<void> {
    const { url, headers, secret } = registration;
    const signature = secret ? { [signatureHeader]: createHmac('sha256', secret).update(text).digest('hex') } : {};
    const all = { 'content-type': 'application/json', ...headers, ...signature };
    const signal = AbortSignal.timeout(answerWithinMs);
    const isHeard = await fetch(url, { method: 'POST', headers: all, body: text, signal }).then(
      async (answer) => {
        await answer.text();
        return answer.ok;
      },
      () => false,
    );
    this.#note(registration, isHeard);
  }

  #note({ id }: Registration, isHeard: boolean): void {
    const { failures, muteMs } = this.#standings.get(id) ?? { failures: 0, muteMs: firstMuteMs };
    if (isHeard) {
      this.#standings.delete(id);
    } else if (failures + 1 < failuresUntilMuted) {
      this.#standings.set(id, { failures: failures + 1, mutedUntil: 0, muteMs });
    } else {
      const mutedUntil = this.#clock() + muteMs;
      this.#standings.set(id, { failures: failures + 1, mutedUntil, muteMs: Math.min(longestMuteMs, 2 * muteMs) });
    }
  }
}
