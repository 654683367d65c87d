// What came of a test call, in a sentence; what was sent is a click away.
import type { Tried } from '../../../../src/http/broker/schemas/declared.ts';
import { LoudNote } from '../loud-note.tsx';
import styles from './declared.module.css';

const moods: Readonly<Record<Tried['came'], 'good' | 'needs' | 'calm'>> = {
  works: 'good',
  nothing_to_call: 'calm',
  refused: 'needs',
  not_reached: 'needs',
  no_answer: 'needs',
  no_credentials: 'needs',
};

export function TriedNote({ tried }: { tried: Tried }) {
  const { warnings } = tried;
  return (
    <>
      <Came tried={tried} />
      {warnings.length > 0 && <LoudNote sentences={warnings} />}
    </>
  );
}

function Came({ tried: { came, sentence, calls } }: { tried: Tried }) {
  return (
    <div className={styles.tried} data-mood={moods[came]} role="status">
      <p>{sentence}</p>
      {calls.length > 0 && (
        <details>
          <summary>What was sent</summary>
          <ul className={styles.calls}>
            {calls.map(({ line, status, failure, took_ms: tookMs }, place) => (
              <li key={place}>
                {line} → {status ?? failure ?? 'no answer'}
                {tookMs !== null && ` (${Math.round(tookMs)} ms)`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
