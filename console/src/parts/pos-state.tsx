// How a POS is, in a word, a colour and a shape, and in a sentence where a word does not say enough: by its host and its pace as
// this hub sees them, and by how its stock could be read. The same wherever it is shown.
import type { PosHealth } from '../../../src/http/broker/schemas/now.ts';
import { useCallsSentence } from './calls-sentence.ts';
import { useNow } from './now.ts';
import { pausedLines } from './pace-words.ts';
import { Badge } from './status-badge.tsx';

type State = 'works' | 'asked for a pause' | 'away' | 'being tried' | 'troubled';

const looks = {
  works: { mood: 'good', shape: 'disc' },
  'asked for a pause': { mood: 'busy', shape: 'half' },
  'being tried': { mood: 'busy', shape: 'half' },
  troubled: { mood: 'needs', shape: 'triangle' },
  away: { mood: 'needs', shape: 'diamond' },
} as const;

type Known = Pick<PosHealth, 'host' | 'pace'> & { stock: { trouble: string | null } | null };

export function usePosState(pos: Known): State {
  return posStateAt(pos, useNow());
}

export function posStateAt({ host, pace, stock }: Known, now: number): State {
  if (host?.state === 'open') return 'away';
  if (host?.state === 'half_open') return 'being tried';
  if (pausedLines(pace, now).length > 0) return 'asked for a pause';
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

/** Null: it works. */
export function usePosSentence({ name, host, pace, stock }: Known & { name: string }): string | null {
  const ofCalls = useCallsSentence({ name, host, pace });
  return ofCalls ?? (stock?.trouble ? stockSentence(name, stock.trouble) : null);
}

export function stockSentence(name: string, trouble: string): string {
  return `${name}’s stock cannot be read: ${trouble}. It is tried again by itself.`;
}
