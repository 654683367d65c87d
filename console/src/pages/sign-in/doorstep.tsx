// What one sees before one is in: the mark, the promise, and one form.
import { ApiProblem } from '../../api/problem.ts';
import { Mark } from '../../app/shell/mark.tsx';
import styles from './doorstep.module.css';

type Props = { title: string; lead?: React.ReactNode; error?: Error | null; children: React.ReactNode };

export function Doorstep({ title, lead, error, children }: Props) {
  return (
    <main className={styles.doorstep}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <Mark size={34} />
          <span>
            <strong>Holdfast</strong>
            <span className="quiet">One ticket, one sale.</span>
          </span>
        </p>
        <h1>{title}</h1>
        {lead && <p className="quiet">{lead}</p>}
        {error && (
          <p role="alert" className={styles.trouble}>
            {error instanceof ApiProblem ? error.message : `${error.message} Try again in a moment.`}
          </p>
        )}
        {children}
      </div>
    </main>
  );
}
