// What an account is connected to, line by line: what each is called, how it is, and when something last happened there.
import { Link } from '@tanstack/react-router';
import styles from './standing-list.module.css';

export function StandingList({ children }: { children: React.ReactNode }) {
  return <ul className={styles.list}>{children}</ul>;
}

type Props = {
  to: string;
  name: React.ReactNode;
  /** How it is. */
  badges: React.ReactNode;
  /** By what each is called. */
  facts: readonly (readonly [called: string, value: React.ReactNode])[];
  needsYou?: boolean;
  /** Where a word does not say enough. */
  sentence?: string | null;
};

export function StandingRow({ to, name, badges, facts, needsYou = false, sentence = null }: Props) {
  return (
    <li className={styles.row} data-needs-you={needsYou || undefined}>
      <div className={styles.name}>
        <Link to={to}>{name}</Link>
        {badges}
      </div>
      <dl className={styles.facts}>
        {facts.map(([called, value]) => (
          <div key={called}>
            <dt>{called}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {sentence && <p className={styles.sentence}>{sentence}</p>}
    </li>
  );
}
