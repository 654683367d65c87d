// A form by which somebody comes in: what is wrong with a field is said beside it, and afterwards one is where one wanted to go.
import { Button, PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { createContext, useContext } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import type { Session } from '../../api/routes/session.ts';
import styles from './doorstep.module.css';

const TroubleContext = createContext<Error | null>(null);

/** Of the form: a field's name → what was written into it, and only where something was. */
export type Written = Partial<Record<string, string>>;

/** Sends the form; whoever it lets in goes to `goTo`. */
export function useEntry(enter: (written: Written) => Promise<Session>, goTo = '/') {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: enter,
    onSuccess: async (session) => {
      // Nothing of whoever was here before is shown to whoever is here now.
      queries.clear();
      queries.setQueryData(['session'], session);
      await navigate({ to: goTo, replace: true });
    },
  });
}

type Props = {
  action: string;
  isBusy: boolean;
  error: Error | null;
  onSubmit: (written: Written) => void;
  children: React.ReactNode;
};

export function EntryForm({ action, isBusy, error, onSubmit, children }: Props) {
  return (
    <TroubleContext value={error}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const fields = [...new FormData(event.currentTarget)];
          const written = fields.filter(([, value]) => typeof value === 'string' && value !== '');
          onSubmit(Object.fromEntries(written) as Written);
        }}
      >
        {children}
        <Button type="submit" size="sm" loading={isBusy} fullWidth>
          {action}
        </Button>
      </form>
    </TroubleContext>
  );
}

/** What the hub said of this field. */
function useFault(name: string): { error?: string } {
  const trouble = useContext(TroubleContext);
  const fault = trouble instanceof ApiProblem ? trouble.about(name) : null;
  return fault === null ? {} : { error: `It ${fault}.`.replace(/\.\.$/, '.') };
}

export function TextField({ name, ...props }: TextInputProps & { name: string }) {
  return <TextInput name={name} required withAsterisk={false} {...props} {...useFault(name)} />;
}

export function PasswordField({ name = 'password', ...props }: PasswordInputProps) {
  return <PasswordInput name={name} required withAsterisk={false} {...props} {...useFault(name)} />;
}

/** Said above the form, unless each fault stands beside its field. */
export function wholeTrouble(error: Error | null, fields: readonly string[]): Error | null {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return error;
  return error.errors.every(({ field }) => fields.includes(field)) ? null : error;
}
