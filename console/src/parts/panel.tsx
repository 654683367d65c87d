// A piece of a page with a name of its own: heading, what acts on it, content.
import { useId } from 'react';
import styles from './panel.module.css';

type Props = {
  title: string;
  /** One sentence beneath the title. */
  about?: React.ReactNode;
  /** On the right of the title. */
  aside?: React.ReactNode;
  children: React.ReactNode;
};

export function Panel({ title, about, aside, children }: Props) {
  const heading = useId();
  return (
    <section className={styles.panel} aria-labelledby={heading}>
      <header className={styles.head}>
        <h2 id={heading}>{title}</h2>
        {aside && <div className={styles.aside}>{aside}</div>}
      </header>
      {about && <p className={styles.about}>{about}</p>}
      {children}
    </section>
  );
}
