// How a POS is, in a word, a colour and a shape: by its host and its pace as this hub sees them, and by how its stock could be read.
import type { PointOfSale } from '../../../src/http/broker/schemas/points-of-sale.ts';
import { useIsPaused } from './pace.tsx';
import { Badge } from './status-badge.tsx';

type State = 'works' | 'asked for a pause' | 'away' | 'being tried' | 'troubled';

const looks = {
  works: { mood: 'good', shape: 'disc' },
  'asked for a pause': { mood: 'busy', shape: 'half' },
  'being tried': { mood: 'busy', shape: 'half' },
  troubled: { mood: 'needs', shape: 'triangle' },
  away: { mood: 'needs', shape: 'diamond' },
} as const;

type Known = Pick<PointOfSale, 'host' | 'pace' | 'stock'>;

export function usePosState({ host, pace, stock }: Known): State {
  const isPaused = useIsPaused(pace);
  if (host?.state === 'open') return 'away';
  if (host?.state === 'half_open') return 'being tried';
  if (isPaused) return 'asked for a pause';
  return stock?.trouble ? 'troubled' : 'works';
}

export function PosState(pos: Known) {
  const state = usePosState(pos);
  return (
    <Badge mood={looks[state].mood} shape={looks[state].shape}>
      {state}
    </Badge>
  );
}
