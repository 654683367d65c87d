// How calls to a POS or a marketplace stand in line: a sentence where something holds them up, and their budget beside the
// other facts. All of it is what one hub sees of its own calls.
import { useContext } from 'react';
import type { Pace, PaceLine } from '../../../src/http/broker/schemas/calls.ts';
import { useNow } from './now.ts';
import styles from './pace.module.css';
import { paceSentences, usedWords, waitingIn, waitWords } from './pace-words.ts';
import { clockText, ZoneContext } from './time.tsx';

type Given = { name: string; pace: Pace | null };

/** How soon it is read again: soon while it changes by the second. */
export function rereadPaceMs(paces: readonly (Pace | null | undefined)[]): number {
  const isBusy = paces.some((pace) => pace && (waitingIn(pace) > 0 || pace.lines.some(({ pause }) => pause !== null)));
  return isBusy ? 3_000 : 20_000;
}

export function usePaceSentences({ name, pace }: Given, most?: number): string[] {
  const zone = useContext(ZoneContext);
  const now = useNow();
  return paceSentences(name, pace, now, (at) => clockText(Date.parse(at), zone), most);
}

/** Nothing where calls go. */
export function PaceNote(given: Given) {
  const sentences = usePaceSentences(given);
  if (sentences.length === 0) return null;
  return (
    <div className={styles.note} role="status">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

/** In a few words, among the short facts. */
export function PaceFacts({ pace }: { pace: Pace }) {
  const waiting = waitingIn(pace);
  const [only, ...others] = pace.lines;
  const used = others.length === 0 && only ? usedWords(only) : `${inUse(pace).length} of ${pace.lines.length} budgets`;
  return (
    <>
      <div>
        <dt>Calls now</dt>
        <dd className="figures">{used}</dd>
      </div>
      {waiting > 0 && (
        <div>
          <dt>Calls waiting</dt>
          <dd className="figures">{waiting.toLocaleString('en')}</dd>
        </div>
      )}
    </>
  );
}

/** Each budget by itself, where there are several, and what other hubs have to do with it. */
export function PaceLines({ name, pace }: { name: string; pace: Pace }) {
  const now = useNow();
  const { lines, hub, other_hubs: others } = pace;
  return (
    <>
      {lines.length > 1 && (
        <details className={styles.lines}>
          <summary>
            {name} counts calls in {lines.length} budgets
          </summary>
          <ul>
            {lines.map((line) => (
              <li key={line.endpoint ?? ''}>
                <span>{line.endpoint ?? 'all other calls'}</span>
                <span className="figures">
                  {usedWords(line)}
                  {line.waiting > 0 && `; ${waitWords(line, now)}`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {others > 0 && (
        <p className={styles.hubs}>
          So it is at this hub ({hub}). {others === 1 ? 'Another hub is' : `${others} other hubs are`} at work, and{' '}
          {others === 1 ? 'keeps' : 'each keeps'} to this pace by itself.
        </p>
      )}
    </>
  );
}

function inUse({ lines }: Pace): PaceLine[] {
  return lines.filter(({ used, waiting }) => used > 0 || waiting > 0);
}
