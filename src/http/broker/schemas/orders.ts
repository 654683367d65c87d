// Orders on the wire: what a list asks and shows, one order with its story, and what may be done about it.
import Type, { type Static } from 'typebox';
import { actKinds } from '../../../core/possible-acts.ts';
import { settlements } from '../../../core/settle.ts';
import { stateGroupNames } from '../../../core/state-groups.ts';
import { orderStates } from '../../../core/transitions.ts';
import { pageFields, pageOf } from './page.ts';
import { Id, Money, orNull, Time } from './values.ts';

/** What somebody types to find something. */
export const words = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: '^[^\\u0000-\\u001F\\u007F]+$',
    description,
    examples: [example],
  });

const stateWords = [...orderStates, ...stateGroupNames] as const;

/** What a list of orders is narrowed by; the CSV takes the same. */
const orderFilterFields = {
  q: Type.Optional(
    words(
      'Words of the listing (event, venue, section, remote id) or of the buyer; or a whole order number, global id or order id.',
      'knicks 112',
    ),
  ),
  state: Type.Optional(
    Type.Array(Type.Enum([...stateWords], { type: 'string' }), {
      minItems: 1,
      maxItems: stateWords.length,
      description:
        'Any of these; repeat the field for several. Beside the states themselves: `needs_you` (unfilled, stuck), `not_fulfilled` (everything but confirmed), `open` (not at its end), `on_hold`, `fulfilled`, `no_sale`.',
      examples: [['not_fulfilled']],
    }),
  ),
  marketplace: Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-z0-9-]{1,64}$' }), {
      minItems: 1,
      maxItems: 20,
      description: 'Any of these, by slug; repeat the field for several.',
      examples: [['stubhub']],
    }),
  ),
  event: Type.Optional(words('Words of the event or the venue.', 'longest night')),
  listing: Type.Optional(words('The listing’s remote id.', 'TG-20418')),
  number: Type.Optional(words('A whole order number, global id or order id.', '8841207-1')),
  buyer: Type.Optional(words('Words of the buyer’s name or address.', 'lovelace')),
  from: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Begun at this time or later.',
      examples: ['2026-11-01T00:00:00Z'],
    }),
  ),
  to: Type.Optional(
    Type.String({ format: 'date-time', description: 'Begun before this time.', examples: ['2026-12-01T00:00:00Z'] }),
  ),
};

const orderSorts = ['newest', 'oldest', 'ends', 'money'] as const;

export const OrdersQuery = Type.Object(
  {
    ...pageFields,
    ...orderFilterFields,
    sort: Type.Optional(
      Type.Enum([...orderSorts], {
        type: 'string',
        description:
          '`newest` unless you say otherwise. `ends` (soonest first) and `money` (most first) are for open orders: name states that are not at their end, such as `open` or `needs_you`.',
        examples: ['newest'],
      }),
    ),
  },
  { additionalProperties: false },
);
export type OrdersQuery = Static<typeof OrdersQuery>;

export const OrdersCsvQuery = Type.Object(
  { ...orderFilterFields, sort: OrdersQuery.properties.sort },
  { additionalProperties: false },
);
export type OrdersCsvQuery = Static<typeof OrdersCsvQuery>;

const OrderStateSchema = Type.Enum([...orderStates], { type: 'string' });

