// What is known of a marketplace or a POS, each with how well and from where: facts that nobody vouches for say so.
import type { Capability } from '../../../../src/http/broker/schemas/declared.ts';
import { capital } from '../capital.ts';
import { Badge } from '../status-badge.tsx';
import styles from './declared.module.css';

const looks = {
  VENDOR: ['good', 'disc'],
  VENDOR_COPY: ['good', 'half'],
  THIRD_PARTY: ['busy', 'half'],
  INFERRED: ['busy', 'ring'],
  UNKNOWN: ['calm', 'dash'],
  OURS: ['good', 'disc'],
} as const;

export function DeclaredFacts({ facts }: { facts: readonly Capability[] }) {
  const grades = new Map(facts.map(({ grade_called: called, grade_meaning: meaning }) => [called, meaning]));
  return (
    <>
      <dl className={styles.facts}>
        {facts.map((fact) => (
          <Fact key={fact.name} fact={fact} />
        ))}
      </dl>
      <details className={styles.grades}>
        <summary>What “published”, “inferred” and “not public” mean</summary>
        <ul>
          {[...grades].map(([called, meaning]) => (
            <li key={called}>
              <strong>{called}</strong>: {meaning}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Fact({
  fact: { called, value, grade, grade_called: gradeCalled, grade_meaning: meaning, source, setting },
}: {
  fact: Capability;
}) {
  const [mood, shape] = looks[grade as keyof typeof looks] ?? (['calm', 'dash'] as const);
  return (
    <div>
      <dt>{capital(called)}</dt>
      <dd>
        {capital(value)}
        {setting && (
          <>
            {' '}
            <span className="quiet">
              ({setting.name}: {setting.assumed})
            </span>
          </>
        )}
        <br />
        <span className={styles.source}>
          <WithLinks text={source} />
        </span>
      </dd>
      <dd title={meaning}>
        <Badge mood={mood} shape={shape}>
          {gradeCalled}
        </Badge>
      </dd>
    </div>
  );
}

/** Sources are written down without their scheme. */
const address = /(?<![\w/.])((?:[a-z0-9-]+\.)+[a-z]{2,}\/[^\s:;,)]+)/g;

function WithLinks({ text }: { text: string }) {
  return text.split(address).map((part, place) =>
    place % 2 === 1 ? (
      <a key={place} href={`https://${part}`} target="_blank" rel="noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
