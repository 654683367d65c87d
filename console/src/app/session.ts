// Who sits here, for every page that is behind the sign-in.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Permission } from '../../../src/core/permissions.ts';
import { readSession, type Session, signOut } from '../api/routes/session.ts';
import { useReading } from './use-reading.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSessionQuery() {
  return useReading({ queryKey: ['session'], queryFn: ({ signal }) => readSession({ signal }), staleTime: 60_000 });
}

/** Only under the signed-in part of the console. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('this part of the console needs somebody who is signed in');
  return session;
}

/** Buttons that would be refused are not offered. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

/** Nothing of the person who leaves stays on the device. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await signOut();
    queries.clear();
    window.location.assign('/sign-in');
  };
}
