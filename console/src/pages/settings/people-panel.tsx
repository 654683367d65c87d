// Who belongs to the account, with which role, and who is invited.
import { Button, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  changeRole,
  type Invitation,
  invite,
  listInvitations,
  listPeople,
  type NewInvitation,
  type Person,
  removePerson,
  withdrawInvitation,
} from '../../api/routes/people.ts';
import { useMay, useSession } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useDraft } from '../../app/use-draft.ts';
import { useReading } from '../../app/use-reading.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './settings-page.module.css';

const roles = [
  { value: 'owner', label: 'Owner: may do everything' },
  { value: 'operator', label: 'Operator: may trade' },
  { value: 'viewer', label: 'Viewer: may read' },
] as const;
type Role = Person['role'];

const key = ['people'];

export function PeoplePanel() {
  const { kind } = useSession();
  const mayManage = useMay('manage') && kind === 'person';
  const people = useReading({ queryKey: key, queryFn: ({ signal }) => listPeople({ signal }), enabled: mayManage });
  const invited = useReading({
    queryKey: [...key, 'invited'],
    queryFn: ({ signal }) => listInvitations({ signal }),
    enabled: mayManage,
  });
  return (
    <Panel title="People" about="Owners manage connections, settings and people; operators trade; viewers read.">
      {!mayManage ? (
        <p className="quiet">An owner who is signed in sees and manages who belongs to this account.</p>
      ) : people.error && people.data === undefined ? (
        <ErrorState error={people.error} retry={people.refetch} />
      ) : people.data === undefined ? (
        <RowsSkeleton rows={2} height={40} />
      ) : (
        <>
          <ul className={styles.rows}>
            {people.data.items.map((person) => (
              <PersonRow key={person.person_id} person={person} />
            ))}
            {(invited.data?.items ?? []).map((invitation) => (
              <InvitationRow key={invitation.invitation_id} invitation={invitation} />
            ))}
          </ul>
          <Invite />
        </>
      )}
    </Panel>
  );
}

/** What somebody can do who is given the role. */
const mayFromNowOn: Readonly<Record<Role, string>> = {
  owner: 'do everything, also remove other owners',
  operator: 'trade, and not change connections, settings or people',
  viewer: 'read, and act on nothing',
};

function PersonRow({ person }: { person: Person }) {
  const { person_id: me } = useSession();
  const queries = useQueryClient();
  const params = { person_id: person.person_id };
  const isMe = person.person_id === me;
  const { values, change, saved } = useDraft<{ role: Role }>({ role: person.role });
  const { role } = values;
  return (
    <li>
      <span className={styles.who}>
        <bdi>{person.name}</bdi> {isMe && <span className="quiet">(you)</span>}
        <br />
        <bdi className="quiet">{person.email}</bdi>
      </span>
      <span className={styles.rowActs}>
        {role !== person.role && (
          <ConfirmButton
            label="Change the role"
            object={`of ${person.name}`}
            consequence={`${isMe ? 'You' : person.name} may then ${mayFromNowOn[role]}.${isMe ? ' Only another owner can take that back.' : ''}`}
            asks
            onConfirm={async () => {
              await changeRole({ params, body: { role } });
              await Promise.all([key, ['session']].map((queryKey) => queries.invalidateQueries({ queryKey })));
              saved();
            }}
          />
        )}
        <Select
          aria-label={`Role of ${person.name}`}
          size="xs"
          data={[...roles]}
          value={role}
          allowDeselect={false}
          onChange={(chosen) => change({ role: chosen as Role })}
        />
        <ConfirmButton
          label="Remove"
          object={person.name}
          consequence="Their sessions end at once. What they did stays on record."
          variant="subtle"
          isDestructive
          asks
          onConfirm={async () => {
            await removePerson({ params });
            await queries.invalidateQueries({ queryKey: key });
          }}
        />
      </span>
    </li>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const queries = useQueryClient();
  return (
    <li>
      <span className={styles.who}>
        <bdi>{invitation.email}</bdi>{' '}
        <span className="quiet">
          invited as {invitation.role}; the link ends <Time at={invitation.expires_at} />
        </span>
      </span>
      <ConfirmButton
        label="Withdraw"
        object={`the invitation of ${invitation.email}`}
        consequence="Its link opens nothing any more."
        variant="subtle"
        isDestructive
        asks
        onConfirm={async () => {
          await withdrawInvitation({ params: { invitation_id: invitation.invitation_id } });
          await queries.invalidateQueries({ queryKey: key });
        }}
      />
    </li>
  );
}

function Invite() {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [made, setMade] = useState<NewInvitation | null>(null);
  const { make, isBusy, errorOf, trouble } = useChange(invite, [key]);
  return (
    <>
      {made && (
        <ShownOnce what="link" secret={made.link} onDone={() => setMade(null)}>
          {made.mail === 'sent' ? `It was sent to ${made.email} too.` : `Send it to ${made.email}; it was not mailed.`}
        </ShownOnce>
      )}
      <form
        className={styles.add}
        onSubmit={async (event) => {
          event.preventDefault();
          const invitation = await make({ body: { email: email.trim(), role } });
          if (invitation) {
            setMade(invitation);
            setEmail('');
          }
        }}
      >
        <TextInput
          label="Invite"
          placeholder="colleague@broker.example"
          inputMode="email"
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          error={errorOf('email') ?? trouble}
        />
        <Select
          label="Role"
          data={[...roles]}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole(value as Role)}
        />
        <Button type="submit" size="sm" loading={isBusy} disabled={email.trim() === ''}>
          Invite
        </Button>
      </form>
    </>
  );
}
