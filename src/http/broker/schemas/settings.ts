// What an account chooses for itself, on the wire.
import Type, { type Static } from 'typebox';
import { Money, Name, orNull, Time } from './values.ts';

export const AutoRejectBody = Type.Object(
  {
    when: Type.Enum(['at_once', 'before_deadline'], {
      type: 'string',
      description: '`before_deadline`: a sale without a deadline of its marketplace’s is left to a person.',
    }),
    margin_minutes: Type.Integer({
      minimum: 0,
      maximum: 10_080,
      description: 'How long before the deadline. Not used with `at_once`.',
    }),
    most_amount: orNull(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'In minor units of whatever currency: a sale of more, or of an unknown amount, is left to a person.',
      }),
    ),
    reason: Name('What the marketplace is told.', 'Tickets No Longer Available', 500),
  },
  {
    additionalProperties: false,
    examples: [
      { when: 'before_deadline', margin_minutes: 30, most_amount: 50_000, reason: 'Tickets No Longer Available' },
    ],
  },
);
export type AutoRejectBody = Static<typeof AutoRejectBody>;

const TimeZone = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_+/-]+$',
  description: 'IANA name. Days and times are shown in it, and alerts say in it when an event is.',
  examples: ['America/New_York'],
});

const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.', examples: ['USD'] });

export const Settings = Type.Object({
  name: Type.String(),
  time_zone: TimeZone,
  currency: orNull(Currency),
  auto_reject: orNull(AutoRejectBody),
  provisional_gives_way: Type.Boolean({
    description: 'Whether a binding hold may take tickets that are set aside for a provisional sale.',
  }),
});
export type Settings = Static<typeof Settings>;

export const SettingsChange = Type.Object(
  {
    name: Type.Optional(Name('The broker’s name.', 'Front Row Tickets', 200)),
    time_zone: Type.Optional(TimeZone),
    currency: Type.Optional(orNull(Currency)),
    auto_reject: Type.Optional(orNull(AutoRejectBody)),
    provisional_gives_way: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ time_zone: 'America/New_York', currency: 'USD' }] },
);
export type SettingsChange = Static<typeof SettingsChange>;

export const verdicts = [
  'left_to_a_person',
  'too_late',
  'sooner',
  'lost_sale',
  'saved_deadline',
  'waits_still',
] as const;

export const Trial = Type.Object({
  from: Time('Sales that came to be without tickets since then were looked at.'),
  sales: Type.Integer({ description: 'How many they were.' }),
  is_cut: Type.Boolean({ description: 'Whether there were more: then these are the latest.' }),
  verdicts: Type.Array(
    Type.Object({
      verdict: Type.Enum([...verdicts], {
        type: 'string',
        description:
          '`lost_sale`: it was filled later, and the rule would have rejected it before. `sooner`: rejected in the end too. `saved_deadline`: nobody had said anything until the marketplace took it back. `too_late`: it had come to its end before. `left_to_a_person`: the rule does not touch it. `waits_still`: it has no end yet.',
      }),
      sales: Type.Integer(),
      money: Type.Array(Money),
    }),
  ),
  examples: Type.Array(
    Type.Object({
      order_id: Type.String(),
      marketplace: Type.String(),
      global_id: Type.String(),
      money: orNull(Money),
      unfilled_at: Time('When it came to be without tickets.'),
      rejects_at: orNull(Time('When the rule would have rejected it. Null: never.')),
      left_at: orNull(Time('When it stopped waiting. Null: it waits still.')),
      verdict: Type.Enum([...verdicts], { type: 'string' }),
    }),
    { description: 'The latest of them; lost sales first.' },
  ),
});
export type Trial = Static<typeof Trial>;
