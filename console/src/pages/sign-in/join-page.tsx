// Joining by a link: an invitation into an account, or the first owner's link that the hub prints when it starts.
import { useParams } from '@tanstack/react-router';
import { join, readLink } from '../../api/routes/session.ts';
import { useReading } from '../../app/use-reading.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { TextSkeleton } from '../../parts/skeletons.tsx';
import { Time } from '../../parts/time.tsx';
import { Doorstep } from './doorstep.tsx';
import { EntryForm, PasswordField, TextField, useEntry, wholeTrouble } from './entry.tsx';
import { LinkIsClosed } from './link-is-closed.tsx';
import { newPasswordWords } from './new-password-words.ts';

const fields = ['account_name', 'name', 'email', 'password'];

export function JoinPage() {
  const { token = '' } = useParams({ strict: false }) as { token?: string };
  usePageTitle('Join');
  const {
    data: link,
    error,
    refetch,
  } = useReading({
    queryKey: ['join', token],
    queryFn: ({ signal }) => readLink({ params: { token }, signal }),
    // It is used up by joining, and then it is not asked for again.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const entry = useEntry(({ password = '', ...written }) =>
    join({ params: { token }, body: { password, ...written } }),
  );
  if (error && link === undefined) return <LinkIsClosed error={error} retry={refetch} />;
  if (link === undefined) {
    return (
      <Doorstep title="One moment">
        <TextSkeleton lines={4} />
      </Doorstep>
    );
  }
  const isFirst = link.kind === 'first_owner';
  const title = isFirst ? 'Welcome. You are the first here.' : `Join ${link.account_name}`;
  return (
    <Doorstep title={title} lead={<Lead {...link} />} error={wholeTrouble(entry.error, fields)}>
      <EntryForm
        action={isFirst ? 'Begin' : 'Join'}
        isBusy={entry.isPending}
        error={entry.error}
        onSubmit={entry.mutate}
      >
        {isFirst && link.account_name === null && (
          <TextField name="account_name" label="Name of the brokerage" autoComplete="organization" autoFocus />
        )}
        {!link.is_known && <TextField name="name" label="Your name" autoComplete="name" autoFocus={!isFirst} />}
        {link.email === null ? (
          <TextField name="email" label="E-mail address" type="email" autoComplete="username" />
        ) : (
          // For whoever keeps passwords: it is not sent, because it is not theirs to change.
          <input type="email" autoComplete="username" value={link.email} readOnly hidden />
        )}
        {link.is_known ? (
          <PasswordField label="Your password" autoComplete="current-password" autoFocus />
        ) : (
          <PasswordField label="Choose a password" autoComplete="new-password" description={newPasswordWords} />
        )}
      </EntryForm>
    </Doorstep>
  );
}

const may = {
  owner: 'see everything, trade, and manage connections, settings and people',
  operator: 'see everything, and act on orders, listings and alerts',
  viewer: 'see everything, and change nothing',
} as const;

function Lead({ kind, role, email, is_known: isKnown, expires_at: expiresAt }: Parameters<typeof describeLink>[0]) {
  return (
    <>
      {describeLink({ kind, role, email, is_known: isKnown, expires_at: expiresAt })} The link opens once; it ends{' '}
      <Time at={expiresAt} />.
    </>
  );
}

function describeLink({
  kind,
  role,
  email,
  is_known: isKnown,
}: {
  kind: 'first_owner' | 'invitation';
  role: keyof typeof may;
  email: string | null;
  is_known: boolean;
  expires_at: string;
}): string {
  if (kind === 'first_owner') return 'You will be the owner, and can invite others.';
  const who = email === null ? 'You are invited' : `${email} is invited`;
  return `${who} as ${role}: you may ${may[role]}.${isKnown ? ' You have been here before: your own password is enough.' : ''}`;
}
