// Marketplaces, an account's connections to them, and their keys, on the wire.
import Type, { type Static } from 'typebox';
import { HostBody, Pace } from './calls.ts';
import { AssumedSetting, Capability, Field } from './declared.ts';
import { ConnectionHealth } from './now.ts';
import { Id, orNull, Time } from './values.ts';

export const MarketplaceBody = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  asks_first: Type.Boolean({ description: 'It asks before it sells.' }),
  tells_of_sales: Type.Boolean({ description: 'It tells of sales that it has made.' }),
  capabilities: Type.Array(Capability),
  settings: Type.Array(Field),
  credentials: Type.Array(Field, { description: 'Empty: nothing is ever sent to it.' }),
});
export type MarketplaceBody = Static<typeof MarketplaceBody>;
export const Marketplaces = Type.Object({ items: Type.Array(MarketplaceBody) });
export type Marketplaces = Static<typeof Marketplaces>;

const connectionId = Id('The connection’s id.', '0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a');
const keyId = Type.String({
  pattern: '^[0-9A-Za-z]{12}$',
  description: 'The key’s public id: the twelve characters after `hfk_`.',
  examples: ['7Hq2ZkYw01Ab'],
});
export const ConnectionParams = Type.Object({ connection_id: connectionId });
export type ConnectionParams = Static<typeof ConnectionParams>;
export const KeyParams = Type.Object({ connection_id: connectionId, key_id: keyId });
export type KeyParams = Static<typeof KeyParams>;

const Key = Type.Object({
  key_id: Type.String(),
  created_at: Time('When it was issued.'),
  expires_at: orNull(Time('When it ends by itself.')),
  revoked_at: orNull(Time('When it was revoked. Null: it works.')),
});
export type Key = Static<typeof Key>;

export const Connection = Type.Object({
  ...ConnectionHealth.properties,
  created_at: Time('When it was connected.'),
  lists_sales: Type.Boolean({ description: 'It has a list of its sales, which is read.' }),
  trouble: orNull(Type.String({ description: 'Why its list of sales could not be read the last time.' })),
  host: orNull(HostBody),
  pace: orNull(Pace),
  has_credentials: Type.Boolean({ description: 'Whether credentials are entered. They are never shown.' }),
  settings: Type.Record(Type.String(), Type.Unknown(), {
    description: 'What is set. Whatever is not has the default that `GET /marketplaces` names.',
  }),
  assumed: Type.Array(AssumedSetting, {
    description: 'What is not public of the marketplace and is still at its cautious default here.',
  }),
  calls_path: orNull(
    Type.String({
      description: 'Where the marketplace asks for tickets, beneath the hub’s address. Null: it never asks.',
    }),
  ),
  notices_path: orNull(
    Type.String({
      description: 'Where the marketplace sends its notices, beneath the hub’s address. Null: it sends none.',
    }),
  ),
  keys: Type.Array(Key),
});
export type Connection = Static<typeof Connection>;
export const Connections = Type.Object({ items: Type.Array(Connection) });
export type Connections = Static<typeof Connections>;

export const NewConnection = Type.Object(
  {
    marketplace: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Its slug, as `GET /marketplaces` names it.',
    }),
  },
  { additionalProperties: false, examples: [{ marketplace: 'ticket-evolution' }] },
);
export type NewConnection = Static<typeof NewConnection>;

export const IssuedKey = Type.Object({
  connection_id: Type.String(),
  key_id: Type.String(),
  api_key: Type.String({ description: 'What the marketplace calls with. Shown this once.' }),
});
export type IssuedKey = Static<typeof IssuedKey>;

export const ConnectionChange = Type.Object(
  {
    settings: Type.Optional(
      Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
        minProperties: 1,
        description: 'What is named is changed, the rest stays.',
      }),
    ),
    unset: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        minItems: 1,
        maxItems: 64,
        description: 'Settings that have their default again.',
      }),
    ),
    paused: Type.Optional(
      Type.Boolean({
        description: '`true`: nothing new is sold there. `false`: it goes on, and its list is read at once.',
      }),
    ),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ settings: { poll_seconds: 120 } }, { paused: true }],
  },
);
export type ConnectionChange = Static<typeof ConnectionChange>;

export const CredentialsBody = Type.Object(
  {
    credentials: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
      description: 'All that `GET /marketplaces` names under `credentials`, in place of those that were there.',
    }),
  },
  {
    additionalProperties: false,
    examples: [{ credentials: { token: 'the token', secret: 'the secret', reviewer_id: 77 } }],
  },
);
export type CredentialsBody = Static<typeof CredentialsBody>;
