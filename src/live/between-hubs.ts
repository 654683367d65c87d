// What hubs on one database say to each other about their readers. A hub says whom it has readers for, and the others tell it
// what happens there; where nobody reads, nothing is told and nothing is written.
import { randomUUID } from 'node:crypto';
import type { AccountId, Instant } from '../core/order.ts';
import { type Listening, listen, longestMessageBytes } from '../db/notify.ts';
import type { Pool } from '../db/pool.ts';
import type { LiveEvent } from './live-event.ts';
import { Voice } from './voice.ts';

const channel = 'holdfast_live';
/** A wish is said again and again, because hubs come and go; one that is not is forgotten. */
const saidAgainEveryMs = 10_000;
const rememberedForMs = 30_000;
/** A hub hears itself too. When it does not, its connection is dead, and nobody has told it. */
const deafAfterMs = 25_000;
const firstPauseMs = 500;
const longestPauseMs = 10_000;

type Message =
  /** I am new here: say what you want to hear. */
  | { hub: string; says: 'hello' }
  | { hub: string; says: 'want'; accounts: AccountId[] }
  | { hub: string; says: 'happened'; account: AccountId; events: LiveEvent[] };

export type BetweenHubsParts = {
  databaseUrl: string;
  pool: Pool;
  clock: () => Instant;
  /** The accounts that somebody reads here. */
  wanted: () => AccountId[];
  onEvents: (accountId: AccountId, events: LiveEvent[]) => void;
  /** Listening has begun again: nobody knows what was said meanwhile. */
  onGap: () => void;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class BetweenHubs {
  readonly #parts: BetweenHubsParts;
  readonly #hub = randomUUID();
  readonly #voice: Voice;
  /** Accounts that are read at other hubs, and until when we take that for true. */
  readonly #wantedElsewhere = new Map<AccountId, Instant>();
  #listening: Listening | null = null;
  #again: NodeJS.Timeout | null = null;
  #sayingAgain: NodeJS.Timeout | null = null;
  #pauseMs = firstPauseMs;
  #heardAt: Instant = 0;
  #isStopped = false;

  constructor(parts: BetweenHubsParts) {
    this.#parts = parts;
    const { pool, onTrouble } = parts;
    this.#voice = new Voice({ pool, channel, onTrouble }, (account) => {
      const events = [{ kind: 'resync', data: { since: null } }];
      return JSON.stringify({ hub: this.#hub, says: 'happened', account, events });
    });
  }

  /** Resolves when it listens, or has failed for the first time and will try again. */
  async start(): Promise<void> {
    this.#sayingAgain = setInterval(() => this.#sayAgain(), saidAgainEveryMs);
    await this.#listen(false);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#again) clearTimeout(this.#again);
    if (this.#sayingAgain) clearInterval(this.#sayingAgain);
    this.#listening?.close();
  }

  isWantedElsewhere(accountId: AccountId): boolean {
    const until = this.#wantedElsewhere.get(accountId);
    if (until === undefined) return false;
    if (until > this.#parts.clock()) return true;
    this.#wantedElsewhere.delete(accountId);
    return false;
  }

  sayWanted(): void {
    const accounts = this.#parts.wanted();
    let first = 0;
    do {
      this.#say({ hub: this.#hub, says: 'want', accounts: accounts.slice(first, first + accountsThatFit) });
      first += accountsThatFit;
    } while (first < accounts.length);
  }

  #sayAgain(): void {
    this.sayWanted();
    if (this.#listening === null || this.#heardAt + deafAfterMs > this.#parts.clock()) return;
    this.#listening.close();
    this.#listenLater();
  }

  tell(accountId: AccountId, events: readonly LiveEvent[]): void {
    for (const part of partsThatFit(events)) {
      this.#say({ hub: this.#hub, says: 'happened', account: accountId, events: part });
    }
  }

  #say(message: Message): void {
    const about = message.says === 'happened' ? message.account : null;
    this.#voice.say({ text: JSON.stringify(message), about });
  }

  async #listen(isAgain: boolean): Promise<void> {
    const { databaseUrl, onGap, onTrouble } = this.#parts;
    try {
      this.#listening = await listen(databaseUrl, channel, {
        onMessage: (text) => this.#hear(text),
        onLost: () => this.#listenLater(),
      });
      this.#pauseMs = firstPauseMs;
      if (this.#isStopped) return this.#listening.close();
      this.#heardAt = this.#parts.clock();
      this.#say({ hub: this.#hub, says: 'hello' });
      this.sayWanted();
      if (isAgain) onGap();
    } catch (trouble) {
      onTrouble(trouble, 'listening to other hubs');
      this.#listenLater();
    }
  }

  #listenLater(): void {
    this.#listening = null;
    if (this.#isStopped) return;
    this.#again = setTimeout(() => void this.#listen(true), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  #hear(text: string): void {
    this.#heardAt = this.#parts.clock();
    const message = messageIn(text);
    if (message === null || message.hub === this.#hub) return;
    if (message.says === 'hello') this.sayWanted();
    else if (message.says === 'happened') this.#parts.onEvents(message.account, message.events);
    else this.#remember(message.accounts);
  }

  #remember(accounts: readonly AccountId[]): void {
    const until = this.#parts.clock() + rememberedForMs;
    for (const accountId of accounts) this.#wantedElsewhere.set(accountId, until);
  }
}

/** Another version of the hub may say what this one does not know. */
function messageIn(text: string): Message | null {
  try {
    const message = JSON.parse(text) as Message;
    return ['hello', 'want', 'happened'].includes(message.says) ? message : null;
  } catch {
    return null;
  }
}

/** Each takes some forty bytes. */
const accountsThatFit = 150;

/** Beside the events stand two ids and some words. */
const roomForEvents = longestMessageBytes - 200;

/** An event that fits nowhere is left out; none of ours is so long. */
function partsThatFit(events: readonly LiveEvent[]): LiveEvent[][] {
  const parts: LiveEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event)) + 1;
    if (bytes > roomForEvents) continue;
    if (bytes > room) {
      parts.push([]);
      room = roomForEvents;
    }
    parts.at(-1)?.push(event);
    room -= bytes;
  }
  return parts;
}
