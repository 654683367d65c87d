// The way back from a page to the list that it belongs to.
import { Link } from '@tanstack/react-router';
import styles from './way-back.module.css';

export function WayBack({ to, children }: { to: '/orders' | '/listings'; children: string }) {
  return (
    <nav aria-label="Way back">
      <Link to={to} className={styles.back}>
        {children}
      </Link>
    </nav>
  );
}
