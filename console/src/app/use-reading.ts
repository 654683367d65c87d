// What a page reads from the hub. While it is asked again, what went wrong stays to be seen: an error that makes way for a
// skeleton every few seconds can neither be read nor pressed.
import { type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { troubleBefore } from './queries.ts';

export function useReading<Answer>(options: UseQueryOptions<Answer>) {
  const reading = useQuery(options);
  return { ...reading, error: reading.error ?? troubleBefore(options.queryKey) };
}
