// Tokens on the wire.
import Type, { type Static } from 'typebox';
import { Name, orNull, PermissionSchema, Time } from './values.ts';

export const TokenParams = Type.Object({
  token_id: Type.String({
    pattern: '^[0-9A-Za-z]{12}$',
    description: 'The token’s public id: the twelve characters after `hft_`.',
    examples: ['7Hq2ZkYw01Ab'],
  }),
});
export type TokenParams = Static<typeof TokenParams>;

export const TokenRequest = Type.Object(
  {
    name: Name('What it is for.', 'nightly'),
    scopes: Type.Array(PermissionSchema, { minItems: 1, maxItems: 3, uniqueItems: true }),
    expires_in_days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'Left out: it stands until it is revoked.' }),
    ),
  },
  { additionalProperties: false, examples: [{ name: 'nightly', scopes: ['read', 'trade'], expires_in_days: 90 }] },
);
export type TokenRequest = Static<typeof TokenRequest>;

export const Token = Type.Object({
  token_id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(PermissionSchema),
  created_at: Time('When it was made.'),
  created_by: Type.String(),
  expires_at: orNull(Time('From when on it is refused. Null: never by itself.')),
  revoked_at: orNull(Time('When it was revoked. Null: it was not.')),
  last_used_at: orNull(Time('When it was last used, to the minute.')),
});
export type Token = Static<typeof Token>;

export const Tokens = Type.Object({ items: Type.Array(Token) });

export const NewToken = Type.Object({
  token: Type.String({ description: 'The token itself. Shown this once.' }),
  ...Token.properties,
});
export type NewToken = Static<typeof NewToken>;
