// How a POS is, in a word, a colour and a shape: by its host as this hub sees it, and by how its stock could be read.
import type { PointOfSale } from '../../../src/http/broker/schemas/points-of-sale.ts';
import { Badge } from './status-badge.tsx';

type State = 'works' | 'away' | 'being tried' | 'troubled';

const looks = {
  works: { mood: 'good', shape: 'disc' },
  'being tried': { mood: 'busy', shape: 'half' },
  troubled: { mood: 'needs', shape: 'triangle' },
  away: { mood: 'needs', shape: 'diamond' },
} as const;

export function posState({ host, stock }: Pick<PointOfSale, 'host' | 'stock'>): State {
  if (host?.state === 'open') return 'away';
  if (host?.state === 'half_open') return 'being tried';
  return stock?.trouble ? 'troubled' : 'works';
}

export function PosState(pos: Pick<PointOfSale, 'host' | 'stock'>) {
  const state = posState(pos);
  return (
    <Badge mood={looks[state].mood} shape={looks[state].shape}>
      {state}
    </Badge>
  );
}
