// What happens now, on the wire.
import Type, { type Static } from 'typebox';
import { orderStates } from '../../../core/transitions.ts';
import { HostBody, Pace } from './calls.ts';
import { Action, OrderSummary } from './orders.ts';
import { Money, orNull, Time } from './values.ts';

const State = Type.Enum([...orderStates], { type: 'string' });
const Slug = (description: string) => Type.String({ description, examples: ['example-market'] });

export const NowQuery = Type.Object(
  {
    since: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When the day began, in the broker’s zone; at most 48 hours ago. Left out: 24 hours ago.',
        examples: ['2026-11-22T05:00:00Z'],
      }),
    ),
  },
  { additionalProperties: false },
);
export type NowQuery = Static<typeof NowQuery>;

export const NeedsYou = Type.Object({
  ...OrderSummary.properties,
  deadline: orNull(
    Type.Object({
      at: Time('When the time to do something is over.'),
      set_by: Type.Enum(['your_rule', 'marketplace'], {
        type: 'string',
        description: '`your_rule` rejects it then by itself; a `marketplace` gives up waiting.',
      }),
    }),
  ),
  sentence: Type.String({ description: 'What is wrong, as one would say it.' }),
  actions: Type.Array(Action, {
    description:
      'What may be done about it, the sensible one first. Empty for those far down: they are in the order itself.',
  }),
});
export type NeedsYou = Static<typeof NeedsYou>;

const DayCount = Type.Object({
  marketplace: Slug('Where.'),
  state: State,
  orders: Type.Integer(),
  tickets: Type.Integer(),
  money: orNull(Money),
});

const HoldMinute = Type.Object({
  at: Time('The beginning of the minute.'),
  asked: Type.Integer(),
  declined: Type.Integer(),
  p50_ms: orNull(Type.Number()),
  p99_ms: orNull(Type.Number()),
});

export const ConnectionHealth = Type.Object({
  connection_id: Type.String(),
  marketplace: Slug('Which.'),
  name: Type.String({ description: 'As people call it.' }),
  rank: Type.Integer({
    description: 'Its place in the hub’s own list of marketplaces: by it, one has the same colour everywhere.',
  }),
  is: Type.Enum(['well', 'quiet', 'paused', 'troubled', 'refused'], {
    type: 'string',
    description:
      '`quiet`: nothing was ever heard from it. `paused`: by the broker. `troubled`: something is wrong with it, such as a list of sales that could not be read. `refused`: it does not take our credentials.',
  }),
  sentence: Type.String(),
  paused_at: orNull(
    Time(
      'Since when it is paused, whatever else is wrong with it. Then no new hold is agreed to and its list of sales is left alone; its notices are stored and worked, and what was begun is finished.',
    ),
  ),
  last_order_at: orNull(Time('When an order was last begun on it.')),
  last_notice_at: orNull(Time('When it last sent a notice that could be read; told some seconds late.')),
  last_read_at: orNull(Time('When its list of sales was last read.')),
});
export type ConnectionHealth = Static<typeof ConnectionHealth>;

/** As this hub sees them. Null: it has sent nothing there yet. */
const callsNow = {
  host: orNull(HostBody),
  pace: orNull(Pace),
};

export const ConnectionNow = Type.Object({ ...ConnectionHealth.properties, ...callsNow });
export type ConnectionNow = Static<typeof ConnectionNow>;

export const PosHealth = Type.Object({
  pos: Type.String({ description: 'Its slug.', examples: ['house'] }),
  name: Type.String(),
  waiting: Type.Integer({ description: 'Orders whose question it has not answered yet.' }),
  oldest_at: orNull(Time('When the oldest of those questions was sent.')),
  ...callsNow,
  stock: Type.Object({ trouble: orNull(Type.String({ description: 'Why it could not be read the last time.' })) }),
});
export type PosHealth = Static<typeof PosHealth>;

const Worker = Type.Object({
  name: Type.String({ description: 'Host and process.' }),
  version: Type.String(),
  started_at: Time('When it was started.'),
  seen_at: Time('When it last said that it is at work.'),
});

export const ListedNow = Type.Pick(OrderSummary, [
  'order_id',
  'state',
  'marketplace',
  'event',
  'quantity',
  'money',
  'created_at',
]);
export type ListedNow = Static<typeof ListedNow>;

export const Health = Type.Object({
  connections: Type.Array(ConnectionNow),
  points_of_sale: Type.Array(PosHealth),
});
export type Health = Static<typeof Health>;

export const Now = Type.Object({
  at: Time('The hub’s clock.'),
  needs_you: Type.Object({
    items: Type.Array(NeedsYou, { description: 'Most urgent first: money at risk by the time that is left.' }),
    has_more: Type.Boolean({ description: 'There are more than are looked at here.' }),
  }),
  today: Type.Object({
    since: Time('From when on it is counted.'),
    counts: Type.Array(DayCount, { description: 'By marketplace, state and currency.' }),
  }),
  holds: Type.Array(HoldMinute, { description: 'The last hour, by the minute; minutes without a hold are left out.' }),
  ...Health.properties,
  workers: Type.Object({
    hubs: Type.Array(Worker),
    lag_ms: Type.Integer({ description: 'How long the order that is due longest has waited.' }),
  }),
  latest: Type.Array(ListedNow, { description: 'The newest orders.' }),
});
export type Now = Static<typeof Now>;
