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
  settle: 'settle',
};

export type ActRead = {
  by: string;
  do: Act['do'];
  reason: string | null;
  remoteId: string | null;
  /** What a person said is true, and under which invoice. */
  settledAs: string | null;
  invoiceId: string | null;
};

export function actLine(act: Act): string {
  const line = `${act.by}: ${words[act.do]}`;
  if (act.do === 'reject') return `${line}, because ${act.reason}`;
  if (act.do === 'settle') {
    return `${line} as ${act.as}${act.invoiceId === null ? '' : `, invoice ${act.invoiceId}`}, on their word`;
  }
  return act.do === 'fill' ? `${line} from listing ${act.remoteId}` : line;
}

const acts = Object.entries(words) as [Act['do'], string][];
const form = new RegExp(
  `^(.*?): (${acts.map(([, word]) => word).join('|')})(?:, because (.*)| from listing (.*)| as (\\w+)(?:, invoice (.*))?, on their word)?$`,
  's',
);

/** Null: the line is of something else. */
export function readActLine(line: string): ActRead | null {
  const [, by, word, reason = null, remoteId = null, settledAs = null, invoiceId = null] = form.exec(line) ?? [];
  const done = acts.find(([, known]) => known === word)?.[0];
  return by === undefined || done === undefined ? null : { by, do: done, reason, remoteId, settledAs, invoiceId };
}
