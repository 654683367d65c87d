// What the pages have read, kept as long as it is worth something. A no is not asked again; silence is.
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem.ts';

const triesAfterSilence = 2;

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
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
      retry: (failures, error) => !(error instanceof ApiProblem && error.status < 500) && failures < triesAfterSilence,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8_000),
    },
    mutations: { networkMode: 'always' },
  },
});

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}
