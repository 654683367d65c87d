// How every connection and POS is, for the whole console: the dots in the header, and what each marketplace is called and drawn in.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readHealth } from '../api/routes/now.ts';
import { MarketplacesContext } from '../parts/marketplace.tsx';
import { rereadPaceMs } from '../parts/pace.tsx';
import { useRereadOn } from './live.tsx';

const key = ['health'];

export function useHealth() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readHealth({ signal }),
    refetchInterval: ({ state: { data } }) =>
      rereadPaceMs([...(data?.connections ?? []), ...(data?.points_of_sale ?? [])].map(({ pace }) => pace)),
  });
}

export function Marketplaces({ children }: { children: React.ReactNode }) {
  const { data } = useHealth();
  useRereadOn(['connection'], key);
  const known = useMemo(
    () => new Map((data?.connections ?? []).map(({ marketplace, name, rank }) => [marketplace, { name, rank }])),
    [data],
  );
  return <MarketplacesContext value={known}>{children}</MarketplacesContext>;
}
