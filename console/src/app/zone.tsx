// The broker's time zone, for every moment that the console shows: the account's own choice, whatever device it is read on.
import { useQuery } from '@tanstack/react-query';
import { readSettings } from '../api/routes/settings.ts';
import { deviceZone, ZoneContext } from '../parts/time.tsx';

const rarelyChangesMs = 5 * 60_000;

export function Zone({ children }: { children: React.ReactNode }) {
  const { data } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => readSettings({ signal }),
    staleTime: rarelyChangesMs,
  });
  return <ZoneContext value={data?.time_zone ?? deviceZone}>{children}</ZoneContext>;
}
