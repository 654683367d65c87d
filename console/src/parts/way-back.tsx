// The way back from a page to the list that it belongs to.
import { Link } from '@tanstack/react-router';
import styles from './way-back.module.css';

type List = '/orders' | '/listings' | '/waivers' | '/connections' | '/points-of-sale';

export function WayBack({ to, children }: { to: List; children: string }) {
  return (
    <nav aria-label="Way back">
      <Link to={to} className={styles.back}>
        {children}
      </Link>
    </nav>
  );
}
