// One step of setting something up: what comes, what is under way, and what is done.
import { IconCheck } from '@tabler/icons-react';
import styles from './connections-page.module.css';

type Props = {
  number: number;
  title: string;
  is: 'done' | 'now' | 'later';
  children?: React.ReactNode;
};

export function Step({ number, title, is, children }: Props) {
  return (
    <li className={styles.step} data-is={is} aria-current={is === 'now' ? 'step' : undefined}>
      <span className={styles.number} aria-hidden="true">
        {is === 'done' ? <IconCheck size={15} /> : number}
      </span>
      <h2>
        {title}
        {is === 'done' && <span className="for-readers"> (done)</span>}
      </h2>
      {children && is !== 'later' && <div>{children}</div>}
    </li>
  );
}
