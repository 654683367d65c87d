// People and invitations on the wire.
import Type, { type Static } from 'typebox';
import { Email, Id, RoleSchema, Time } from './values.ts';

export const PersonParams = Type.Object({
  person_id: Id('The person.', '5f0c77de-8a01-4c44-9b1e-2f6f3f0a77b1'),
});
export type PersonParams = Static<typeof PersonParams>;

export const Person = Type.Object({
  person_id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: RoleSchema,
  since: Time('Since when they belong to the account.'),
});
export type Person = Static<typeof Person>;

export const People = Type.Object({ items: Type.Array(Person) });

export const RoleChange = Type.Object(
  { role: RoleSchema },
  { additionalProperties: false, examples: [{ role: 'operator' }] },
);
export type RoleChange = Static<typeof RoleChange>;

export const InvitationParams = Type.Object({
  invitation_id: Id('The invitation.', '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11'),
});
export type InvitationParams = Static<typeof InvitationParams>;

export const InvitationRequest = Type.Object(
  { email: Email, role: RoleSchema },
  { additionalProperties: false, examples: [{ email: 'grace@broker.example', role: 'operator' }] },
);
export type InvitationRequest = Static<typeof InvitationRequest>;

export const Invitation = Type.Object({
  invitation_id: Type.String(),
  email: Type.String(),
  role: RoleSchema,
  created_at: Time('When it was made.'),
  created_by: Type.String(),
  expires_at: Time('Until when its link opens.'),
});
export type Invitation = Static<typeof Invitation>;

export const Invitations = Type.Object({ items: Type.Array(Invitation) });

export const NewInvitation = Type.Object({
  link: Type.String({ description: 'For whoever is invited. Shown this once.' }),
  mail: Type.Enum(['sent', 'failed', 'off'], {
    type: 'string',
    description: 'Whether the link was sent by e-mail too. `off`: no mail server is set.',
  }),
  ...Invitation.properties,
});
export type NewInvitation = Static<typeof NewInvitation>;
