// How every connection is, for the whole console: the dots in the header, and what each marketplace is called and drawn in.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readHealth } from '../api/routes/now.ts';
import { MarketplacesContext } from '../parts/marketplace.tsx';
import { useRereadOn } from './live.tsx';

const key = ['health'];
const everyMs = 20_000;

export function useHealth() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => readHealth({ signal }), refetchInterval: everyMs });
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
