// The whole listing file → its listings, or its errors. Nothing of a file is taken unless all of it is right.
// Kept: memory is bounded, by the number of tickets for a good file and by the number of errors for a bad one.
import { type BadLine, type Row, readRows } from './csv-lines.ts';
import { columns, decodeHeader, decodeRow, type Header, type LineError, type ListingInFile } from './listing-file.ts';

/** The first errors, and how many more there are. */
export type Errors = { errors: LineError[]; more: number };

/** More than this many nobody reads. */
export const mostErrors = 50;
/** These two bound the memory: some 500 MB at the worst. */
const mostListings = 500_000;
const mostTicketsInFile = 2_000_000;

export async function readListingFile(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onProgress: (rows: number) => void,
): Promise<{ listings: ListingInFile[]; tickets: number } | Errors> {
  const reading = new Reading();
  for await (const rows of readRows(source)) {
    for (const row of rows) reading.take(row);
    onProgress(reading.rows);
    if (reading.isOverfull) break;
  }
  return reading.end();
}

class Reading {
  readonly #listings: ListingInFile[] = [];
  readonly #lineOf = new Map<string, number>();
  readonly #found: Errors = { errors: [], more: 0 };
  /** Null after a header that is wrong: then its rows cannot be judged. */
  #header: Header | null | undefined;
  #tickets = 0;
  rows = 0;
  isOverfull = false;

  take(row: Row | BadLine): void {
    if (this.isOverfull) return;
    if ('wrong' in row) {
      this.#report({ line: row.line, column: null, message: row.wrong });
      // Whatever the first line is, it was to be the header.
      if (this.#header === undefined) this.#header = null;
    } else if (this.#header === undefined) {
      const decoded = decodeHeader(row);
      this.#header = 'header' in decoded ? decoded.header : null;
      if ('errors' in decoded) decoded.errors.forEach(this.#report);
    } else if (this.#header !== null) {
      this.rows++;
      const decoded = decodeRow(this.#header, row);
      if ('errors' in decoded) decoded.errors.forEach(this.#report);
      else this.#add(decoded.listing);
    }
  }

  end(): { listings: ListingInFile[]; tickets: number } | Errors {
    if (this.#header === undefined) {
      this.#report({ line: 1, column: null, message: `the file is empty; its first line is ${columns.join(',')}` });
    }
    return this.#found.errors.length > 0 ? this.#found : { listings: this.#listings, tickets: this.#tickets };
  }

  #add(listing: ListingInFile): void {
    const { line, remoteId } = listing;
    const earlier = this.#lineOf.get(remoteId);
    if (earlier !== undefined) {
      const message = `remote_id ${JSON.stringify(remoteId)} stands on line ${earlier} already`;
      this.#report({ line, column: 'remote_id', message });
      return;
    }
    this.#lineOf.set(remoteId, line);
    this.#tickets += listing.seats.length;
    if (this.#listings.length >= mostListings || this.#tickets > mostTicketsInFile) {
      this.isOverfull = true;
      const most = `${mostListings.toLocaleString('en')} listings and ${mostTicketsInFile.toLocaleString('en')} tickets`;
      this.#report({ line, column: null, message: `a file may have ${most} at most; import it in parts` });
    } else if (this.#found.errors.length === 0) {
      this.#listings.push(listing);
    }
  }

  readonly #report = (error: LineError): void => {
    if (this.#found.errors.length < mostErrors) this.#found.errors.push(error);
    else this.#found.more++;
  };
}
