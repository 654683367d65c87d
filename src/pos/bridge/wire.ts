// The bridge's wire: the small REST interface that a broker's or vendor's engineer puts in front of any POS.
import Type, { type Static } from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 128 });

export const BridgeHoldRequest = Type.Object({
  reference: Id,
  remote_id: Id,
  quantity: Type.Integer({ minimum: 1 }),
  seats: Type.Array(Type.Union([Type.String(), Type.Null()])),
  expires_at: Type.String(),
  marketplace: Type.String(),
});

export const BridgeHold = Type.Object({
  hold_id: Id,
  reference: Id,
  remote_id: Id,
  quantity: Type.Integer(),
  expires_at: Type.Union([Type.String(), Type.Null()]),
});
export type BridgeHold = Static<typeof BridgeHold>;

export const BridgeInvoiceRequest = Type.Object({
  reference: Id,
  hold_id: Type.Union([Id, Type.Null()]),
  remote_id: Id,
  quantity: Type.Integer({ minimum: 1 }),
  seats: Type.Array(Type.Union([Type.String(), Type.Null()])),
  marketplace: Type.String(),
  order_id: Id,
});

export const BridgeInvoice = Type.Object({ invoice_id: Id, reference: Id, remote_id: Id, quantity: Type.Integer() });
export type BridgeInvoice = Static<typeof BridgeInvoice>;

/** What stands under a reference. `hold` is null once it is released, expired or sold. */
export const BridgeFound = Type.Object({
  hold: Type.Union([BridgeHold, Type.Null()]),
  invoice: Type.Union([BridgeInvoice, Type.Null()]),
});

export const BridgeGroup = Type.Object({
  group_id: Id,
  remote_id: Id,
  event: Type.String({ minLength: 1 }),
  venue: Type.String({ minLength: 1 }),
  event_at: Type.String(),
  section: Type.Union([Type.String(), Type.Null()]),
  row: Type.Union([Type.String(), Type.Null()]),
  price: Type.Object({ amount: Type.Integer({ minimum: 0 }), currency: Type.String({ pattern: '^[A-Z]{3}$' }) }),
  split: Type.Union([
    Type.Literal('any'),
    Type.Literal('pairs'),
    Type.Literal('whole'),
    Type.Literal('never_leave_one'),
    Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 }),
  ]),
  tickets: Type.Array(
    Type.Object({
      seat: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
      standing: Type.Union([Type.Literal('free'), Type.Literal('held'), Type.Literal('sold')]),
      reference: Type.Union([Id, Type.Null()]),
    }),
  ),
});
export type BridgeGroup = Static<typeof BridgeGroup>;

const Cursor = Type.Union([Type.String({ minLength: 1, maxLength: 1_024 }), Type.Null()]);

/** What has changed since the cursor; without one, everything. `gone` names groups by their `group_id`. */
export const BridgeGroups = Type.Object({
  groups: Type.Array(BridgeGroup),
  gone: Type.Array(Id),
  cursor: Cursor,
  has_more: Type.Boolean(),
  total: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
});

/** Every hold that stands now. */
export const BridgeHolds = Type.Object({ holds: Type.Array(BridgeHold), cursor: Cursor, has_more: Type.Boolean() });

/** What the bridge sends us when something has changed. Without `remote_ids`: it does not say what. */
export const BridgeHint = Type.Object({ remote_ids: Type.Optional(Type.Array(Id, { maxItems: 1_000 })) });

export const BridgeRefusal = Type.Object({
  code: Type.Union([
    Type.Literal('not_available'),
    Type.Literal('listing_unknown'),
    Type.Literal('split_not_allowed'),
    Type.Literal('not_allowed'),
    Type.Literal('bad_request'),
  ]),
  detail: Type.String(),
});

/** Nothing stands under the reference. Said in words, so that a wrong address is never taken for it. */
export const BridgeNotFound = Type.Object({ code: Type.Literal('not_found'), detail: Type.String() });
