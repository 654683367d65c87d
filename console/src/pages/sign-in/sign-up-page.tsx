// Signing up, where the operator lets anyone make an account.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { signUp } from '../../api/routes/session.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { TextSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Doorstep } from './doorstep.tsx';
import { EntryForm, PasswordField, TextField, useEntry, wholeTrouble } from './entry.tsx';
import { newPasswordWords } from './new-password-words.ts';
import { useComingIn } from './use-coming-in.ts';

const fields = ['account_name', 'name', 'email', 'password'];

export function SignUpPage() {
  usePageTitle('Make an account');
  const { data: choice, error, refetch } = useComingIn();
  const entry = useEntry(({ account_name = '', name = '', email = '', password = '' }) =>
    signUp({ body: { account_name, name, email: email.trim(), password } }),
  );
  const toSignIn = <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>To the sign-in</Anchor>;
  if (choice === undefined) {
    return (
      <Doorstep title="Make an account">
        {error ? <ErrorState error={error} retry={refetch} /> : <TextSkeleton lines={4} />}
        {error && toSignIn}
      </Doorstep>
    );
  }
  if (!choice.is_open) {
    return (
      <Doorstep title="You join by invitation" lead="Ask an owner of the account to send you one.">
        {toSignIn}
      </Doorstep>
    );
  }
  return (
    <Doorstep
      title="Make an account"
      lead="For a broker; others can be invited into it."
      error={wholeTrouble(entry.error, fields)}
    >
      <EntryForm action="Make the account" isBusy={entry.isPending} error={entry.error} onSubmit={entry.mutate}>
        <TextField name="account_name" label="Name of the brokerage" autoComplete="organization" autoFocus />
        <TextField name="name" label="Your name" autoComplete="name" />
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" />
        <PasswordField label="Password" autoComplete="new-password" description={newPasswordWords} />
      </EntryForm>
      {toSignIn}
    </Doorstep>
  );
}
