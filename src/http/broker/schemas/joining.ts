// How somebody joins, on the wire.
import Type, { type Static } from 'typebox';
import { Email, Name, orNull, Password, RoleSchema, Time } from './values.ts';

export const LinkParams = Type.Object({
  token: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'What stands at the end of the link.',
    examples: ['pQ3v0m5Wc1xS7yZ2aB4dE6fG8hJ0kL2nP4rT6uV8wXy'],
  }),
});
export type LinkParams = Static<typeof LinkParams>;

export const SignUpChoice = Type.Object({
  is_open: Type.Boolean({ description: 'Whether the operator lets anyone make an account here.' }),
  sends_mail: Type.Boolean({ description: 'Whether this hub can send a link for another password by e-mail.' }),
});
export type SignUpChoice = Static<typeof SignUpChoice>;

const PersonName = Name('What people are to be called.', 'Ada Lovelace');
const AccountName = Name('The broker’s name.', 'Front Row Tickets', 200);

export const SignUp = Type.Object(
  { account_name: AccountName, name: PersonName, email: Email, password: Password },
  {
    additionalProperties: false,
    examples: [
      {
        account_name: 'Front Row Tickets',
        name: 'Ada Lovelace',
        email: 'ada@broker.example',
        password: 'four or five words',
      },
    ],
  },
);
export type SignUp = Static<typeof SignUp>;

export const OpenLink = Type.Object({
  kind: Type.Enum(['first_owner', 'invitation'], {
    type: 'string',
    description: '`first_owner`: nobody is here yet, and whoever comes by this link is the owner.',
  }),
  role: RoleSchema,
  account_name: orNull(Type.String({ description: 'Null: the account is made, and `account_name` names it.' })),
  email: orNull(Type.String({ description: 'Who is invited. Null: whoever comes says it.' })),
  is_known: Type.Boolean({ description: 'Whether that person is here already, and joins by their own password.' }),
  expires_at: Time('Until when the link opens.'),
});
export type OpenLink = Static<typeof OpenLink>;

export const Join = Type.Object(
  {
    password: Password,
    name: Type.Optional(PersonName),
    email: Type.Optional(Email),
    account_name: Type.Optional(AccountName),
  },
  {
    additionalProperties: false,
    description:
      'An invited person who is new gives a name; the first owner an e-mail address too, and the account’s name where it is made.',
    examples: [{ name: 'Ada Lovelace', password: 'four or five words' }],
  },
);
export type Join = Static<typeof Join>;
