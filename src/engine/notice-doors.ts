// The doors by which marketplaces' notices come in, connection by connection: whose a notice is, and what it says. Kept for a
// while, so that a notice waits for no look-up, and changed settings are noticed soon.
import { Parse } from 'typebox/value';
import type { Terms } from '../core/command.ts';
import type { AccountId, Instant } from '../core/order.ts';
import { type ConnectionRow, findConnectionById } from '../db/connections.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';
import type { Notice, NoticeAnswer, NoticeRead } from '../marketplaces/instant-notification.ts';
import { rememberedForMs, settledSettings, termsOfSales } from './marketplace-directory.ts';
import { Remembered } from './remembered.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Where the notices of one connection come in. */
export type NoticeDoor = {
  accountId: AccountId;
  terms: Terms;
  /** Whether a signature may stand for our key. */
  signatureIsEnough: boolean;
  /** Whether the notice is its marketplace's own. `isKeyed`: it came with our key. */
  isAuthentic: (notice: Notice, isKeyed: boolean) => boolean;
  read: (notice: Notice) => NoticeRead;
  answerChallenge: (query: Readonly<Record<string, unknown>>) => NoticeAnswer | null;
};

type Parts = {
  pool: Pool;
  vault: Vault;
  marketplaceBySlug: ReadonlyMap<string, Marketplace>;
  clock: () => Instant;
};

export class NoticeDoors {
  readonly #parts: Parts;
  readonly #known: Remembered<{ door: NoticeDoor | null } | null>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#known = new Remembered(rememberedForMs, parts.clock);
  }

  /** Null: there is no such connection, or its marketplace sends no notices. */
  async doorOf(connectionId: string): Promise<NoticeDoor | null> {
    if (!uuid.test(connectionId)) return null;
    const read = () => findConnectionById(this.#parts.pool, connectionId);
    const known =
      this.#known.fresh(connectionId) ??
      (await this.#known.anew(connectionId, read, (row) => row && { door: this.#openDoor(row) }));
    return known?.door ?? null;
  }

  #openDoor(row: ConnectionRow): NoticeDoor | null {
    const declared = this.#parts.marketplaceBySlug.get(row.marketplace);
    const speaks = declared?.instantNotification;
    const read = speaks?.readNotice;
    if (!declared || !speaks || !read) return null;
    const settings = settledSettings(declared, row.settings);
    const { signature, answerChallenge } = speaks;
    // Opened only where a signature is judged by them: unreadable ones trouble nobody else's notices.
    const credentials =
      signature && row.credentials && Parse(speaks.credentials, this.#parts.vault.open(row.credentials));
    const verifies = (notice: Notice): boolean =>
      !!signature && !!credentials && signature.verifies(notice, { settings, credentials }, this.#parts.clock());
    return {
      accountId: row.accountId,
      terms: termsOfSales(row),
      signatureIsEnough: signature?.isEnough ?? false,
      isAuthentic: (notice, isKeyed) => {
        if (signature === undefined) return isKeyed;
        return signature.isEnough ? isKeyed || verifies(notice) : isKeyed && verifies(notice);
      },
      read: (notice) => read(notice, settings),
      answerChallenge: (query) => answerChallenge?.(query) ?? null,
    };
  }
}
