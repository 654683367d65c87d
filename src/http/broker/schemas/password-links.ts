// Setting another password by a link, on the wire.
import Type, { type Static } from 'typebox';
import { Password, Time } from './values.ts';

export const PasswordLink = Type.Object({
  email: Type.String({ description: 'Whose password it is for.' }),
  expires_at: Time('Until when the link opens.'),
});
export type PasswordLink = Static<typeof PasswordLink>;

export const NewPassword = Type.Object(
  { password: Password },
  { additionalProperties: false, examples: [{ password: 'four or five words' }] },
);
export type NewPassword = Static<typeof NewPassword>;
