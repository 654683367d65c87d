// POS systems: their kinds, an account's own, and what the sweep has found about them, on the wire.
import Type, { type Static } from 'typebox';
import { HostBody, Pace } from './calls.ts';
import { AssumedSetting, Capability, Field, Tried } from './declared.ts';
import { orNull, Time } from './values.ts';

const Edge = Type.Object({
  about: Type.String(),
  value: Type.String({ description: 'In words.' }),
  grade: Type.String(),
  grade_called: Type.String(),
  source: Type.String(),
  copes: Type.String({ description: 'What Holdfast does about it.' }),
});

export const PosKind = Type.Object({
  pos: Type.String({ description: 'Its slug.' }),
  name: Type.String(),
  kind: Type.Enum(['ledger', 'network'], {
    type: 'string',
    description: '`ledger`: inside Holdfast, and always there. `network`: connected by its settings.',
  }),
  sends_webhooks: Type.Boolean(),
  capabilities: Type.Array(Capability),
  edges: Type.Array(Edge, { description: 'What it does, or may do, where no capability has a place for it.' }),
  settings: Type.Array(Field, { description: 'Credentials among them: those that are secret are never shown again.' }),
});
export type PosKind = Static<typeof PosKind>;
export const PosKinds = Type.Object({ items: Type.Array(PosKind) });
export type PosKinds = Static<typeof PosKinds>;

const Stock = Type.Object({
  is_followed: Type.Boolean({ description: 'It shows its stock, and its settings ask for that.' }),
  is_read_anew: Type.Boolean({ description: 'A pass over everything is under way.' }),
  groups_read: Type.Integer(),
  groups_total: orNull(Type.Integer()),
  last_read_at: orNull(Time('When it was last read up to the end of what there was.')),
  last_passed_at: orNull(Time('When everything was last read.')),
  trouble: orNull(Type.String({ description: 'Why it could not be read the last time.' })),
  failing_since: orNull(Time('Since when it cannot be read.')),
});

const WhenAway = Type.Enum(['refuse', 'pledge'], {
  type: 'string',
  description:
    'What marketplaces that ask first are told while it is out of reach. `refuse`: no, in time. `pledge`: yes, by the ledger alone; the POS knows nothing of these holds, and whoever sells in it meanwhile may sell the same tickets.',
});

export const PointOfSale = Type.Object({
  pos: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['ledger', 'network'], { type: 'string' }),
  connected_at: orNull(Time('Null: it is inside Holdfast.')),
  when_away: orNull(WhenAway),
  settings: Type.Record(Type.String(), Type.Unknown(), { description: 'What is set, without what is secret.' }),
  secrets_set: Type.Array(Type.String(), { description: 'The secret settings that stand; they are never shown.' }),
  assumed: Type.Array(AssumedSetting, { description: 'What is not public and at its cautious default here.' }),
  notifications_path: orNull(Type.String({ description: 'Where it sends webhooks, beneath the hub’s address.' })),
  host: orNull(HostBody),
  pace: orNull(Pace),
  stock: orNull(Stock),
  waiting: Type.Integer({ description: 'Orders whose question it has not answered yet.' }),
  findings: Type.Integer({ description: 'What the sweep has found about it and still stands: `GET /findings`.' }),
});
export type PointOfSale = Static<typeof PointOfSale>;
export const PointsOfSale = Type.Object({ items: Type.Array(PointOfSale) });
export type PointsOfSale = Static<typeof PointsOfSale>;

const slug = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'The slug of the POS, as `GET /pos-kinds` names it.',
  examples: ['bridge'],
});
export const PosParams = Type.Object({ pos: slug });
export type PosParams = Static<typeof PosParams>;

export const PosSettings = Type.Object(
  {
    settings: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
      description:
        'All of them, in place of those that stand. A secret that is left out stays as it is, while it is sent to the same address.',
    }),
    unset: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        minItems: 1,
        maxItems: 64,
        description:
          'Secrets that stand and are to be removed. What does not work then: `without`, in `GET /pos-kinds`.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      { settings: { url: 'the address of the bridge', key: 'the key' } },
      { settings: { url: 'the address of the bridge' }, unset: ['hint_key'] },
    ],
  },
);
export type PosSettings = Static<typeof PosSettings>;

export const PosChange = Type.Object(
  { when_away: WhenAway },
  { additionalProperties: false, examples: [{ when_away: 'refuse' }] },
);
export type PosChange = Static<typeof PosChange>;

export const TriedPos = Type.Object({
  ...Tried.properties,
  both_confirm: orNull(
    Type.Array(Type.String(), {
      description:
        'Marketplaces, by slug, for which the POS itself confirms orders and Holdfast does too: both would act on every sale. Null: it has no such switch, or could not be asked.',
    }),
  ),
});
export type TriedPos = Static<typeof TriedPos>;

export const FindingsQuery = Type.Object({ pos: Type.Optional(slug) }, { additionalProperties: false });
export type FindingsQuery = Static<typeof FindingsQuery>;

export const Finding = Type.Object({
  finding_id: Type.String(),
  kind: Type.String({ description: 'For programs, such as `hold_left_over`.' }),
  sentence: Type.String(),
  pos: orNull(Type.String()),
  order_id: orNull(Type.String({ description: 'The order that it is about, where the ledger has one.' })),
  reference: orNull(Type.String({ description: 'Our reference there, also where the ledger has no such order.' })),
  remote_id: orNull(Type.String()),
  found_at: Time('When it was first found.'),
  seen_at: Time('When it was last seen.'),
});
export type Finding = Static<typeof Finding>;
export const Findings = Type.Object({
  items: Type.Array(Finding, { description: 'The oldest first, at most 200.' }),
  count: Type.Integer({ description: 'How many there are in all.' }),
  swept_at: orNull(Time('When the last sweep ended. Null: none has been made yet.')),
});
export type Findings = Static<typeof Findings>;
