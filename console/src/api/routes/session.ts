// Who is signed in, and the ways in.
import type { Join, OpenLink, SignUp, SignUpChoice } from '../../../../src/http/broker/schemas/joining.ts';
import type {
  ForgottenPassword,
  NewPassword,
  PasswordLink,
} from '../../../../src/http/broker/schemas/password-links.ts';
import type { AccountChoice, Session, SignIn } from '../../../../src/http/broker/schemas/session.ts';
import { route } from '../route.ts';

export type { Session };

export const readSession = route('GET', '/session').of<{ answer: Session }>();
export const signIn = route('POST', '/session').of<{ body: SignIn; answer: Session }>();
export const signOut = route('DELETE', '/session').of<{ answer: undefined }>();
export const chooseAccount = route('PUT', '/session/account').of<{ body: AccountChoice; answer: Session }>();

export const readSignUp = route('GET', '/sign-up').of<{ answer: SignUpChoice }>();
export const signUp = route('POST', '/sign-up').of<{ body: SignUp; answer: Session }>();

export const readLink = route('GET', '/join/{token}').of<{ answer: OpenLink }>();
export const join = route('POST', '/join/{token}').of<{ body: Join; answer: Session }>();

export const forgotPassword = route('POST', '/password-links').of<{ body: ForgottenPassword }>();
export const readPasswordLink = route('GET', '/password/{token}').of<{ answer: PasswordLink }>();
export const setPassword = route('POST', '/password/{token}').of<{ body: NewPassword }>();
