// One row of the listing file → a listing, or everything that is wrong with it, by line and column. Pure.
// Kept: a listing that is decoded fits the ledger; the database refuses none of them.
import type { ListingContent } from '../db/import.ts';
import type { Row } from './csv-lines.ts';
import { type Decoded, quoted } from './decoded.ts';
import { decodeCurrency, decodeInstant, decodeOptionalText, decodePrice, decodeSplit, decodeText } from './fields.ts';
import { decodeSeats, mostTickets } from './seats.ts';

export const columns = [
  'remote_id',
  'event',
  'venue',
  'event_at',
  'section',
  'row',
  'seats',
  'quantity',
  'price',
  'currency',
  'split',
] as const;
export type Column = (typeof columns)[number];

/** A sentence about one line; `column` is null when it is about the line as a whole. */
export type LineError = { line: number; column: Column | null; message: string };

export type ListingInFile = ListingContent & { line: number };

/** In which place of a row each column stands. */
export type Header = { placeOf: Record<Column, number>; count: number };

const mostNameCharacters = 500;
const mostPlaceCharacters = 100;
const mostRemoteIdCharacters = 128;

export function decodeHeader({ line, fields }: Row): { header: Header } | { errors: LineError[] } {
  const unknown = fields.filter((name) => !isColumn(name));
  const missing = columns.filter((name) => !fields.includes(name));
  const doubled = columns.filter((name) => fields.indexOf(name) !== fields.lastIndexOf(name));
  const errors = [
    ...missing.map((name) => ({ line, column: name, message: `the column ${name} is missing` })),
    ...doubled.map((name) => ({ line, column: name, message: `the column ${name} stands here twice` })),
    ...unknown.map((name) => ({ line, column: null, message: unknownColumn(name) })),
  ];
  if (errors.length > 0) return { errors };
  const places = columns.map((name) => [name, fields.indexOf(name)] as const);
  return { header: { placeOf: Object.fromEntries(places) as Header['placeOf'], count: fields.length } };
}

function isColumn(name: string): name is Column {
  return (columns as readonly string[]).includes(name);
}

function unknownColumn(name: string): string {
  const delimiter = name.includes(';') ? 'semicolons' : name.includes('\t') ? 'tabs' : null;
  if (delimiter) return `the columns are separated by ${delimiter}; save the file with commas`;
  return `there is no column ${quoted(name)}; the columns are ${columns.join(', ')}`;
}

export function decodeRow(header: Header, { line, fields }: Row): { listing: ListingInFile } | { errors: LineError[] } {
  if (fields.length !== header.count) {
    const counted = fields.length === 1 ? 'is 1 field' : `are ${fields.length} fields`;
    const message = `there ${counted} where the header has ${header.count}`;
    return { errors: [{ line, column: null, message }] };
  }
  const errors: LineError[] = [];
  const text = (column: Column): string => fields[header.placeOf[column]] ?? '';
  const decode = <Value>(column: Column, decoder: (text: string) => Decoded<Value>): Value | undefined => {
    const decoded = decoder(text(column));
    if ('value' in decoded) return decoded.value;
    errors.push({ line, column, message: `${column} ${decoded.wrong}` });
    return undefined;
  };
  const currency = decode('currency', decodeCurrency);
  const listing: Partial<ListingInFile> = {
    line,
    remoteId: decode('remote_id', (id) => decodeText(id, mostRemoteIdCharacters)),
    event: decode('event', (name) => decodeText(name, mostNameCharacters)),
    venue: decode('venue', (name) => decodeText(name, mostNameCharacters)),
    eventAt: decode('event_at', decodeInstant),
    section: decode('section', (name) => decodeOptionalText(name, mostPlaceCharacters)),
    row: decode('row', (name) => decodeOptionalText(name, mostPlaceCharacters)),
    seats: text('seats') === '' ? decode('quantity', decodePlaces) : decode('seats', decodeSeats),
    price: currency === undefined ? undefined : decode('price', (price) => decodePrice(price, currency)),
    currency,
    split: decode('split', decodeSplit),
  } as Partial<ListingInFile>;
  if (listing.seats && text('seats') !== '') {
    const count = listing.seats.length;
    decode('quantity', (quantity) => agreesWithSeats(quantity, count));
  }
  // Without an error every field has its value.
  return errors.length > 0 ? { errors } : { listing: listing as ListingInFile };
}

/** General admission: so many places, and none has a label. */
function decodePlaces(quantity: string): Decoded<null[]> {
  if (quantity === '') return { wrong: 'is empty, and so are seats; general admission needs a quantity' };
  const count = /^\d{1,9}$/.test(quantity) ? Number(quantity) : 0;
  if (count < 1 || count > mostTickets) {
    return { wrong: `${quoted(quantity)} is not a whole number from 1 to ${mostTickets.toLocaleString('en')}` };
  }
  return { value: Array.from({ length: count }, () => null) };
}

function agreesWithSeats(quantity: string, seats: number): Decoded<null> {
  if (quantity === '' || (/^\d+$/.test(quantity) && Number(quantity) === seats)) return { value: null };
  return { wrong: `${quoted(quantity)} does not agree with seats, which are ${seats}; it may stay empty` };
}
