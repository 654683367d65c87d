// Reports on the wire.
import Type, { type Static } from 'typebox';
import { Money, orNull, Time } from './values.ts';

const groupings = ['marketplace', 'event', 'day'] as const;

const span = {
  from: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Left out: 30 days before `to`.',
      examples: ['2026-10-23T00:00:00Z'],
    }),
  ),
  to: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Not included. Left out: now.',
      examples: ['2026-11-22T00:00:00Z'],
    }),
  ),
};

export const ReportQuery = Type.Object(
  {
    ...span,
    group_by: Type.Optional(
      Type.Enum([...groupings], {
        type: 'string',
        description: '`marketplace` unless you say otherwise.',
        examples: ['event'],
      }),
    ),
  },
  { additionalProperties: false },
);
export type ReportQuery = Static<typeof ReportQuery>;

export const DeclinesQuery = Type.Object(span, { additionalProperties: false });
export type DeclinesQuery = Static<typeof DeclinesQuery>;

const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Share = (description: string) => orNull(Type.Number({ minimum: 0, maximum: 1, description }));
const Moneys = (description: string) => Type.Array(Money, { description: `${description} One for each currency.` });

const figures = {
  asked: Count('Holds that were asked for.'),
  declined: Count('Of those, told no.'),
  released: Count('Let go of by the marketplace.'),
  expired: Count('Holds that outlived their time.'),
  told: Count('Sales that a marketplace made and told of.'),
  unfilled: Count('Of those, waiting without tickets now.'),
  rejected: Count('Of those, rejected.'),
  rejected_by_rule: Count('Of those, by the account’s rule.'),
  cancelled: Count('Taken back by the marketplace.'),
  stuck: Count('Waiting for a person.'),
  sales: Count('Sold and confirmed.'),
  tickets: Count('Tickets of those.'),
  decline_rate: Share('Declined of asked. Null: nothing was asked.'),
  fault_rate: Share('Rejected of told, as marketplaces count faults. Null: nothing was told.'),
  confirm_p50_ms: orNull(
    Type.Integer({ description: 'From first word of a told sale to its confirmation: half were quicker.' }),
  ),
  confirm_p95_ms: orNull(Type.Integer({ description: 'The same: 95 of 100 were quicker.' })),
  sold: Moneys('Of sales.'),
  at_risk: Moneys('Of what is unfilled or stuck.'),
  lost: Moneys('Of what was rejected.'),
  sold_unpriced: Count('Sales whose price nobody has named: they are not in `sold`.'),
  at_risk_unpriced: Count('The same of what is unfilled or stuck.'),
  lost_unpriced: Count('The same of what was rejected.'),
};

export const ReportRow = Type.Object({
  key: Type.String({
    description: 'A marketplace’s slug, an event with its time, or a day of the account’s time zone.',
  }),
  label: Type.String({ description: 'The same for people.' }),
  ...figures,
});
export type ReportRow = Static<typeof ReportRow>;

export const Report = Type.Object({
  from: Time('From when on.'),
  to: Time('Until when.'),
  group_by: Type.Enum([...groupings], { type: 'string' }),
  rows: Type.Array(ReportRow),
  is_cut: Type.Boolean({ description: 'Whether there were more groups: then these are the busiest.' }),
});
export type Report = Static<typeof Report>;

export const Declines = Type.Object({
  from: Time('From when on.'),
  to: Time('Until when.'),
  rows: Type.Array(
    Type.Object({
      marketplace: Type.String(),
      label: Type.String(),
      refusal: Type.String(),
      count: Count('How often.'),
    }),
  ),
});
export type Declines = Static<typeof Declines>;
