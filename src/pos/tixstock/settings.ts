// What a broker enters to connect Tixstock. It has two doors, for resellers and for partners, with other addresses for the
// same calls; each address can be set, because some are known from one door only.
// Source: api-documentation.tixstock.com/v1 (resellers) and pf-api-documentation.tixstock.com/v1 (partners) (VENDOR),
// developers.qodex.ai/tixstock-api (THIRD_PARTY: the verb of the hold).
import Type, { type Static, type TSchema } from 'typebox';

const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);
const path = (description: string) => optional(Type.String({ minLength: 1, description }));

const method = (fallback: 'POST' | 'PUT', description: string) =>
  optional(Type.Union([Type.Literal('POST'), Type.Literal('PUT')], { default: fallback, description }));

export const TixstockSettings = Type.Object(
  {
    token: Type.String({ minLength: 1, secret: true, description: 'The bearer token; it also signs the webhooks' }),
    side: optional(
      Type.Union([Type.Literal('reseller'), Type.Literal('partner')], {
        default: 'reseller',
        description: 'Which door the token opens',
      }),
    ),
    url: path('Address with its version, without a slash at the end; by default that of the side'),
    hold_path: path('Where a listing is held: {listing_id}. Without that name, the id goes into the body'),
    hold_method: method('POST', 'Verb of the hold'),
    release_path: path('Where a hold is let go of: {hold_id}, {quantity}'),
    release_method: method('POST', 'Verb of the release'),
    add_order_path: path('Where a hold is sold: {hold_id}, {quantity}'),
    read_order_path: path('Where an order of ours is read: {order_id}'),
    update_order_path: path('Where the status of an order is changed: {order_id}'),
    update_order_method: method('POST', 'Verb of the change of status'),
    listings_path: path('Where listings are read'),
    sold_status: optional(Type.String({ minLength: 1, default: 'Approved', description: 'Status of a new order' })),
    void_status: optional(
      Type.String({ minLength: 1, default: 'Cancelled', description: 'Status that undoes an order' }),
    ),
    currency: optional(
      Type.String({
        pattern: '^[A-Z]{3}$',
        default: 'GBP',
        description: 'Currency of an order whose marketplace names none',
      }),
    ),
    price_field: optional(
      Type.String({ minLength: 1, default: 'proceed_price', description: 'Which price of a listing is its price' }),
    ),
    hold_lapse_ms: optional(
      Type.Integer({ minimum: 1_000, default: 1_800_000, description: 'How long a hold stands before it lapses' }),
    ),
    late_effect_ms: optional(
      Type.Integer({ minimum: 0, default: 60_000, description: 'How long a cut call may still take effect' }),
    ),
    signature_encoding: optional(
      Type.Union([Type.Literal('hex'), Type.Literal('base64')], {
        default: 'hex',
        description: 'How the signature of a webhook is written',
      }),
    ),
    follow_stock: optional(Type.Boolean({ default: true, description: 'Whether listings come from Tixstock' })),
    poll_every_ms: optional(
      Type.Integer({ minimum: 1_000, default: 300_000, description: 'How often all listings are read' }),
    ),
    calls_per_second: optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 10_000,
        default: 1,
        description: 'How many calls it takes a second',
      }),
    ),
  },
  { additionalProperties: false },
);
export type TixstockSettings = Static<typeof TixstockSettings>;

type Door = Required<
  Pick<
    TixstockSettings,
    'url' | 'hold_path' | 'release_path' | 'add_order_path' | 'read_order_path' | 'update_order_path' | 'listings_path'
  >
>;

/** The release of a reseller is not public: it is taken to be the partner's. */
const doors: Readonly<Record<'reseller' | 'partner', Door>> = {
  reseller: {
    url: 'https://api.tixstock.com/v1',
    hold_path: 'tickets/hold/{listing_id}',
    release_path: 'tickets/release/{hold_id}/{quantity}',
    add_order_path: 'order/add/{hold_id}/{quantity}',
    read_order_path: 'order/get?order_id={order_id}',
    update_order_path: 'order/update/{order_id}',
    listings_path: 'tickets/get',
  },
  partner: {
    url: 'https://pf.tixstock.com/v1',
    hold_path: 'tickets/hold',
    release_path: 'tickets/release/{hold_id}/{quantity}',
    add_order_path: 'orders/add/{hold_id}/{quantity}',
    read_order_path: 'orders/get/{order_id}',
    update_order_path: 'orders/update/{order_id}',
    listings_path: 'tickets/feed',
  },
};

/** As it is set, and where it is not, as it is assumed. */
export function waysOf(settings: TixstockSettings) {
  return {
    hold_method: 'POST',
    release_method: 'POST',
    update_order_method: 'POST',
    sold_status: 'Approved',
    void_status: 'Cancelled',
    currency: 'GBP',
    price_field: 'proceed_price',
    ...doors[settings.side ?? 'reseller'],
    ...settings,
  } as const;
}
export type TixstockWays = ReturnType<typeof waysOf>;
