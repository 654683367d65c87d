// What stands around every page: the rail of places, the header, and how the connection to the hub is.
import { Outlet } from '@tanstack/react-router';
import { Keyboard } from '../keyboard.tsx';
import { Arrival } from './arrival.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { FocusKeeper } from './focus-keeper.tsx';
import { Header } from './header.tsx';
import { OfflineNote } from './offline-note.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';

export function Shell() {
  return (
    <Keyboard>
      <div className={styles.shell}>
        <a href="#page" className={styles.skip}>
          To the page
        </a>
        <Header />
        <Rail />
        <main id="page" className={styles.page} tabIndex={-1}>
          <Outlet />
        </main>
        <OfflineNote />
        <BottomBar />
        <Arrival />
        <FocusKeeper />
      </div>
    </Keyboard>
  );
}
