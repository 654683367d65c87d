// A choice among the account's POS systems. Not there where the house POS is the only one: then there is nothing to choose.
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { listPointsOfSale } from '../api/routes/points-of-sale.ts';

type Props = {
  label: string;
  /** What choosing none is called; left out, one must be chosen. */
  none?: string;
  value: string;
  onChange: (pos: string) => void;
};

export function PosChoice({ label, none, value, onChange }: Props) {
  const { data } = useQuery({
    queryKey: ['points-of-sale'],
    queryFn: ({ signal }) => listPointsOfSale({ signal }),
    staleTime: 60_000,
  });
  const known = data?.items ?? [];
  if (known.length < 2 && value === (none === undefined ? 'house' : '')) return null;
  const choices = known.map(({ pos, name }) => ({ value: pos, label: name }));
  // One that is gone may still be in the address.
  const others = value === '' || known.some(({ pos }) => pos === value) ? [] : [{ value, label: value }];
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={[...(none === undefined ? [] : [{ value: '', label: none }]), ...choices, ...others]}
    />
  );
}
