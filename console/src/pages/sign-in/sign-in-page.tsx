// The sign-in: by e-mail address and password, and then to where one was going.
import { Anchor } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { signIn } from '../../api/routes/session.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { Doorstep } from './doorstep.tsx';
import { EntryForm, PasswordField, TextField, useEntry, wholeTrouble } from './entry.tsx';
import { useComingIn } from './use-coming-in.ts';

export function SignInPage() {
  usePageTitle('Sign in');
  const { back } = useSearch({ strict: false }) as { back?: string };
  const { data: choice } = useComingIn();
  const entry = useEntry(
    ({ email = '', password = '' }) => signIn({ body: { email: email.trim(), password } }),
    ownPath(back),
  );
  return (
    <Doorstep title="Sign in" error={wholeTrouble(entry.error, ['email'])}>
      <EntryForm action="Sign in" isBusy={entry.isPending} error={entry.error} onSubmit={entry.mutate}>
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" autoFocus />
        <PasswordField label="Password" autoComplete="current-password" />
      </EntryForm>
      <Anchor size="sm" renderRoot={(props) => <Link to="/forgotten" {...props} />}>
        Forgotten the password?
      </Anchor>
      <p className="quiet">
        {choice?.is_open ? (
          <Anchor renderRoot={(props) => <Link to="/sign-up" {...props} />}>Make an account</Anchor>
        ) : (
          'New here? An owner of the account can send you an invitation.'
        )}
      </p>
    </Doorstep>
  );
}

/** Only to a page of this console: a stranger's link must not lead away from here. */
function ownPath(back: string | undefined): string {
  return back?.startsWith('/') && !back.startsWith('//') && !back.includes('\\') ? back : '/';
}
