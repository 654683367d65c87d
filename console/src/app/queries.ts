// What the pages have read, kept as long as it is worth something. A no is not asked again; silence is.
import { QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem.ts';

const triesAfterSilence = 2;
/** What could not be read is tried again so often, until it can be. */
const untilReadMs = 5_000;

const troubles = new WeakMap<object, Error>();

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      troubles.set(query, error);
      const { queryKey } = query;
      // The session has ended under a page: the one question that decides is asked again.
      if (isSignedOut(error) && queryKey[0] !== 'session') void queries.invalidateQueries({ queryKey: ['session'] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // A page that was read stays, with its age, when the hub is away.
      networkMode: 'always',
      refetchOnReconnect: true,
      refetchInterval: ({ state: { error } }) => (error !== null && !isNo(error) ? untilReadMs : false),
      retry: (failures, error) => !isNo(error) && failures < triesAfterSilence,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8_000),
    },
    mutations: { networkMode: 'always' },
  },
});

/** The hub has understood, and will say the same the next time. */
function isNo(error: unknown): boolean {
  return error instanceof ApiProblem && error.status < 500;
}

/** What went wrong the last time that this was asked, as long as it was never answered; null: nothing. */
export function troubleBefore(queryKey: QueryKey): Error | null {
  const query = queries.getQueryCache().find({ queryKey });
  if (query === undefined || query.state.data !== undefined) return null;
  const trouble = troubles.get(query) ?? null;
  // Whoever was nobody may be somebody by now.
  return isSignedOut(trouble) ? null : trouble;
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}
