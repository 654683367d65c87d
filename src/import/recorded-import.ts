// An import that is on record: who began it, how far it has come, and what became of it. That it is done is written in the
// transaction that writes its listings, so a process that dies leaves nothing half done, and whoever looks sees that.
import { randomUUID } from 'node:crypto';
import type { AccountId, Instant } from '../core/order.ts';
import { type Doer, recordDeed } from '../db/deeds.ts';
import { endImport, type ImportEnd, type ImportName, insertImport, noteImportProgress } from '../db/import-records.ts';
import type { Pool } from '../db/pool.ts';
import { failpoint } from '../engine/failpoints.ts';
import { type Imported, importListings, type Progress } from './import-listings.ts';
import type { Errors } from './read-listing-file.ts';

/** Whoever runs an import says so again and again; after so long a silence it counts as broken off. */
const silenceMs = 15_000;
const noteEveryMs = 500;

export type ImportOrder = {
  accountId: AccountId;
  /** The POS in which the listings stand. */
  pos: string;
  fileName: string;
  by: Doer;
  source: AsyncIterable<Uint8Array>;
};

type Parts = {
  pool: Pool;
  clock: () => Instant;
  /** Hears each time when something of it has been written down. */
  onNoted?: (name: ImportName) => void;
  onProgress?: (progress: Progress) => void;
};

export type RunningImport = {
  importId: string;
  /** Resolves when the file has been read to its end, or the import has ended. */
  received: Promise<void>;
  /** Rejects when it could not be brought to an end; that is on record by then. */
  ended: Promise<Imported | Errors>;
};

/** What is wrong with the way in which the file comes, in a sentence for whoever sent it. */
export class FileTrouble extends Error {}

/** Null: another import into this account is under way. */
export async function beginImport(parts: Parts, order: ImportOrder): Promise<RunningImport | null> {
  const { pool, clock, onNoted } = parts;
  const name = { accountId: order.accountId, importId: randomUUID() };
  const { pos, fileName, by } = order;
  const now = clock();
  const isBegun = await insertImport(
    pool,
    name,
    { pos, fileName, byName: by.name },
    { now, aliveUntil: now + silenceMs },
  );
  if (!isBegun) return null;
  onNoted?.(name);
  const received = Promise.withResolvers<void>();
  const ended = run(parts, order, name, received.resolve).finally(received.resolve);
  return { importId: name.importId, received: received.promise, ended };
}

async function run(
  parts: Parts,
  order: ImportOrder,
  name: ImportName,
  onReceived: () => void,
): Promise<Imported | Errors> {
  const { pool, clock, onNoted, onProgress } = parts;
  const notes = new Notes(parts, name);
  try {
    const outcome = await importListings({
      ...{ pool, accountId: order.accountId, pos: order.pos, source: order.source, now: clock() },
      onProgress(progress) {
        if (progress.phase !== 'reading') onReceived();
        notes.progress = progress;
        onProgress?.(progress);
      },
      async beforeCommit(db, counts) {
        failpoint('import_written');
        // Whoever took it for broken off may have imported something else since.
        if (!(await endImport(db, name, { state: 'done', counts }, clock()))) throw new Error('it was given up');
        await recordDeed(db, deedOf(order, name, counts, clock()));
      },
    });
    if ('errors' in outcome) {
      await endImport(pool, name, { state: 'refused', errors: outcome.errors, moreErrors: outcome.more }, clock());
    }
    return outcome;
  } catch (error) {
    const trouble = error instanceof FileTrouble ? error.message : 'It could not be brought to its end.';
    const end: ImportEnd = { state: 'broken_off', trouble: `${trouble} Nothing was imported.` };
    // Should the database be away, its silence says the same.
    await endImport(pool, name, end, clock()).catch(() => {});
    throw error;
  } finally {
    await notes.stop();
    onNoted?.(name);
  }
}

/** Writes the newest progress down twice a second, and that somebody is at it. */
class Notes {
  progress: Progress = { phase: 'reading', rows: 0, of: null };
  readonly #parts: Parts;
  readonly #name: ImportName;
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(parts: Parts, name: ImportName) {
    this.#parts = parts;
    this.#name = name;
    this.#timer = setInterval(() => this.#note(), noteEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  #note(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    const { pool, clock, onNoted } = this.#parts;
    this.#writing = noteImportProgress(pool, this.#name, this.progress, clock() + silenceMs)
      .then(() => onNoted?.(this.#name))
      // The next one tells more.
      .catch(() => {})
      .finally(() => {
        this.#isWriting = false;
      });
  }
}

function deedOf(
  { accountId, fileName, by, pos }: ImportOrder,
  { importId }: ImportName,
  { twins, ...counts }: Imported,
  at: Instant,
) {
  const [listings, tickets, added, changed] = [counts.listings, counts.tickets, counts.added, counts.changed].map(
    (count) => count.toLocaleString('en'),
  );
  return {
    ...{ accountId, at, by, what: 'listings.imported' },
    did: `imported ${fileName}: ${listings} listings with ${tickets} tickets, ${added} new, ${changed} changed`,
    subject: { kind: 'import', id: importId },
    details: { file_name: fileName, pos, ...counts, seats_listed_twice: twins.seats },
  };
}
