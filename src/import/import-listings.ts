// The import: a file's listings into an account, all of them or none, in one transaction.
// Kept: holds on listings that the file does not change never wait, and on those that it changes only briefly. What is
// stored is compared without locks, only what is new or changed is staged, and that is merged with the owners that are
// found under the locks.
import { isSameTickets } from '../core/claim.ts';
import type { AccountId, Instant } from '../core/order.ts';
import type { TwinTally } from '../core/twin-seats.ts';
import {
  closeStage,
  insertStaged,
  type ListingContent,
  lockStaged,
  openStage,
  readChangingTickets,
  readListings,
  type StoredListing,
  type StoredTickets,
  stageListings,
  updateContent,
  updateTickets,
} from '../db/import.ts';
import type { ImportBrought, ImportPhase } from '../db/import-records.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';
import { readTwinsOfFile } from '../db/twin-seats.ts';
import type { LineError, ListingInFile } from './listing-file.ts';
import { type Errors, mostErrors, readListingFile } from './read-listing-file.ts';
import { mergeTickets } from './tickets.ts';

export type Imported = ImportBrought;

/** Rows so far, and of how many when that is known. */
export type Progress = { phase: ImportPhase; rows: number; of: number | null };

export type Import = {
  pool: Pool;
  accountId: AccountId;
  /** The POS in which the listings stand. */
  pos: string;
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  now: Instant;
  onProgress?: (progress: Progress) => void;
  /** In the transaction that writes the listings, at its end. What it throws undoes all of it. */
  beforeCommit?: (db: Database, imported: Imported) => Promise<void>;
};

/** Large enough that round trips cost little, small enough that no statement is long. */
const chunkRows = 1_000;

export async function importListings(order: Import): Promise<Imported | Errors> {
  const { onProgress = () => {} } = order;
  const file = await readListingFile(order.source, (rows) => onProgress({ phase: 'reading', rows, of: null }));
  if ('errors' in file) return file;
  const { differing, errors } = await compare(order, file.listings);
  if (errors.length > 0) return firstOf(errors);
  try {
    return await inTransaction(order.pool, async (client) => {
      await stage(client, order, differing);
      const twins = await findTwins(client, order.accountId, file.listings, differing);
      const counts = await write(client, order, differing);
      const { length } = file.listings;
      const unchanged = length - differing.length;
      const imported = { listings: length, tickets: file.tickets, ...counts, unchanged, twins };
      await order.beforeCommit?.(client, imported);
      return imported;
    });
  } catch (error) {
    if (error instanceof Overtaken) return firstOf(error.errors);
    throw error;
  }
}

/** A hold that came between the comparing and the writing made the file impossible: the transaction is rolled back. */
class Overtaken extends Error {
  readonly errors: LineError[];
  constructor(errors: LineError[]) {
    super('the file no longer fits what is stored');
    this.errors = errors;
  }
}

type Comparison = { differing: ListingInFile[]; errors: LineError[] };

async function compare({ pool, accountId, pos, onProgress }: Import, listings: ListingInFile[]): Promise<Comparison> {
  const comparison: Comparison = { differing: [], errors: [] };
  for (const [rows, chunk] of chunksOf(listings)) {
    const stored = await readListings(
      pool,
      accountId,
      chunk.map((listing) => listing.remoteId),
    );
    for (const listing of chunk) sortOut(comparison, listing, stored.get(listing.remoteId), pos);
    onProgress?.({ phase: 'comparing', rows, of: listings.length });
  }
  return comparison;
}

function sortOut(to: Comparison, listing: ListingInFile, stored: StoredListing | undefined, pos: string): void {
  const error = stored ? unfit(listing, stored, pos) : null;
  if (error) to.errors.push(error);
  else if (!stored || isChanged(listing, stored)) to.differing.push(listing);
}

