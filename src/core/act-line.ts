// What a person did about an order, as the one line that the journal keeps of it; and that line, read again.
import type { Act } from './command.ts';

const words: Readonly<Record<Act['do'], string>> = {
  reject: 'reject',
  retry: 'retry',
  fill: 'fill',
  release: 'release',
  note_confirmed: 'note confirmed',
  note_rejected: 'note rejected',
  note_cancelled: 'note cancelled',
};

export type ActRead = { by: string; do: Act['do']; reason: string | null; remoteId: string | null };

export function actLine(act: Act): string {
  const line = `${act.by}: ${words[act.do]}`;
  if (act.do === 'reject') return `${line}, because ${act.reason}`;
  return act.do === 'fill' ? `${line} from listing ${act.remoteId}` : line;
}

const acts = Object.entries(words) as [Act['do'], string][];
const form = new RegExp(
  `^(.*?): (${acts.map(([, word]) => word).join('|')})(?:, because (.*)| from listing (.*))?$`,
  's',
);

/** Null: the line is of something else. */
export function readActLine(line: string): ActRead | null {
  const [, by, word, reason = null, remoteId = null] = form.exec(line) ?? [];
  const done = acts.find(([, known]) => known === word)?.[0];
  return by === undefined || done === undefined ? null : { by, do: done, reason, remoteId };
}
