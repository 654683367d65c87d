// The top of a page: its name, one sentence of what it is for, and what acts on the whole of it.
import styles from './page-head.module.css';
import { usePageTitle } from './page-title.ts';

export function PageHead({ title, about, children }: { title: string; about?: string; children?: React.ReactNode }) {
  usePageTitle(title);
  return (
    <header className={styles.head}>
      <div>
        <h1>{title}</h1>
        {about && <p className="quiet">{about}</p>}
      </div>
      {children && <div className={styles.acts}>{children}</div>}
    </header>
  );
}
