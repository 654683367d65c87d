// Listings on the wire: what is on the shelf, whose every seat is, and what became of it.
import Type, { type Static } from 'typebox';
import { OrderSummary, OrdersQuery } from './orders.ts';
import { pageFields, pageOf } from './page.ts';
import { Money, orNull, Time } from './values.ts';

const remoteId = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^[^\\u0000-\\u001F\\u007F]+$',
  description: 'The listing, by your own id for it.',
  examples: ['TG-20418'],
});

const from = { format: 'date-time', description: 'The event begins at this time or later.' };
const to = { format: 'date-time', description: 'The event begins before this time.' };

export const ListingsQuery = Type.Object(
  {
    ...pageFields,
    q: Type.Optional({
      ...OrdersQuery.properties.q,
      description: 'Words of the event, the venue, the section or the remote id.',
    }),
    pos: Type.Optional(
      Type.String({ pattern: '^[a-z0-9-]{1,64}$', description: 'Only in this POS.', examples: ['house'] }),
    ),
    from: Type.Optional(Type.String({ ...from, examples: ['2026-12-01T00:00:00Z'] })),
    to: Type.Optional(Type.String({ ...to, examples: ['2027-01-01T00:00:00Z'] })),
    has_free: Type.Optional(
      Type.Boolean({ description: 'Only those with a free ticket, or only those without.', examples: [true] }),
    ),
    sort: Type.Optional(
      Type.Enum(['soonest', 'latest'], {
        type: 'string',
        description: 'By the event’s time: `soonest` first unless you say otherwise.',
        examples: ['soonest'],
      }),
    ),
  },
  { additionalProperties: false },
);
export type ListingsQuery = Static<typeof ListingsQuery>;

const splitPattern = '^(any|pairs|whole|never_leave_one|[1-9][0-9]{0,3}(;[1-9][0-9]{0,3}){0,99})$';
const splitMeaning =
  'How it may be divided, as in the import: `any`, `pairs`, `whole`, `never_leave_one`, or the allowed quantities, such as `2;4`.';

export const ListingSummary = Type.Object({
  remote_id: Type.String({ description: 'Your own id for it.' }),
  event: Type.String(),
  venue: Type.String(),
  event_at: Time('When the event begins.'),
  section: orNull(Type.String()),
  row: orNull(Type.String()),
  pos: Type.String({ description: 'The POS in which it stands, by slug.' }),
  pos_name: Type.String(),
  price: Type.Object({ ...Money.properties }, { description: 'Of one ticket.' }),
  split: Type.String({ description: splitMeaning }),
  tickets: Type.Integer({ description: 'How many there are in all.' }),
  free: Type.Integer({ description: 'Nobody’s.' }),
  held: Type.Integer({ description: 'Set aside for a marketplace, and not sold.' }),
  sold: Type.Integer({ description: 'Owned by an order of Holdfast’s that is no hold any more.' }),
  elsewhere: Type.Integer({ description: 'Sold or held by the POS for somebody else.' }),
  updated_at: Time('When an import, the POS or a person last changed it.'),
});
export type ListingSummary = Static<typeof ListingSummary>;

export const ListingsPage = pageOf(ListingSummary);
export type ListingsPage = Static<typeof ListingsPage>;

export const ListingParams = Type.Object({ remote_id: remoteId });
export type ListingParams = Static<typeof ListingParams>;

const ListingSeat = Type.Object({
  seat: orNull(Type.String({ description: 'Null: a general-admission place.' })),
  owner: Type.Enum(['held', 'sold', 'elsewhere', 'none'], {
    type: 'string',
    description: 'Whose it is: on hold or sold to an order, sold or held outside of Holdfast, or nobody’s.',
  }),
  order_id: orNull(Type.String({ description: 'The order that owns it.' })),
});

const ListingOrder = Type.Object({
  ...OrderSummary.properties,
  owned: Type.Array(
    Type.Object({ since: Time('From when on.'), until: orNull(Time('Until when. Null: it does still.')) }),
    { description: 'When it owned its tickets, from the journal. Empty: it never did.' },
  ),
});

export const ListingDetail = Type.Object({
  ...ListingSummary.properties,
  may_change: Type.Boolean({ description: 'Whether price and split are changed here.' }),
  kept_by: Type.String({ description: 'Whose word on price and split counts, in a sentence.' }),
  sells: Type.Array(Type.Integer(), {
    description: 'How many tickets one buyer could have now, by its split and its free seats side by side.',
  }),
  seats: Type.Array(ListingSeat, { description: 'In their order in the row; the first thousand.' }),
  orders: Type.Array(ListingOrder, { description: 'The orders that asked for tickets of it, newest first.' }),
  more_orders: Type.Boolean({ description: 'Whether there are older ones: `GET /orders?listing=...` has all.' }),
});
export type ListingDetail = Static<typeof ListingDetail>;

export const ListingChange = Type.Object(
  {
    price: Type.Optional(
      Type.Object(
        {
          amount: Type.Integer({ minimum: 0, maximum: 999_999_999_999, description: 'Minor units, such as cents.' }),
          currency: Money.properties.currency,
        },
        { additionalProperties: false, description: 'Of one ticket, in the listing’s own currency.' },
      ),
    ),
    split: Type.Optional(Type.String({ pattern: splitPattern, description: splitMeaning })),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ price: { amount: 21_000, currency: 'USD' }, split: 'never_leave_one' }],
  },
);
export type ListingChange = Static<typeof ListingChange>;
