// Asking for another password, where the hub can send a letter; and whom to ask where it cannot.
import { Anchor } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { forgotPassword } from '../../api/routes/session.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { TextSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Doorstep } from './doorstep.tsx';
import { EntryForm, TextField, type Written, wholeTrouble } from './entry.tsx';
import { useComingIn } from './use-coming-in.ts';

export function ForgottenPage() {
  usePageTitle('Another password');
  const { data: choice, error, refetch } = useComingIn();
  const asking = useMutation({
    mutationFn: ({ email = '' }: Written) => forgotPassword({ body: { email: email.trim() } }),
  });
  const toSignIn = <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>To the sign-in</Anchor>;
  if (asking.isSuccess) {
    return (
      <Doorstep
        title="Look into your mail"
        lead={`If ${asking.variables.email} belongs to somebody here, a link for another password is on its way. It works once.`}
      >
        {toSignIn}
      </Doorstep>
    );
  }
  if (choice === undefined) {
    return (
      <Doorstep title="Another password">
        {error ? <ErrorState error={error} retry={refetch} /> : <TextSkeleton lines={3} />}
        {error && toSignIn}
      </Doorstep>
    );
  }
  if (!choice.sends_mail) {
    return (
      <Doorstep
        title="Ask the operator"
        lead="This Holdfast sends no mail. Whoever runs it can make a link for you, by which you set another password."
      >
        {toSignIn}
      </Doorstep>
    );
  }
  return (
    <Doorstep
      title="Another password"
      lead="You get a link by e-mail, by which you set it."
      error={wholeTrouble(asking.error, ['email'])}
    >
      <EntryForm action="Send the link" isBusy={asking.isPending} error={asking.error} onSubmit={asking.mutate}>
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" autoFocus />
      </EntryForm>
      {toSignIn}
    </Doorstep>
  );
}
