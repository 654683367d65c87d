// Alerts, and the channels on which they are told, on the wire.
import Type, { type Static } from 'typebox';
import { pageFields, pageOf } from './page.ts';
import { Id, Money, orNull, Time } from './values.ts';

export const AlertsQuery = Type.Object(
  {
    ...pageFields,
    standing: Type.Optional(
      Type.Boolean({
        description: 'Only what still stands and nobody has seen to. `true` unless you say otherwise.',
        examples: [true],
      }),
    ),
  },
  { additionalProperties: false },
);
export type AlertsQuery = Static<typeof AlertsQuery>;

export const AlertParams = Type.Object({ alert_id: Id('The alert’s id.', '5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11') });
export type AlertParams = Static<typeof AlertParams>;

export const AlertBody = Type.Object({
  alert_id: Type.String(),
  kind: Type.String({ description: 'For programs, such as `unfilled`.' }),
  title: Type.String({ description: 'The kind for people.' }),
  sentence: Type.String({ description: 'What is wrong, and what to do.' }),
  at: Time('When it was raised.'),
  marketplace: orNull(Type.String()),
  order_id: orNull(Type.String()),
  connection_id: orNull(Type.String()),
  pos: orNull(
    Type.String({
      description: 'The POS that it is about, or that has something under a reference of ours which no order here has.',
    }),
  ),
  sale_id: orNull(Type.String()),
  remote_id: orNull(Type.String({ description: 'The listing of the order.' })),
  event: orNull(Type.String()),
  event_at: orNull(Time('When the event is.')),
  section: orNull(Type.String()),
  row: orNull(Type.String()),
  seats: Type.Array(orNull(Type.String()), {
    description: 'That it took, or that its marketplace says it sold; null for a general-admission place.',
  }),
  quantity: orNull(Type.Integer()),
  state: orNull(Type.String({ description: 'Of the order.' })),
  money: orNull(Money),
  ends_at: orNull(Time('When the marketplace gives up waiting.')),
  over_at: orNull(Time('When its cause was gone. Null: it stands.')),
  done_at: orNull(Time('When a person had seen to it.')),
  done_by: orNull(Type.String()),
});
export type AlertBody = Static<typeof AlertBody>;
export const AlertsPage = pageOf(AlertBody);

export const ChannelParams = Type.Object({
  channel_id: Id('The channel’s id.', '0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a'),
});
export type ChannelParams = Static<typeof ChannelParams>;

export const NewChannel = Type.Object(
  {
    webhook: Type.Optional(
      Type.String({ minLength: 1, maxLength: 2_000, description: 'An address that is posted to.' }),
    ),
    email: Type.Optional(Type.String({ minLength: 3, maxLength: 254, description: 'An e-mail address.' })),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    examples: [{ email: 'desk@broker.example' }],
  },
);
export type NewChannel = Static<typeof NewChannel>;

export const ChannelChange = Type.Object(
  { paused: Type.Boolean({ description: 'While it is paused nothing is told there.' }) },
  { additionalProperties: false, examples: [{ paused: true }] },
);
export type ChannelChange = Static<typeof ChannelChange>;

export const Channel = Type.Object({
  channel_id: Type.String(),
  kind: Type.Enum(['webhook', 'email'], { type: 'string' }),
  shown: Type.String({ description: 'What may be shown of its address.' }),
  created_at: Time('When it was added.'),
  paused_at: orNull(Time('Since when it is paused. Null: it is not.')),
});
export type Channel = Static<typeof Channel>;
export const Channels = Type.Object({
  items: Type.Array(Channel),
  mail_is_set: Type.Boolean({ description: 'Whether this hub can send e-mail at all.' }),
});
export type Channels = Static<typeof Channels>;

export const AddedChannel = Type.Object({
  ...Channel.properties,
  signing_secret: orNull(Type.String({ description: 'What a webhook is signed with. Shown this once.' })),
});
export type AddedChannel = Static<typeof AddedChannel>;

export const TriedChannel = Type.Object({
  delivered: Type.Boolean(),
  answer: Type.String({ description: 'What came back.' }),
  event_id: Type.String(),
  took_ms: Type.Integer(),
});
export type TriedChannel = Static<typeof TriedChannel>;
