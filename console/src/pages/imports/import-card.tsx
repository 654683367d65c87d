// One import: how it stands, how far it has come, what it brought, and what is wrong in its file.
import { Progress } from '@mantine/core';
import type { Import } from '../../../../src/http/broker/schemas/imports.ts';
import { Badge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './import-card.module.css';

const looks = {
  running: { mood: 'busy', shape: 'half', word: 'running' },
  done: { mood: 'good', shape: 'disc', word: 'done' },
  refused: { mood: 'needs', shape: 'triangle', word: 'refused' },
  broken_off: { mood: 'needs', shape: 'diamond', word: 'broken off' },
} as const;

/** What is wrong with an older file is one click away: it has been mended, or never will be. */
export function ImportCard({ done, isNewest }: { done: Import; isNewest: boolean }) {
  const { mood, shape, word } = looks[done.state];
  return (
    <div className={styles.card}>
      <span className={styles.line}>
        <Badge mood={mood} shape={shape}>
          {word}
        </Badge>
        <strong className={styles.name}>
          <bdi>{done.file_name}</bdi>
        </strong>
        <span className={styles.when}>
          <bdi>{done.by}</bdi>, <Time at={done.began_at} />
        </span>
      </span>
      <p className={styles.standing}>{done.standing}</p>
      {done.state === 'running' && <HowFar {...done} />}
      {done.counts && <Brought counts={done.counts} />}
      {done.seats_listed_twice && <ListedTwice twice={done.seats_listed_twice} isNewest={isNewest} />}
      {done.errors.length > 0 && (
        <details open={isNewest} className={styles.errors}>
          <summary>What is wrong, by line</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">What is wrong</th>
              </tr>
            </thead>
            <tbody>
              {done.errors.map(({ line, column, message }, place) => (
                <tr key={`${line} ${column} ${place}`}>
                  <th scope="row">{line}</th>
                  <td>
                    <bdi>{message}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {done.error_count > done.errors.length && (
            <p className="quiet">and {(done.error_count - done.errors.length).toLocaleString('en')} more</p>
          )}
        </details>
      )}
    </div>
  );
}

/** What is nought is left out; that all of it is, the standing says. */
function Brought({ counts }: { counts: NonNullable<Import['counts']> }) {
  const { added, changed, unchanged } = counts;
  const many = (count: number, word: string): string => (count === 0 ? '' : `${count.toLocaleString('en')} ${word}`);
  const parts = [
    many(added, 'new'),
    many(changed, 'changed'),
    many(unchanged, unchanged === 1 ? 'as it was' : 'as they were'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : <p className={styles.counts}>{parts.join(' · ')}</p>;
}

/** Each of the two can sell the seat: whoever imported it decides which one stays. */
function ListedTwice({ twice, isNewest }: { twice: NonNullable<Import['seats_listed_twice']>; isNewest: boolean }) {
  const more = twice.pairs - twice.first.length;
  return (
    <details open={isNewest} className={styles.errors}>
      <summary>{twice.sentence}</summary>
      <ul className={styles.twice}>
        {twice.first.map(({ sentence, remote_ids: ids }) => (
          <li key={ids.join(' ')}>
            <bdi>{sentence}</bdi>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="quiet">and in {more.toLocaleString('en')} more pairs of listings</p>}
    </details>
  );
}

/** A third of the way for each phase: how long one takes nobody knows before. */
const phases = { reading: 0, comparing: 1, writing: 2 } as const;

function HowFar({ phase, rows, of }: Import) {
  const inPhase = of === null || of === 0 ? 0 : rows / of;
  const words =
    of === null
      ? `${rows.toLocaleString('en')} rows read`
      : `${rows.toLocaleString('en')} of ${of.toLocaleString('en')}`;
  return (
    <div className={styles.far}>
      <Progress
        value={((phases[phase] + inPhase) / 3) * 100}
        size="sm"
        animated
        aria-label="How far the import has come"
      />
      <span>{words}</span>
    </div>
  );
}
