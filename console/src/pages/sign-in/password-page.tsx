// Another password, by a link that the operator has made.
import { Anchor } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { readPasswordLink, setPassword } from '../../api/routes/session.ts';
import { useReading } from '../../app/use-reading.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { TextSkeleton } from '../../parts/skeletons.tsx';
import { Doorstep } from './doorstep.tsx';
import { EntryForm, PasswordField, type Written, wholeTrouble } from './entry.tsx';
import { LinkIsClosed } from './link-is-closed.tsx';
import { newPasswordWords } from './new-password-words.ts';

export function PasswordPage() {
  const { token = '' } = useParams({ strict: false }) as { token?: string };
  usePageTitle('Set a password');
  const {
    data: link,
    error,
    refetch,
  } = useReading({
    queryKey: ['password', token],
    queryFn: ({ signal }) => readPasswordLink({ params: { token }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const change = useMutation({
    mutationFn: ({ password = '' }: Written) => setPassword({ params: { token }, body: { password } }),
  });
  if (change.isSuccess) {
    return (
      <Doorstep title="The password is set" lead="Every session that you had has ended. Sign in with the new one.">
        <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>To the sign-in</Anchor>
      </Doorstep>
    );
  }
  if (error && link === undefined) return <LinkIsClosed error={error} retry={refetch} />;
  return (
    <Doorstep
      title="Set a password"
      lead={link && `For ${link.email}.`}
      error={wholeTrouble(change.error, ['password'])}
    >
      {link === undefined ? (
        <TextSkeleton lines={3} />
      ) : (
        <EntryForm action="Set the password" isBusy={change.isPending} error={change.error} onSubmit={change.mutate}>
          <input type="email" autoComplete="username" value={link.email} readOnly hidden />
          <PasswordField label="New password" autoComplete="new-password" description={newPasswordWords} autoFocus />
        </EntryForm>
      )}
    </Doorstep>
  );
}
