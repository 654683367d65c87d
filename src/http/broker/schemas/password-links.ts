// Setting another password by a link, on the wire.
import Type, { type Static } from 'typebox';
import { Email, Password, Time } from './values.ts';

export const PasswordLink = Type.Object({
  email: Type.String({ description: 'Whose password it is for.' }),
  expires_at: Time('Until when the link opens.'),
});
export type PasswordLink = Static<typeof PasswordLink>;

export const ForgottenPassword = Type.Object(
  { email: Email },
  { additionalProperties: false, examples: [{ email: 'ada@broker.example' }] },
);
export type ForgottenPassword = Static<typeof ForgottenPassword>;

export const NewPassword = Type.Object(
  { password: Password },
  { additionalProperties: false, examples: [{ password: 'four or five words' }] },
);
export type NewPassword = Static<typeof NewPassword>;
