// The bridge's wire: the small REST interface that a broker's or vendor's engineer puts in front of any POS. These schemas
// read what bridges answer, and the published document (document/) is made of them.
import Type, { type Static } from 'typebox';

const id = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 128, description, examples: [example] });
const Id = Type.String({ minLength: 1, maxLength: 128 });

const Reference = id('Our reference: one per order, and for ever.', '3f0c7d1e-5a1b-8c2d-9e3f-001122334455');
const RemoteId = id('The id by which the marketplaces know the group.', 'TG-20418');
const HoldId = id('Your own id of the hold.', 'H-000017');
const InvoiceId = id('Your own id of the sale.', 'I-000004');
const Quantity = Type.Integer({ minimum: 1, description: 'How many tickets.', examples: [2] });
const Seats = Type.Array(Type.Union([Type.String(), Type.Null()]), {
  description: 'The seats, by their labels; null for a place of general admission. As many as `quantity` says.',
  examples: [['5', '6']],
});
const Marketplace = Type.String({
  description: 'Who sells them to the public: the buyer in your books.',
  examples: ['ticket-evolution'],
});

export const BridgeHoldRequest = Type.Object({
  reference: Reference,
  remote_id: RemoteId,
  quantity: Quantity,
  seats: Seats,
  expires_at: Type.String({
    description: 'When the hold ends by itself: RFC 3339, in UTC.',
    examples: ['2026-03-01T12:15:00.000Z'],
  }),
  marketplace: Marketplace,
});

export const BridgeHold = Type.Object({
  hold_id: HoldId,
  reference: Reference,
  remote_id: RemoteId,
  quantity: Type.Integer({ description: 'How many tickets are held.' }),
  expires_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When it ends by itself, as you granted it; null where your holds never do.',
    examples: ['2026-03-01T12:15:00.000Z'],
  }),
});
export type BridgeHold = Static<typeof BridgeHold>;

export const BridgeInvoiceRequest = Type.Object({
  reference: Reference,
  hold_id: Type.Union([Id, Type.Null()], {
    description: 'The hold to sell; null when there is none any more, or never was one.',
    examples: ['H-000017'],
  }),
  remote_id: RemoteId,
  quantity: Quantity,
  seats: Seats,
  marketplace: Marketplace,
  order_id: id('The marketplace’s order number.', '8841207-1'),
});

export const BridgeInvoice = Type.Object({
  invoice_id: InvoiceId,
  reference: Reference,
  remote_id: RemoteId,
  quantity: Type.Integer({ description: 'How many tickets are sold.' }),
});
export type BridgeInvoice = Static<typeof BridgeInvoice>;

/** What stands under a reference. `hold` is null once it is released, expired or sold. */
export const BridgeFound = Type.Object({
  hold: Type.Union([BridgeHold, Type.Null()], { description: 'Null once it is released, expired or sold.' }),
  invoice: Type.Union([BridgeInvoice, Type.Null()], { description: 'Null before it is sold, and once it is undone.' }),
});

export const BridgeGroup = Type.Object({
  group_id: id('Your own id of the group. It never moves; it may be the same as `remote_id`.', 'G-77'),
  remote_id: RemoteId,
  event: Type.String({ minLength: 1, description: 'What it is called.', examples: ['The Longest Night'] }),
  venue: Type.String({ minLength: 1, description: 'Where it takes place.', examples: ['Old Hall'] }),
  event_at: Type.String({ description: 'When it begins: RFC 3339, in UTC.', examples: ['2030-03-01T20:00:00Z'] }),
  section: Type.Union([Type.String(), Type.Null()], { description: 'Null where it has none.', examples: ['112'] }),
  row: Type.Union([Type.String(), Type.Null()], { description: 'Null where it has none.', examples: ['C'] }),
  price: Type.Object(
    {
      amount: Type.Integer({ minimum: 0, description: 'Minor units, such as cents.' }),
      currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
    },
    { description: 'Of one ticket.' },
  ),
  split: Type.Union(
    [
      Type.Literal('any'),
      Type.Literal('pairs'),
      Type.Literal('whole'),
      Type.Literal('never_leave_one'),
      Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 }),
    ],
    {
      description: 'Which numbers of its tickets may be sold together: a rule by its name, or the numbers themselves.',
    },
  ),
  tickets: Type.Array(
    Type.Object({
      seat: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
        description: 'Null: a place of general admission.',
      }),
      standing: Type.Union([Type.Literal('free'), Type.Literal('held'), Type.Literal('sold')], {
        description: 'How it stands in your books: for sale, set aside for somebody, or sold.',
      }),
      reference: Type.Union([Id, Type.Null()], {
        description: 'Ours, where the ticket is held or sold under one; else null, and then it is somebody else’s.',
      }),
    }),
    { description: 'Every ticket of the group, in their order in the row.' },
  ),
});
export type BridgeGroup = Static<typeof BridgeGroup>;

const Cursor = Type.Union([Type.String({ minLength: 1, maxLength: 1_024, pattern: '^[^\\u0000]*$' }), Type.Null()], {
  description: 'Where to go on: any text that tells you. Null on the last page: there is no such place, begin anew.',
  examples: ['184'],
});
const HasMore = Type.Boolean({ description: 'Whether to ask again at once.' });

/** What has changed since the cursor; without one, everything. `gone` names groups by their `group_id`. */
export const BridgeGroups = Type.Object({
  groups: Type.Array(BridgeGroup),
  gone: Type.Array(Id, { description: 'Groups that are no more, by their `group_id`.' }),
  cursor: Cursor,
  has_more: HasMore,
  total: Type.Union([Type.Integer({ minimum: 0, maximum: 2_147_483_647 }), Type.Null()], {
    description: 'How many groups there are in all; null where you cannot say.',
  }),
});

/** Every hold that stands now. */
export const BridgeHolds = Type.Object({ holds: Type.Array(BridgeHold), cursor: Cursor, has_more: HasMore });

/** What the bridge sends us when something has changed. Without `remote_ids`: it does not say what. */
export const BridgeHint = Type.Object({
  remote_ids: Type.Optional(
    Type.Array(Id, { maxItems: 1_000, description: 'The groups that have changed; left out, it may be any.' }),
  ),
});

const Detail = Type.String({ description: 'Why, in a sentence: the broker reads it.' });

export const BridgeRefusal = Type.Object({
  code: Type.Union(
    [
      Type.Literal('not_available'),
      Type.Literal('listing_unknown'),
      Type.Literal('split_not_allowed'),
      Type.Literal('not_allowed'),
      Type.Literal('bad_request'),
    ],
    { description: 'Why, for Holdfast.' },
  ),
  detail: Detail,
});

/** Nothing stands under the reference. Said in words, so that a wrong address is never taken for it. */
export const BridgeNotFound = Type.Object({ code: Type.Literal('not_found'), detail: Detail });
