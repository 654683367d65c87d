// Who is signed in, for which account, and in which light.
import { Menu, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { IconChevronDown, IconLogout } from '@tabler/icons-react';
import { useSession, useSignOut } from '../session.ts';
import styles from './account-menu.module.css';

export function AccountMenu() {
  const { name, account, role } = useSession();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <button type="button" className={styles.who} aria-label={`${name}, ${account.name}`}>
          <span className={styles.initials} aria-hidden="true">
            {initialsOf(name)}
          </span>
          <span className={styles.words}>
            <bdi className="one-line">{name}</bdi>
            <bdi className={`${styles.account} one-line`}>{account.name}</bdi>
          </span>
          <IconChevronDown size={14} className={styles.open} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <bdi>{name}</bdi>
          {role ? `, ${role} of ` : ', for '}
          <bdi>{account.name}</bdi>
        </Menu.Label>
        <div className={styles.scheme}>
          <SchemeChoice />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label="Light or dark"
      value={colorScheme}
      onChange={(value) => setColorScheme(value as typeof colorScheme)}
      data={[
        { value: 'auto', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('');
}
