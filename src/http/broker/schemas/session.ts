// Who is signed in, and how one signs in, on the wire.
import Type, { type Static } from 'typebox';
import { Email, Id, orNull, Password, PermissionSchema, RoleSchema } from './values.ts';

export const Session = Type.Object({
  kind: Type.Enum(['person', 'token'], { type: 'string' }),
  name: Type.String({ description: 'As the record of deeds names the caller.' }),
  person_id: orNull(Type.String({ description: 'Null for a token.' })),
  account: Type.Object({ account_id: Type.String(), name: Type.String() }),
  role: orNull(RoleSchema),
  permissions: Type.Array(PermissionSchema),
  accounts: Type.Array(Type.Object({ account_id: Type.String(), name: Type.String(), role: RoleSchema }), {
    description: 'The accounts that the person may work for. Empty for a token, which has but one.',
  }),
});
export type Session = Static<typeof Session>;

export const SignIn = Type.Object(
  { email: Email, password: Password },
  { additionalProperties: false, examples: [{ email: 'ada@broker.example', password: 'four or five words' }] },
);
export type SignIn = Static<typeof SignIn>;

export const AccountChoice = Type.Object(
  { account_id: Id('Which of the person’s accounts.', '8f14e45f-ceea-467f-9a36-dcf1a2d7b001') },
  { additionalProperties: false, examples: [{ account_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001' }] },
);
export type AccountChoice = Static<typeof AccountChoice>;

export const PasswordChange = Type.Object(
  { current_password: Password, new_password: Password },
  {
    additionalProperties: false,
    examples: [{ current_password: 'four or five words', new_password: 'some other words instead' }],
  },
);
export type PasswordChange = Static<typeof PasswordChange>;
