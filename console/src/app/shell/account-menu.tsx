// Who is signed in, for which account, and in which light.
import { Button, Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconChevronDown, IconLogout } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useContext } from 'react';
import { chooseAccount, type Session } from '../../api/routes/session.ts';
import { useNow } from '../../parts/now.ts';
import { clockText, ZoneContext } from '../../parts/time.tsx';
import { useSession, useSignOut } from '../session.ts';
import styles from './account-menu.module.css';

export function AccountMenu() {
  const session = useSession();
  const { name, account, role, kind } = session;
  const leave = useMutation({ mutationFn: useSignOut() });
  return (
    <Popover position="bottom-end" width={270} shadow="md" trapFocus returnFocus>
      <Popover.Target>
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
      </Popover.Target>
      <Popover.Dropdown>
        <div className={styles.menu}>
          <p className="quiet">
            <bdi>{name}</bdi>
            {role ? `, ${role} of ` : ', for '}
            <bdi>{account.name}</bdi>
          </p>
          <ZoneNote />
          {session.accounts.length > 1 && <Accounts {...session} />}
          <SchemeChoice />
          {kind === 'person' && (
            <Button
              variant="default"
              loading={leave.isPending}
              leftSection={<IconLogout size={15} aria-hidden="true" />}
              onClick={() => leave.mutate()}
            >
              Sign out
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** On a journey the clock of the device is another. */
function ZoneNote() {
  const zone = useContext(ZoneContext);
  const now = useNow(30);
  return (
    <p className="quiet figures">
      Times are in {zone.replaceAll('_', ' ')}, now {clockText(now, zone).slice(0, 5)}.
    </p>
  );
}

/** A person may work for several accounts; nothing of one is seen from another. */
function Accounts({ accounts, account }: Pick<Session, 'accounts' | 'account'>) {
  const queries = useQueryClient();
  const move = useMutation({
    mutationFn: (accountId: string) => chooseAccount({ body: { account_id: accountId } }),
    onSuccess: () => {
      queries.clear();
      window.location.assign('/');
    },
  });
  return (
    <ul className={styles.accounts} aria-label="Accounts">
      {accounts.map(({ account_id: accountId, name, role }) => (
        <li key={accountId}>
          <button
            type="button"
            aria-current={accountId === account.account_id || undefined}
            disabled={move.isPending}
            onClick={() => accountId !== account.account_id && move.mutate(accountId)}
          >
            <bdi className="one-line">{name}</bdi>
            <span className="quiet">{role}</span>
            {accountId === account.account_id && <IconCheck size={14} aria-hidden="true" />}
          </button>
        </li>
      ))}
    </ul>
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
