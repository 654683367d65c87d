// Deeds on the wire.
import Type, { type Static } from 'typebox';
import { pageFields, pageOf } from './page.ts';
import { orNull, Time } from './values.ts';

export const DeedsQuery = Type.Object(
  {
    ...pageFields,
    subject_kind: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'Only what was done to things of this kind.',
        examples: ['token'],
      }),
    ),
    subject_id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Only what was done to this one; needs `subject_kind`.',
        examples: ['7Hq2ZkYw01Ab'],
      }),
    ),
  },
  { additionalProperties: false },
);
export type DeedsQuery = Static<typeof DeedsQuery>;

export const Deed = Type.Object({
  deed_id: Type.String(),
  at: Time('When it was done.'),
  by: Type.Object({
    kind: Type.Enum(['person', 'token', 'command_line'], { type: 'string' }),
    id: orNull(Type.String({ description: 'The person’s or the token’s. Null at the command line.' })),
    name: Type.String(),
  }),
  what: Type.String({ description: 'For programs, such as `token.revoked`.' }),
  did: Type.String({ description: 'For people, after the name: “revoked the token nightly”.' }),
  subject: Type.Object({ kind: Type.String(), id: Type.String() }),
  details: Type.Record(Type.String(), Type.Unknown(), { description: 'What changed, without secrets.' }),
});
export type Deed = Static<typeof Deed>;

export const DeedsPage = pageOf(Deed);