export const OrderSummary = Type.Object({
  order_id: Type.String(),
  marketplace: Type.String({ description: 'By slug.' }),
  marketplace_name: Type.String(),
  flow: Type.Enum(['order_integration', 'instant_notification'], {
    type: 'string',
    description: '`order_integration`: it asked before it sold. `instant_notification`: it sold, and told us.',
  }),
  state: OrderStateSchema,
  standing: Type.String({ description: 'Where it stands and what comes next, in a sentence.' }),
  needs_you: Type.Boolean({ description: 'Whether only a person can move it on.' }),
  alert: orNull(
    Type.Object(
      { kind: Type.String(), sentence: Type.String() },
      { description: 'What a person was told of it last and has not seen to.' },
    ),
  ),
  binding: Type.Boolean({ description: 'Whether letting go of the hold costs the broker.' }),
  global_id: Type.String({ description: 'The marketplace’s own id for the deal.' }),
  marketplace_order_id: orNull(Type.String({ description: 'The marketplace’s order number, once it has sold.' })),
  remote_id: orNull(Type.String({ description: 'The listing. Null: it is not known.' })),
  event: orNull(Type.String()),
  venue: orNull(Type.String()),
  event_at: orNull(Time('When the event begins.')),
  pos: orNull(Type.String({ description: 'The POS in which the listing stands, by slug.' })),
  pos_name: orNull(Type.String()),
  quantity: orNull(Type.Integer()),
  section: orNull(Type.String()),
  row: orNull(Type.String()),
  seats: Type.Array(orNull(Type.String()), { description: 'By label; null for a general-admission place.' }),
  money: orNull(
    Type.Object(
      { ...Money.properties, is: Type.Enum(['total', 'unit_price', 'listing_price'], { type: 'string' }) },
      { description: 'What it is worth: the sale’s total, else its unit price or the listing’s times the quantity.' },
    ),
  ),
  created_at: Time('When we first heard of it.'),
  held_at: orNull(Time('When the POS had it on hold.')),
  expires_at: orNull(Time('Until when the hold stands.')),
  confirm_by: orNull(Time('When the marketplace gives up waiting for our word.')),
  confirmed_at: orNull(Time('When the sale was done.')),
});
export type OrderSummary = Static<typeof OrderSummary>;

export const OrdersPage = pageOf(OrderSummary);
export type OrdersPage = Static<typeof OrdersPage>;

export const OrderParams = Type.Object({
  order_id: Id('The order.', '7d0c1c6e-5d61-8c7e-9f0a-3f1a2b4c5d6e'),
});
export type OrderParams = Static<typeof OrderParams>;

const Who = Type.Object({
  kind: Type.Enum(['marketplace', 'pos', 'person', 'hub'], { type: 'string' }),
  name: Type.String(),
});

const StoryExchange = Type.Object({
  with: Who,
  sentence: Type.String(),
  direction: Type.Enum(['in', 'out'], { type: 'string', description: 'Who called: they (`in`) or we (`out`).' }),
  request: Type.Object({ line: Type.String(), body: Type.Unknown() }),
  response: orNull(Type.Object({ status: Type.Integer(), body: Type.Unknown() })),
  failure: orNull(Type.String({ description: 'Why no answer came.' })),
  took_ms: orNull(Type.Number()),
  request_id: orNull(Type.String()),
});

const Moment = Type.Object({
  entry: Type.Integer({ description: 'Its number in the order’s journal, from 1.' }),
  at: Time('When.'),
  who: Who,
  sentence: Type.String({ description: 'What happened, in words.' }),
  state: orNull(OrderStateSchema),
  steps: Type.Array(Type.Object({ event: Type.String(), state: OrderStateSchema, sentence: Type.String() })),
  exchanges: Type.Array(StoryExchange, { description: 'What was said, word for word, secrets removed.' }),
});
export type Moment = Static<typeof Moment>;

export const Action = Type.Object({
  do: Type.Enum([...actKinds], { type: 'string' }),
  as: orNull(Type.Enum([...settlements], { type: 'string', description: 'With `settle`: what is said to be true.' })),
  label: Type.String(),
  does: Type.String({ description: 'What it will do.' }),
  costs: Type.String({ description: 'What it may cost.' }),
  weight: Type.Enum(['plain', 'costly', 'final'], {
    type: 'string',
    description: '`costly`: it may cost you something. `final`: it cannot be taken back.',
  }),
  needs: orNull(
    Type.Enum(['reason', 'listing', 'consent_to_cost', 'invoice'], {
      type: 'string',
      description: 'What must come with it: `reason`, `remote_id`, `accept_cost` or `invoice_id`.',
    }),
  ),
  reasons: Type.Array(Type.String(), { description: 'The reasons that the marketplace knows. Empty: any words.' }),
  is_next: Type.Boolean({ description: 'Whether it is what is sensibly done next.' }),
});
export type Action = Static<typeof Action>;