/** Why the file's listing cannot take the place of the stored one. */
function unfit(listing: ListingInFile, stored: StoredTickets, pos: string): LineError | null {
  const { line, remoteId } = listing;
  const id = JSON.stringify(remoteId);
  if (stored.pos !== pos) {
    return { line, column: 'remote_id', message: `remote_id ${id} stands in the POS ${stored.pos} already` };
  }
  if (mergeTickets(stored, listing.seats) === null) {
    const [from, to] =
      listing.seats[0] === null ? ['numbered seats', 'general admission'] : ['general admission', 'numbered seats'];
    const message = `seats cannot change from ${from} to ${to}: orders own some; use another remote_id than ${id}`;
    return { line, column: 'seats', message };
  }
  return null;
}

const comparedFields = [
  'event',
  'venue',
  'eventAt',
  'section',
  'row',
  'price',
  'currency',
  'split',
] as const satisfies readonly (keyof ListingContent)[];

function isChanged(listing: ListingInFile, stored: StoredListing): boolean {
  if (comparedFields.some((field) => listing[field] !== stored[field])) return true;
  const merged = mergeTickets(stored, listing.seats);
  return merged === null || !isSameTickets(merged, stored);
}

async function stage(db: Database, { onProgress }: Import, differing: readonly ListingInFile[]): Promise<void> {
  if (differing.length === 0) return;
  await openStage(db);
  for (const [rows, chunk] of chunksOf(differing)) {
    await stageListings(db, chunk);
    onProgress?.({ phase: 'writing', rows, of: differing.length });
  }
  await closeStage(db);
}

/** Before any lock is taken: holds do not wait for it. */
function findTwins(
  db: Database,
  accountId: AccountId,
  listings: readonly ListingInFile[],
  differing: readonly ListingInFile[],
): Promise<TwinTally> {
  const differ = new Set(differing);
  return readTwinsOfFile(db, accountId, {
    eventTimes: [...new Set(listings.map(({ eventAt }) => eventAt))],
    staged: differing.map(({ remoteId }) => remoteId),
    unchanged: listings.flatMap((listing) => (differ.has(listing) ? [] : [listing.remoteId])),
  });
}

/** New listings go first: nobody waits for them, and so the locks on the others are held for a shorter time. */
async function write(
  db: Database,
  { accountId, pos, now }: Import,
  differing: readonly ListingInFile[],
): Promise<{ added: number; changed: number }> {
  if (differing.length === 0) return { added: 0, changed: 0 };
  const added = await insertStaged(db, accountId, pos, now);
  const changed = differing.length - added;
  if (changed > 0) {
    await lockStaged(db, accountId);
    const updated = await updateContent(db, accountId, pos, now);
    const merged = await mergeChanging(db, { accountId, pos, now }, differing);
    if (updated + merged < changed) throw new Error('a listing has vanished; listings are never deleted');
  }
  return { added, changed };
}

/** Merges the tickets of the listings where they change, with the owners of this moment. Returns how many there are. */
async function mergeChanging(
  db: Database,
  { accountId, pos, now }: Pick<Import, 'accountId' | 'pos' | 'now'>,
  differing: readonly ListingInFile[],
): Promise<number> {
  const byRemoteId = new Map(differing.map((listing) => [listing.remoteId, listing]));
  let merged = 0;
  let after = '';
  for (;;) {
    const changing = await readChangingTickets(db, accountId, pos, after, chunkRows);
    if (changing.length === 0) return merged;
    const errors: LineError[] = [];
    const updates: StoredTickets[] = [];
    for (const stored of changing) {
      const listing = byRemoteId.get(stored.remoteId) as ListingInFile;
      const error = unfit(listing, stored, pos);
      const tickets = mergeTickets(stored, listing.seats);
      if (error) errors.push(error);
      else if (tickets) updates.push({ ...stored, ...tickets });
    }
    if (errors.length > 0) throw new Overtaken(errors);
    await updateTickets(db, accountId, updates, now);
    merged += changing.length;
    after = changing.at(-1)?.remoteId ?? after;
  }
}

/** Chunks, each with the number of items up to its end. */
function* chunksOf<Item>(items: readonly Item[]): Generator<[number, Item[]]> {
  for (let start = 0; start < items.length; start += chunkRows) {
    const chunk = items.slice(start, start + chunkRows);
    yield [start + chunk.length, chunk];
  }
}

function firstOf(errors: LineError[]): Errors {
  return { errors: errors.slice(0, mostErrors), more: Math.max(0, errors.length - mostErrors) };
}
