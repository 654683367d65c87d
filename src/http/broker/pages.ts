// Pages of long lists, by keyset: a cursor holds the sort key of the last row that was seen, so that page 1,000 costs
// what page 1 costs and nothing is shown twice while rows arrive. Never an offset.
import Type, { type Static, type TSchema } from 'typebox';
import { hasShape } from '../../shape.ts';
import { RequestProblem } from '../problems.ts';
import { type PageQuery, usuallyPerPage } from './schemas/page.ts';

/** The instants of a sort key: milliseconds, of years that events and orders have. A column that is sorted by must hold no finer ones. */
export const InstantKey = Type.Integer({ minimum: Date.UTC(1900, 0), maximum: Date.UTC(9999, 11, 31) });
/** A text of a sort key. The database takes no NUL. */
export const TextKey = Type.String({ maxLength: 1_000, pattern: '^[^\\u0000]*$' });
export const UuidKey = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});

export type Cursors<Key> = {
  /** Null: the first page. Throws `malformed` for a cursor that this list never gave. */
  read: (query: PageQuery) => Key | null;
  write: (key: Key) => string;
};

/** The cursors of one list in one order. `list` names both, so that no other list's cursor is taken for its own. */
export function cursorsOf<Key extends TSchema>(list: string, schema: Key): Cursors<Static<Key>> {
  return {
    read({ cursor }) {
      if (cursor === undefined) return null;
      const [named, key] = decoded(cursor);
      if (named === list && hasShape(schema, key)) return key;
      throw new RequestProblem('malformed', [{ field: 'cursor', message: 'is not one that this list gave' }]);
    },
    write: (key) => Buffer.from(JSON.stringify([list, key])).toString('base64url'),
  };
}

function decoded(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/**
 * One page. `read` gets how many rows to fetch, which is one more than are shown: the extra one says whether there is a
 * next page. `keyOf` gives a row's sort key.
 */
export async function readPage<Row, Key, Item>(
  query: PageQuery,
  cursors: Cursors<Key>,
  parts: {
    read: (after: Key | null, limit: number) => Promise<readonly Row[]>;
    keyOf: (row: Row) => Key;
    itemOf: (row: Row) => Item;
  },
): Promise<{ items: Item[]; next_cursor: string | null }> {
  const limit = query.limit ?? usuallyPerPage;
  const rows = await parts.read(cursors.read(query), limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: shown.map(parts.itemOf), next_cursor: hasMore ? cursors.write(parts.keyOf(last)) : null };
}
