// The live feed: what happens in an account, told to whoever reads it at this hub or at another on the same database.
// It stands beside the hot path, not in it: a batch of an account that nobody reads costs two looks into maps. What happens is
// gathered for a tenth of a second, an order once however often it moved, and told to all readers as one.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Audience, Stored } from '../engine/batch.ts';
import { BetweenHubs, type BetweenHubsParts } from './between-hubs.ts';
import { Headings } from './headings.ts';
import { type LiveEvent, timeText } from './live-event.ts';

const gatheredForMs = 100;
/** In one gathering. What is more is not told one by one: readers are asked to read again instead. */
const mostAtOnce = 100;
/** They are not asked more often than this. */
const readAgainEveryMs = 2_000;

export type Reader = (events: readonly LiveEvent[]) => void;

type Gathering = { events: Map<string, LiveEvent>; isTooMuch: boolean };

type Parts = Pick<BetweenHubsParts, 'databaseUrl' | 'pool' | 'clock' | 'onTrouble'>;

export class LiveFeed implements Audience {
  readonly #parts: Parts;
  readonly #hubs: BetweenHubs;
  readonly #headings: Headings;
  readonly #readers = new Map<AccountId, Set<Reader>>();
  readonly #gathered = new Map<AccountId, Gathering>();
  readonly #askedAt = new Map<AccountId, Instant>();
  /** One after the other, so that nobody hears the newer before the older. */
  readonly #telling = new Map<AccountId, Promise<void>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#headings = new Headings(parts);
    this.#hubs = new BetweenHubs({
      ...parts,
      wanted: () => [...this.#readers.keys()],
      onEvents: (accountId, events) => this.#tellReaders(accountId, events),
      onGap: () => this.#tellEverybodyToReadAgain(),
    });
  }

  start(): Promise<void> {
    return this.#hubs.start();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#hubs.stop();
    await Promise.all(this.#telling.values());
  }

  /** From now on `reader` hears what happens in the account, until the function that is returned is called. */
  read(accountId: AccountId, reader: Reader): () => void {
    const readers = this.#readers.get(accountId) ?? new Set();
    this.#readers.set(accountId, readers.add(reader));
    if (readers.size === 1) this.#hubs.sayWanted();
    return () => {
      readers.delete(reader);
      if (readers.size === 0 && this.#readers.get(accountId) === readers) this.#readers.delete(accountId);
    };
  }

  isListeningTo(accountId: AccountId): boolean {
    return this.#readers.has(accountId) || this.#hubs.isWantedElsewhere(accountId);
  }

  hear({ accountId, moved, alerts }: Stored): void {
    for (const { order, at } of moved) {
      const { orderId, marketplace, state, remoteId, event, quantity, total, unitPrice } = order;
      const money = total ?? (unitPrice && quantity ? { ...unitPrice, amount: unitPrice.amount * quantity } : null);
      const words = { order_id: orderId, marketplace, state, remote_id: remoteId, event, quantity, money };
      this.#gather(accountId, orderId, { kind: 'order', data: { ...words, at: timeText(at) } });
    }
    for (const { orderId, kind } of alerts) {
      this.tell(accountId, { kind: 'alert', data: { kind, order_id: orderId, connection_id: null } });
    }
  }

  hearOfConnection(accountId: AccountId, connectionId: ConnectionId): void {
    this.tell(accountId, { kind: 'connection', data: { connection_id: connectionId } });
  }

  /** Tells of something that has happened, if anybody reads the account. */
  tell(accountId: AccountId, event: LiveEvent): void {
    if (this.isListeningTo(accountId)) this.#gather(accountId, JSON.stringify(event), event);
  }

  /** The last that happened under a key is what counts, and it is told last. */
  #gather(accountId: AccountId, key: string, event: LiveEvent): void {
    const gathering = this.#gathered.get(accountId) ?? { events: new Map(), isTooMuch: false };
    this.#gathered.set(accountId, gathering);
    gathering.events.delete(key);
    if (gathering.events.size < mostAtOnce) gathering.events.set(key, event);
    else gathering.isTooMuch = true;
    this.#timer ??= setTimeout(() => this.#tellGathered(), gatheredForMs);
  }

  #tellGathered(): void {
    this.#timer = null;
    const gathered = [...this.#gathered];
    this.#gathered.clear();
    for (const [accountId, { events, isTooMuch }] of gathered) {
      const told = [...events.values(), ...(isTooMuch ? this.#readAgain(accountId) : [])];
      if (this.#hubs.isWantedElsewhere(accountId)) this.#hubs.tell(accountId, told);
      this.#tellReaders(accountId, told);
    }
  }

  #readAgain(accountId: AccountId): LiveEvent[] {
    const now = this.#parts.clock();
    if (now < (this.#askedAt.get(accountId) ?? 0) + readAgainEveryMs) return [];
    this.#askedAt.set(accountId, now);
    return [{ kind: 'resync', data: { since: timeText(now - gatheredForMs) } }];
  }

  #tellReaders(accountId: AccountId, events: readonly LiveEvent[]): void {
    if (!this.#readers.has(accountId) || events.length === 0) return;
    const before = this.#telling.get(accountId) ?? Promise.resolve();
    const telling = before.then(async () => {
      const whole = await this.#headings.addTo(accountId, events);
      for (const reader of this.#readers.get(accountId) ?? []) reader(whole);
      if (this.#telling.get(accountId) === telling) this.#telling.delete(accountId);
    });
    this.#telling.set(accountId, telling);
  }

  #tellEverybodyToReadAgain(): void {
    for (const accountId of this.#readers.keys()) {
      this.#tellReaders(accountId, [{ kind: 'resync', data: { since: null } }]);
    }
  }
}
