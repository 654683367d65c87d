// A phone's bottom bar: the three places that are opened most, and the rest under "More".
import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import styles from './bottom-bar.module.css';
import { places } from './places.ts';

const inTheBar = 3;

export function BottomBar() {
  const others = places.slice(inTheBar);
  return (
    <nav className={`${styles.bar} not-printed`} aria-label="Places">
      {places.slice(0, inTheBar).map(({ to, name, icon: Icon }) => (
        <Link key={to} to={to} className={styles.place} activeOptions={{ exact: to === '/' }}>
          <Icon size={21} stroke={1.6} aria-hidden="true" />
          {name}
        </Link>
      ))}
      {others.length > 0 && (
        <Menu position="top-end" width={220}>
          <Menu.Target>
            <button type="button" className={styles.place}>
              <IconDots size={21} stroke={1.6} aria-hidden="true" />
              More
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ to, name, icon: Icon }) => (
              <Menu.Item
                key={to}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden="true" />}
                renderRoot={(props) => <Link to={to} {...props} />}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}
