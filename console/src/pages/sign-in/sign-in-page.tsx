// The sign-in: by e-mail address and password, and then to where one was going.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { signIn } from '../../api/routes/session.ts';
import styles from './doorstep.module.css';
import { Doorstep } from './doorstep.tsx';

export function SignInPage() {
  const { back } = useSearch({ strict: false }) as { back?: string };
  const navigate = useNavigate();
  const queries = useQueryClient();
  const entry = useMutation({
    mutationFn: signIn,
    onSuccess: async (session) => {
      queries.clear();
      queries.setQueryData(['session'], session);
      await navigate({ to: ownPath(back), replace: true });
    },
  });
  return (
    <Doorstep title="Sign in" error={entry.error}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          entry.mutate({ body: { email: String(fields.get('email')), password: String(fields.get('password')) } });
        }}
      >
        <TextInput
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          withAsterisk={false}
        />
        <PasswordInput label="Password" name="password" autoComplete="current-password" required withAsterisk={false} />
        <Button type="submit" size="sm" loading={entry.isPending} fullWidth>
          Sign in
        </Button>
      </form>
    </Doorstep>
  );
}

/** Only to a page of this console: a stranger's link must not lead away from here. */
function ownPath(back: string | undefined): string {
  return back?.startsWith('/') && !back.startsWith('//') && !back.includes('\\') ? back : '/';
}
