// Why calls to a POS or a marketplace do not go as usual, in a sentence: its host is left alone, or they stand in line.
import type { HostBody, Pace } from '../../../src/http/broker/schemas/calls.ts';
import { usePaceSentences } from './pace.tsx';

/** Without its full stop: some pages say what happens meanwhile. Null: calls go. */
export function hostWords(name: string, host: HostBody | null): string | null {
  switch (host?.state) {
    case 'open':
      return `${name} did not answer lately (${host.host}), and is left alone for a moment`;
    case 'half_open':
      return `One call shows whether ${name} is back`;
    default:
      return null;
  }
}

/** What weighs most, where there is room for one sentence. Null: calls go. */
export function useCallsSentence({
  name,
  host,
  pace,
}: {
  name: string;
  host: HostBody | null;
  pace: Pace | null;
}): string | null {
  const [paceSentence = null] = usePaceSentences({ name, pace }, 1);
  const words = hostWords(name, host);
  return words === null ? paceSentence : `${words}.`;
}
