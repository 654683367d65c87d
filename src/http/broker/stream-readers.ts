// Everybody who reads the live stream at this hub. What happens in an account is put into words once and written to each of
// its readers. Kept: memory is bounded. Whoever does not keep up is dropped, not waited for; an account has so many readers
// and no more; and whoever is not let in any more is let go within seconds.
import { Readable } from 'node:stream';
import type { AccountId, Instant } from '../../core/order.ts';
import type { Pool } from '../../db/pool.ts';
import type { LiveFeed } from '../../live/feed.ts';
import type { LiveEvent } from '../../live/live-event.ts';
import type { BrokerCaller } from '../../people/caller.ts';
import { whoMustLeave } from '../../people/standing.ts';
import { eventText } from './event-text.ts';

/** Per hub. A person has some tabs and a phone; a broker has some dozens of people. */
const mostPerAccount = 100;
/** Half a minute of the busiest stream. */
const mostUnreadBytes = 512 * 1024;
const heartbeatEveryMs = 15_000;
const askWhoMayStayEveryMs = 2_000;

type Parts = {
  pool: Pool;
  clock: () => Instant;
  feed: Pick<LiveFeed, 'read'>;
  onTrouble: (trouble: unknown, during: string) => void;
};

type Whose = Pick<BrokerCaller, 'accountId' | 'sessionId' | 'tokenId'>;
type StreamReader = Whose & { stream: Readable };

export class StreamReaders {
  readonly #parts: Parts;
  readonly #readers = new Map<AccountId, { all: Set<StreamReader>; stopReading: () => void }>();
  #timers: NodeJS.Timeout[] = [];
  #told = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What the reader is sent from now on; null when the account has too many. `hasMissed`: it has read before. */
  open({ accountId, sessionId, tokenId }: Whose, hasMissed: boolean): Readable | null {
    const known = this.#readers.get(accountId);
    if (known && known.all.size >= mostPerAccount) return null;
    const reader = { accountId, sessionId, tokenId, stream: new Readable({ read: () => {}, highWaterMark: 0 }) };
    const readers = known ?? this.#beginReading(accountId);
    readers.all.add(reader);
    reader.stream.once('close', () => this.#forget(reader));
    reader.stream.push(eventText('heartbeat', {}, this.#nextId()));
    if (hasMissed) reader.stream.push(eventText('resync', { since: null }, this.#nextId()));
    return reader.stream;
  }

  endAll(): void {
    for (const reader of this.#everybody()) reader.stream.destroy();
  }

  #beginReading(accountId: AccountId) {
    const stopReading = this.#parts.feed.read(accountId, (events) => this.#write(accountId, events));
    const readers = { all: new Set<StreamReader>(), stopReading };
    this.#readers.set(accountId, readers);
    if (this.#timers.length === 0) this.#startTimers();
    return readers;
  }

  #forget(reader: StreamReader): void {
    const readers = this.#readers.get(reader.accountId);
    readers?.all.delete(reader);
    if (!readers || readers.all.size > 0) return;
    readers.stopReading();
    this.#readers.delete(reader.accountId);
    if (this.#readers.size > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  #write(accountId: AccountId, events: readonly LiveEvent[]): void {
    const text = events.map(({ kind, data }) => eventText(kind, data, this.#nextId())).join('');
    for (const reader of this.#readers.get(accountId)?.all ?? []) send(reader, text);
  }

  #startTimers(): void {
    const beat = (): void => {
      const text = eventText('heartbeat', {}, this.#nextId());
      for (const reader of this.#everybody()) send(reader, text);
    };
    this.#timers = [setInterval(beat, heartbeatEveryMs), setInterval(() => void this.#letGo(), askWhoMayStayEveryMs)];
  }

  /** While the database is away nobody is let go: nothing happens then either. */
  async #letGo(): Promise<void> {
    const { pool, clock, onTrouble } = this.#parts;
    try {
      for (const { stream } of await whoMustLeave(pool, this.#everybody(), clock())) stream.destroy();
    } catch (trouble) {
      onTrouble(trouble, 'asking who may still read the stream');
    }
  }

  #everybody(): StreamReader[] {
    return [...this.#readers.values()].flatMap(({ all }) => [...all]);
  }

  #nextId(): number {
    this.#told += 1;
    return this.#told;
  }
}

function send({ stream }: StreamReader, text: string): void {
  if (stream.readableLength + text.length > mostUnreadBytes) stream.destroy();
  else stream.push(text);
}
