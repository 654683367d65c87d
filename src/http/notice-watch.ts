// Whether the notices of a connection come and can be read. When the last one that could be read came is written down now
// and then, so that a busy connection costs nothing; one that cannot be read is told to a person, for a sale may be behind it.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import { raiseNoticeAlert } from '../db/connection-alerts.ts';
import { noteNotice } from '../db/connections.ts';
import type { Pool } from '../db/pool.ts';
import type { MarketplaceDirectory } from '../engine/marketplace-directory.ts';
import type { NoticeDoor } from '../engine/notice-doors.ts';

/** It may be known this late. */
const notedEveryMs = 5_000;
const longestWhy = 200;

type Parts = {
  pool: Pool;
  clock: () => Instant;
  directory: Pick<MarketplaceDirectory, 'nameOf' | 'polled'>;
  onTrouble: (trouble: unknown, during: string) => void;
  audience: { hearOfConnection: (accountId: AccountId, connectionId: ConnectionId) => void };
};

export class NoticeWatch {
  readonly #parts: Parts;
  /** By connections that exist, so no stranger makes it grow. */
  readonly #notedAt = new Map<ConnectionId, Instant>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A notice came that is its marketplace's own, and could be read. Never throws. */
  async noteRead(connectionId: ConnectionId): Promise<void> {
    const { pool, clock, onTrouble } = this.#parts;
    const now = clock();
    if (now - (this.#notedAt.get(connectionId) ?? 0) < notedEveryMs) return;
    this.#notedAt.set(connectionId, now);
    try {
      await noteNotice(pool, connectionId, now);
    } catch (trouble) {
      onTrouble(trouble, 'noting when a notice came');
    }
  }

  /**
   * A notice came that is its marketplace's own, and cannot be read. Throws when that cannot be stored: then its sender had
   * better send it again.
   */
  async noteUnreadable({ accountId, terms: { connectionId, marketplace } }: NoticeDoor, why: string): Promise<void> {
    const { pool, clock, directory, audience } = this.#parts;
    // Whatever can be read next shows that it is over, so that is noted at once.
    this.#notedAt.delete(connectionId);
    const isListed = directory.polled.includes(marketplace);
    const sentence = unreadableSentence(directory.nameOf(marketplace), why, isListed);
    const isNew = await raiseNoticeAlert(pool, { accountId, connectionId, sentence, at: clock() });
    if (isNew) audience.hearOfConnection(accountId, connectionId);
  }
}

function unreadableSentence(marketplace: string, why: string, isListed: boolean): string {
  const reason = why.slice(0, longestWhy).toWellFormed().replaceAll('\0', '').replace(/\.$/, '');
  const loss = isListed
    ? 'A sale may be behind it, which is found late, in the list of sales.'
    : 'A sale may be behind it, of which nothing else tells us.';
  return `${marketplace} sent a notice that cannot be read (${reason}). ${loss} Look at your sales there, and at the connection’s settings, such as the names of fields. What came is kept with the connection, under “Notices that could not be read”.`;
}
