// How a connection is, in a word, a colour and a shape: the same wherever it is shown.
import type { ConnectionHealth } from '../../../src/http/broker/schemas/now.ts';
import { Badge } from './status-badge.tsx';

const words = {
  well: { mood: 'good', shape: 'disc', word: 'works' },
  paused: { mood: 'calm', shape: 'half', word: 'paused' },
  quiet: { mood: 'calm', shape: 'ring', word: 'quiet' },
  troubled: { mood: 'needs', shape: 'triangle', word: 'troubled' },
  refused: { mood: 'needs', shape: 'diamond', word: 'refuses us' },
} as const;

export function ConnectionState({ is }: Pick<ConnectionHealth, 'is'>) {
  const { mood, shape, word } = words[is];
  return (
    <Badge mood={mood} shape={shape}>
      {word}
    </Badge>
  );
}