export const OrderDetail = Type.Object({
  ...OrderSummary.properties,
  refusal: orNull(Type.String({ description: 'Why the marketplace was told no.' })),
  refusal_words: orNull(Type.String()),
  reject_reason: orNull(Type.String()),
  unit_price: orNull(Money),
  total: orNull(Money),
  buyer: orNull(Type.Record(Type.String(), Type.Unknown(), { description: 'In the marketplace’s own fields.' })),
  invoice_id: orNull(Type.String({ description: 'The invoice in the POS.' })),
  pos_hold_id: orNull(Type.String({ description: 'The hold in the POS.' })),
  sold_seats: orNull(Type.Array(Type.String(), { description: 'The seats that the marketplace says it sold.' })),
  listing: orNull(
    Type.Object(
      {
        tickets: Type.Integer({ description: 'How many there are in all.' }),
        free: Type.Integer(),
        seats: Type.Array(
          Type.Object({
            seat: orNull(Type.String()),
            owner: Type.Enum(['this', 'held', 'sold', 'elsewhere', 'none'], {
              type: 'string',
              description:
                'Whose it is: this order’s, on hold or sold to another, sold or held outside of Holdfast, or nobody’s.',
            }),
          }),
          { description: 'The listing’s seats and whose they are; the first hundred.' },
        ),
        price: Money,
      },
      { description: 'The listing that its tickets come from, as it is now.' },
    ),
  ),
  actions: Type.Array(Action, { description: 'What its state allows a person to do, the sensible one first.' }),
  story: Type.Array(Moment, { description: 'Everything that happened, oldest first.' }),
  left_out: Type.Integer({ description: 'How many moments of a very long story are left out of its middle.' }),
});
export type OrderDetail = Static<typeof OrderDetail>;

export const ActionRequest = Type.Object(
  {
    do: Type.Enum([...actKinds], { type: 'string' }),
    reason: Type.Optional(words('With `reject`: what the marketplace is told.', 'Tickets No Longer Available')),
    remote_id: Type.Optional(words('With `fill`: the listing to take tickets of.', 'TG-20419')),
    as: Type.Optional(
      Type.Enum([...settlements], { type: 'string', description: 'With `settle`, of a stuck order: what is true.' }),
    ),
    invoice_id: Type.Optional(
      words('With `settle` as `invoiced`: the invoice in the POS, where none is on record.', 'inv-20418'),
    ),
    accept_cost: Type.Optional(Type.Boolean({ description: 'With `release` of a binding hold: true.' })),
    in_state: Type.Optional(
      Type.Enum([...orderStates], {
        type: 'string',
        description: 'Where you saw it. If it has moved on, nothing is done and the answer is 409.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ do: 'reject', reason: 'Tickets No Longer Available', in_state: 'unfilled' }],
  },
);
export type ActionRequest = Static<typeof ActionRequest>;

export const ActionDone = Type.Object({
  repeated: Type.Boolean({ description: 'You had done this before; nothing was done again.' }),
  order: OrderDetail,
});
export type ActionDone = Static<typeof ActionDone>;

const Proposal = Type.Object({
  remote_id: Type.String(),
  section: orNull(Type.String()),
  row: orNull(Type.String()),
  seats: Type.Array(orNull(Type.String())),
  price: Money,
  match: Type.Enum(['alike', 'better', 'other'], { type: 'string' }),
  match_words: Type.String(),
});

export const Proposals = Type.Object({ items: Type.Array(Proposal) });
export type Proposals = Static<typeof Proposals>;
