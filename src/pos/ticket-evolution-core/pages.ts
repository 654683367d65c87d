// One page of a list, and whether it is the last: every list of Ticket Evolution Core is paged alike.
// Kept: a list is at its end only when a page is not full, when as many were shown as it says there are, or when it says in
// words that the page after a full one is not there.
// Source: page, per_page and total_entries in the vendor's client of 2016 (VENDOR); what it says of a page past the last is
// not public.
import Type, { type Static, type TSchema } from 'typebox';
import { hasShape } from '../../shape.ts';
import type { Said, Talk } from './talk.ts';

const perPage = 100;
const Counted = Type.Object({ total_entries: Type.Integer({ minimum: 0 }) });

type List<Schema extends TSchema, Entry> = {
  path: string;
  query?: Readonly<Record<string, string>>;
  schema: Schema;
  entriesIn: (shown: Static<Schema>) => readonly Entry[];
};

/** `total`: of all pages. Null: it does not say. */
export type Page<Entry> = { entries: readonly Entry[]; isLast: boolean; total: number | null };

/** The first page is 1; one further on is asked for only when the one before it was not the last. */
export async function readPage<Schema extends TSchema, Entry>(
  talk: Talk,
  { path, query = {}, schema, entriesIn }: List<Schema, Entry>,
  page: number,
): Promise<Said<Page<Entry>>> {
  const said = await talk.look(path, { ...query, page: String(page), per_page: String(perPage) }, schema);
  const isPastTheLast = page > 1 && said.kind === 'no' && said.status === 404 && said.isInWords;
  if (isPastTheLast) return { kind: 'said', shown: { entries: [], isLast: true, total: null } };
  if (said.kind !== 'said') return said;
  const entries = entriesIn(said.shown);
  const total = hasShape(Counted, said.shown) ? said.shown.total_entries : null;
  return { kind: 'said', shown: { entries, isLast: entries.length < perPage || page * perPage === total, total } };
}
