// Who is signed in, and how one comes in.
import type { Session } from '../../../../src/http/broker/schemas/session.ts';
import { route } from '../route.ts';

export type { Session };

export const readSession = route('GET', '/session').of<{ answer: Session }>();
export const signIn = route('POST', '/session').of<{ body: { email: string; password: string }; answer: Session }>();
export const signOut = route('DELETE', '/session').of<{ answer: undefined }>();
