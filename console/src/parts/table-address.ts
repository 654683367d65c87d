// A table's sort, filters and columns stand in the address, so that a view can be sent to a colleague and the back button
// undoes a filter.
import { useNavigate, useSearch } from '@tanstack/react-router';

export type Sort = { by: string; isDescending: boolean };
type Words = Record<string, string | undefined>;

export type TableAddress = {
  filters: Readonly<Words>;
  sort: Sort | null;
  /** Keys of the columns to show; null: the usual ones. */
  columns: readonly string[] | null;
  /** Sets filters, leaving others as they are; undefined or empty takes one away. */
  filter: (changes: Words) => void;
  sortBy: (sort: Sort | null) => void;
  show: (columns: readonly string[] | null) => void;
};

export function useTableAddress(): TableAddress {
  const search = useSearch({ strict: false }) as Words;
  const navigate = useNavigate();
  const change = (changes: Words): void => {
    // From the address as it is then: two changes may follow each other faster than the page is drawn.
    void navigate({ to: '.', search: (before: Words) => withoutEmpty({ ...before, ...changes }), replace: true });
  };
  const { sort, columns, ...filters } = search;
  return {
    filters,
    sort: sort ? { by: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') } : null,
    columns: columns ? columns.split(',') : null,
    filter: change,
    sortBy: (next) => change({ sort: next === null ? undefined : `${next.isDescending ? '-' : ''}${next.by}` }),
    show: (next) => change({ columns: next?.join(',') }),
  };
}

function withoutEmpty(words: Words): Words {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined && value !== ''));
}

/** What stands behind the address's question mark: words, and nothing that a person would not write there. */
export function wordsOfAddress(text: string): Words {
  return Object.fromEntries(new URLSearchParams(text));
}

export function addressOfWords(search: Record<string, unknown>): string {
  const words = new URLSearchParams(Object.entries(wordsOnly(search)) as [string, string][]).toString();
  return words === '' ? '' : `?${words}`;
}

/** For a route's `validateSearch`: every word of the address is text, and nothing else. */
export function wordsOnly(search: Record<string, unknown>): Words {
  const words: Words = {};
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      words[name] = String(value);
  }
  return words;
}
