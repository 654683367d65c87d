// Reads the lists of sales that marketplaces keep, each at its own pace, so that a lost notice is only a late one.
// How far a list was read is stored with what was found in it already handed on: a crash reads a page twice, never skips one.
// Kept: a list that is long, or slow to come, keeps no other waiting.
import type { Instant } from '../core/order.ts';
import type { Outcome } from '../core/outcome.ts';
import type { MarketplaceRefusal, Sighting } from '../core/sale.ts';
import { timeText } from '../core/sale-words.ts';
import { endConnectionAlert, raiseConnectionAlert } from '../db/connection-alerts.ts';
import { type DuePoll, keepPoll, makePollDue, storePoll, takeDuePolls } from '../db/connections.ts';
import type { Pool } from '../db/pool.ts';
import type { MarketplaceDirectory } from './marketplace-directory.ts';
import { Rounds } from './rounds.ts';
import { UnderWay } from './under-way.ts';

const roundEveryMs = 1_000;
const mostPollsPerRound = 16;
/** When so many lists of one marketplace are being read, its others wait. */
const enoughOfAMarketplace = 16;
const longestCallMs = 20_000;
/** Bounds one look; what is left waits for the next. */
const mostPagesPerLook = 50;
/** Longer than a page takes with what is stored of it, so that nobody else takes the list meanwhile; renewed with every page. */
const leaseMs = 60_000;
/** A list that could not be read is tried again after this long, or at its usual time if that is sooner. */
const tryAgainAfterMs = 30_000;
/** So long, and a person is told. */
const longUnreadMs = 15 * 60_000;

export type PollerParts = {
  pool: Pool;
  directory: MarketplaceDirectory;
  clock: () => Instant;
  /** Hands on what was seen, and resolves when it is stored. */
  see: (poll: DuePoll, sightings: readonly Sighting[]) => Promise<void>;
  /** Told how the marketplace answered, as a sign of whether the connection works. */
  heard: (
    poll: DuePoll,
    outcome: Outcome<unknown, MarketplaceRefusal>,
    isCurrent: () => Promise<boolean>,
  ) => Promise<void>;
  onTrouble: (trouble: unknown, during: string) => void;
};

/** `trouble` null: it went well. `isRefused`: the marketplace does not let us in. */
type Look = { cursor: unknown; trouble: string | null; isRefused?: boolean; everyMs: number };

export class Poller {
  readonly #parts: PollerParts;
  readonly #rounds = new Rounds(() => this.#makeRound());
  readonly #underWay = new UnderWay<DuePoll>(({ connectionId }) => connectionId);

  constructor(parts: PollerParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#parts.directory.polled.length > 0) this.#rounds.start();
  }

  /** Resolves when the looks that are under way have ended. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await this.#underWay.ended();
  }

  async #makeRound(): Promise<number> {
    const { pool, directory, clock, onTrouble } = this.#parts;
    try {
      const marketplaces = directory.polled.filter((slug) => this.#countOf(slug) < enoughOfAMarketplace);
      const due = await takeDuePolls(pool, { marketplaces, now: clock(), leaseMs, limit: mostPollsPerRound });
      // Where its lease has run out meanwhile, whoever reads it goes on.
      for (const poll of due) this.#underWay.begin(poll, () => this.#look(poll));
    } catch (trouble) {
      onTrouble(trouble, 'looking for lists of sales to read');
    }
    return roundEveryMs;
  }

  #countOf(slug: string): number {
    return this.#underWay.all.filter(({ marketplace }) => marketplace === slug).length;
  }

  async #look(poll: DuePoll): Promise<void> {
    const { pool, clock, onTrouble } = this.#parts;
    const failed = (trouble: unknown): void =>
      onTrouble(trouble, `reading the sales of ${poll.marketplace} for connection ${poll.connectionId}`);
    try {
      const look = await this.#readOn(poll).catch((trouble): Look => {
        failed(trouble);
        // It is read again from where it was.
        return { cursor: poll.cursor, trouble: 'the hub failed at it; its log says how', everyMs: tryAgainAfterMs };
      });
      const { cursor, trouble, everyMs } = look;
      const at = clock();
      const dueAt = at + (trouble === null ? everyMs : Math.min(everyMs, tryAgainAfterMs));
      const isKept = await storePoll(pool, { ...poll, cursor, at, dueAt, trouble });
      // What the credentials before showed is nothing to tell of: those that were entered meanwhile are tried at once.
      await (isKept ? this.#tell(poll, look, at) : makePollDue(pool, { ...poll, at }));
    } catch (trouble) {
      // The lease runs out by itself.
      failed(trouble);
    }
  }

  /** A list that has failed for long is told to a person. One that refuses us is told at once, by whoever heard that. */
  async #tell(poll: DuePoll, { trouble, isRefused }: Look, at: Instant): Promise<void> {
    const { accountId, connectionId, marketplace, failingSince } = poll;
    if (failingSince === null) return;
    const alert = { accountId, connectionId, kind: 'list_unread', at } as const;
    if (trouble === null || isRefused) {
      await endConnectionAlert(this.#parts.pool, alert);
    } else if (at - failingSince >= longUnreadMs) {
      const since = `The list of sales at ${this.#parts.directory.nameOf(marketplace)} cannot be read since ${timeText(failingSince)} (${trouble}).`;
      const sentence = `${since} Sales of which no notice comes are found late; it is tried again by itself. Look at the marketplace, and at the way to it.`;
      await raiseConnectionAlert(this.#parts.pool, { ...alert, sentence });
    }
  }

  async #readOn(poll: DuePoll): Promise<Look> {
    const { pool, directory, clock, see, heard } = this.#parts;
    const everyMs = directory.pollEveryMs(poll);
    const remote = await directory.remoteOf(poll, 'background');
    const list = remote?.list;
    const isCurrent = (): Promise<boolean> => directory.isCurrent(poll, remote, 'background');
    let { cursor } = poll;
    if (!list) return { cursor, trouble: 'it cannot be called: its credentials are missing', everyMs };
    for (let page = 0; page < mostPagesPerLook && !this.#rounds.isStopped; page++) {
      const { outcome } = await list(cursor, clock(), AbortSignal.timeout(longestCallMs));
      await heard(poll, outcome, isCurrent);
      if (outcome.kind !== 'done') {
        const isRefused = outcome.kind === 'refused' && outcome.why === 'not_allowed';
        return { cursor, trouble: outcome.detail, isRefused, everyMs };
      }
      await see(poll, outcome.answer.sightings);
      cursor = outcome.answer.cursor;
      if (!outcome.answer.hasMore) break;
      if (!(await keepPoll(pool, { ...poll, cursor, dueAt: clock() + leaseMs }))) break;
    }
    return { cursor, trouble: null, everyMs };
  }
}
