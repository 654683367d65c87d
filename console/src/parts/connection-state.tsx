// How a connection is, in a word, a colour and a shape: the same wherever it is shown.
import type { Pace } from '../../../src/http/broker/schemas/calls.ts';
import type { ConnectionHealth } from '../../../src/http/broker/schemas/now.ts';
import { useIsPaused } from './pace.tsx';
import { Badge } from './status-badge.tsx';

const words = {
  well: { mood: 'good', shape: 'disc', word: 'works' },
  paused: { mood: 'calm', shape: 'half', word: 'paused' },
  quiet: { mood: 'calm', shape: 'ring', word: 'quiet' },
  troubled: { mood: 'needs', shape: 'triangle', word: 'troubled' },
  refused: { mood: 'needs', shape: 'diamond', word: 'refuses us' },
} as const;

const askedForAPause = { mood: 'busy', shape: 'half', word: 'asked for a pause' } as const;

/** `pace`: where it is known. What is wrong goes before a pause that its marketplace asks for. */
export function ConnectionState({ is, pace = null }: Pick<ConnectionHealth, 'is'> & { pace?: Pace | null }) {
  const isPaused = useIsPaused(pace) && (is === 'well' || is === 'quiet');
  const { mood, shape, word } = isPaused ? askedForAPause : words[is];
  return (
    <Badge mood={mood} shape={shape}>
      {word}
    </Badge>
  );
}
