// The header's search: it looks like a field and opens the search over everything.
import { Kbd } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useSearchOpener } from '../keyboard.tsx';
import styles from './search-button.module.css';

export function SearchButton() {
  const open = useSearchOpener();
  return (
    <button type="button" className={styles.search} onClick={open} aria-label="Search">
      <IconSearch size={16} stroke={1.7} aria-hidden="true" />
      <span className={styles.words}>Event, order, listing, buyer</span>
      <Kbd size="xs" className={styles.key} aria-hidden="true">
        /
      </Kbd>
    </button>
  );
}
