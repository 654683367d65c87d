// The left rail of a desk: icons with words.
import { Link } from '@tanstack/react-router';
import { places } from './places.ts';
import styles from './rail.module.css';
import shell from './shell.module.css';

export function Rail() {
  return (
    <nav className={`${shell.rail} not-printed`} aria-label="Places">
      <ul className={styles.places}>
        {places.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className={styles.place} activeOptions={{ exact: to === '/' }}>
              <Icon size={18} stroke={1.7} aria-hidden="true" />
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
