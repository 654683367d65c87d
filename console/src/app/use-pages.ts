// A list that is read page after page as one scrolls. A search for something rare may get empty pages that go on: so many are
// turned by themselves, and then a person is asked whether to look further.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { troubleBefore } from './queries.ts';

const mostTurns = 10;

type Page<Item> = { items: Item[]; next_cursor: string | null };

type Reading<Of> = {
  queryKey: readonly unknown[];
  /** `cursor` undefined: the first page. */
  read: (cursor: { cursor?: string }, signal: AbortSignal) => Promise<Of>;
  /** Read again by itself, so often. */
  everyMs?: number;
};

export function usePages<Item, Of extends Page<Item>>({ queryKey, read, everyMs }: Reading<Of & Page<Item>>) {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam === null ? {} : { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
    placeholderData: (before) => before,
    ...(everyMs ? { refetchInterval: everyMs } : {}),
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = list;
  const pages = list.data?.pages ?? [];
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const empties = pages.length - pages.findLastIndex(({ items }) => items.length > 0) - 1;
  const isSearchingOn = hasNextPage && empties > 0 && empties < mostTurns;
  useEffect(() => {
    if (isSearchingOn && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage();
  }, [isSearchingOn, isFetchingNextPage, isPlaceholderData, fetchNextPage]);
  return {
    ...list,
    error: list.error ?? troubleBefore(queryKey),
    rows: pages.flatMap(({ items }) => items),
    onEnd,
    isSearchingOn,
    /** It has looked at many and found none: whether to go on is a person's choice. */
    mayLookFurther: hasNextPage && empties >= mostTurns,
  };
}
