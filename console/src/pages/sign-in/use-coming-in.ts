// How one may come in here: whether anybody may sign up, and whether the hub sends mail.
import { readSignUp } from '../../api/routes/session.ts';
import { useReading } from '../../app/use-reading.ts';

export function useComingIn() {
  return useReading({ queryKey: ['sign-up'], queryFn: ({ signal }) => readSignUp({ signal }) });
}
