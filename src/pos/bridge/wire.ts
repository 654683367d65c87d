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
