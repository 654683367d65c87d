// The published Order Integration contract as schemas: they validate, they give the types, and the OpenAPI document is
// generated from them.
import Type, { type Static, type TSchema } from 'typebox';
import { type Order, seatsOf } from '../core/order.ts';
import { isOwed } from '../core/owed.ts';
import type { OrderState } from '../core/transitions.ts';

/** Control characters are no part of anyone's id, and the database takes no NUL. */
const printable = '^[^\\u0000-\\u001F\\u007F]+$';

const id = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 128, pattern: printable, description, examples: [example] });

const GlobalId = id(
  'The marketplace’s own id for this deal. It ties hold, release and invoice together, and makes each call safe to repeat.',
  'te-7f3c2a90',
);
const RemoteId = id('The listing’s id in the broker’s account, as it was uploaded.', 'TG-20418');
const MarketplaceOrderId = id('The marketplace’s order number.', '8841207-1');

const moneyOf = (description: string) =>
  Type.Object(
    {
      amount: Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Minor units, such as cents.',
      }),
      currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
    },
    { additionalProperties: false, description, examples: [{ amount: 18500, currency: 'USD' }] },
  );

export const HoldRequest = Type.Object(
  {
    global_id: GlobalId,
    remote_id: RemoteId,
    quantity: Type.Integer({ minimum: 1, maximum: 100, description: 'How many tickets.', examples: [2] }),
    unit_price: Type.Optional(
      moneyOf(
        'Of one ticket, as you offered it. Kept with the deal; it decides something only where a marketplace’s holds name a ceiling.',
      ),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        global_id: 'te-7f3c2a90',
        remote_id: 'TG-20418',
        quantity: 2,
        unit_price: { amount: 18500, currency: 'USD' },
      },
    ],
  },
);
export type HoldRequest = Static<typeof HoldRequest>;

export const InvoiceRequest = Type.Object(
  {
    order_id: MarketplaceOrderId,
    total: Type.Optional(moneyOf('What you sold them for, all together. Kept with the order.')),
    buyer: Type.Optional(
      Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
        maxProperties: 32,
        description: 'Who buys, in the marketplace’s own fields. Kept with the order.',
        examples: [{ name: 'Ticket Evolution', type: 'Office' }],
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        order_id: '8841207-1',
        total: { amount: 37000, currency: 'USD' },
        buyer: { name: 'Ticket Evolution', type: 'Office' },
      },
    ],
  },
);
export type InvoiceRequest = Static<typeof InvoiceRequest>;

export const HoldParams = Type.Object({ global_id: GlobalId });
export type HoldParams = Static<typeof HoldParams>;

/** A release whose address does not say which hold is meant. */
export const ReleaseRequest = Type.Object({ global_id: GlobalId }, { additionalProperties: false });
export type ReleaseRequest = Static<typeof ReleaseRequest>;

const holdStatuses = [
  'holding',
  'held',
  'declined',
  'releasing',
  'released',
  'expired',
  'invoicing',
  'confirmed',
  'stuck',
] as const;
export type HoldStatus = (typeof holdStatuses)[number];

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Time = (description: string) => Type.String({ format: 'date-time', description });

export const Hold = Type.Object({
  global_id: Type.String({ description: 'The id under which you asked.' }),
  remote_id: orNull(Type.String({ description: 'Null on a release that came before its hold.' })),
  quantity: orNull(Type.Integer({ description: 'How many tickets. Null where `remote_id` is.' })),
  status: Type.Enum([...holdStatuses], {
    type: 'string',
    description: 'Where the hold stands. `stuck`: a person at the broker looks at it.',
  }),
  binding: Type.Boolean({ description: 'Always true here: letting go costs the broker.' }),
  seats: Type.Array(
    Type.Object({
      section: orNull(Type.String({ description: 'Null where the listing names none.' })),
      row: orNull(Type.String({ description: 'Null where the listing names none.' })),
      seat: orNull(Type.String({ description: 'Null for a general-admission place.' })),
    }),
    { description: 'The very tickets that were set aside.' },
  ),
  held_at: orNull(Time('When the POS had them on hold.')),
  expires_at: orNull(Time('Until when the hold stands.')),
  order_id: orNull(Type.String({ description: 'Your order id, once you have invoiced.' })),
  invoice_id: orNull(Type.String({ description: 'The invoice in the broker’s POS.' })),
  confirmed_at: orNull(Time('When the sale was done.')),
});
export type Hold = {
  global_id: string;
  remote_id: string | null;
  quantity: number | null;
  status: HoldStatus;
  binding: boolean;
  seats: { section: string | null; row: string | null; seat: string | null }[];
  held_at: string | null;
  expires_at: string | null;
  order_id: string | null;
  invoice_id: string | null;
  confirmed_at: string | null;
};

/** What a state is called on this wire. An undone hold was answered with no, and is on its way to being declined. */
const statusOf = {
  holding: 'holding',
  held: 'held',
  pledged: 'held',
  declined: 'declined',
  undoing: 'releasing',
  releasing: 'releasing',
  released: 'released',
  expiring: 'expired',
  expired: 'expired',
  reported: 'invoicing',
  invoicing: 'invoicing',
  retaking: 'invoicing',
  confirming: 'invoicing',
  confirmed: 'confirmed',
  unfilled: 'declined',
  rejecting: 'declined',
  rejected: 'declined',
  voiding: 'releasing',
  cancelled: 'released',
  duplicate: 'declined',
  stuck: 'stuck',
} as const satisfies Record<OrderState, HoldStatus>;

export function holdBody(order: Order): Hold {
  return {
    global_id: order.globalId,
    remote_id: order.remoteId,
    quantity: order.quantity,
    status: isOwed(order) ? 'stuck' : statusOf[order.state],
    binding: order.binding,
    seats: seatsOf(order),
    held_at: timeOf(order.heldAt),
    expires_at: order.heldAt === null ? null : timeOf(order.expiresAt),
    order_id: order.marketplaceOrderId,
    invoice_id: order.invoiceId,
    confirmed_at: timeOf(order.confirmedAt),
  };
}

function timeOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
