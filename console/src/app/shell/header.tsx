// The header: whose desk this is, and who sits at it.
import { Link } from '@tanstack/react-router';
import { AccountMenu } from './account-menu.tsx';
import styles from './header.module.css';
import { HealthDots } from './health-dots.tsx';
import { Mark } from './mark.tsx';
import { SearchButton } from './search-button.tsx';
import shell from './shell.module.css';

export function Header() {
  return (
    <header className={`${shell.header} not-printed`}>
      <Link to="/" className={styles.home} aria-label="Holdfast, to what happens now">
        <Mark size={26} />
        <span className={styles.name}>Holdfast</span>
      </Link>
      <div className={styles.middle}>
        <SearchButton />
        <HealthDots />
      </div>
      <AccountMenu />
    </header>
  );
}
