// How a connection is, in a word, a colour and a shape: the same wherever it is shown.
import type { ConnectionNow } from '../../../src/http/broker/schemas/now.ts';
import { useNow } from './now.ts';
import { pausedLines } from './pace-words.ts';
import { Badge } from './status-badge.tsx';

const looks = {
  well: { mood: 'good', shape: 'disc', word: 'works' },
  paused: { mood: 'calm', shape: 'half', word: 'paused' },
  quiet: { mood: 'calm', shape: 'ring', word: 'quiet' },
  troubled: { mood: 'needs', shape: 'triangle', word: 'troubled' },
  refused: { mood: 'needs', shape: 'diamond', word: 'refuses us' },
  away: { mood: 'needs', shape: 'diamond', word: 'away' },
  tried: { mood: 'busy', shape: 'half', word: 'being tried' },
  askedForAPause: { mood: 'busy', shape: 'half', word: 'asked for a pause' },
} as const;

type Known = Pick<ConnectionNow, 'is' | 'host' | 'pace'>;
type Props = Known & Pick<ConnectionNow, 'paused_at'>;

/** What its broker must see to goes first, and hides no pause of theirs. */
export function ConnectionState({ is, paused_at: pausedAt, host, pace }: Props) {
  const now = useNow();
  return (
    <>
      <Word of={connectionLook({ is, host, pace }, now)} />
      {pausedAt !== null && is !== 'paused' && <Word of="paused" />}
    </>
  );
}

function Word({ of }: { of: keyof typeof looks }) {
  const { mood, shape, word } = looks[of];
  return (
    <Badge mood={mood} shape={shape}>
      {word}
    </Badge>
  );
}

/** What weighs most of it. */
export function connectionLook({ is, host, pace }: Known, now: number): keyof typeof looks {
  if (!isPlain(is)) return is;
  if (host?.state === 'open') return 'away';
  if (host?.state === 'half_open') return 'tried';
  return pausedLines(pace, now).length > 0 ? 'askedForAPause' : is;
}

/** Nothing more is to be said of it than how its calls go. */
export function isPlain(is: ConnectionNow['is']): boolean {
  return is === 'well' || is === 'quiet';
}
