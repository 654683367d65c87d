// Waivers and support cases on the wire.
import Type, { type Static } from 'typebox';
import { waiverGrounds } from '../../../core/waiver-grounds.ts';
import { pageFields, pageOf } from './page.ts';
import { Id, Money, orNull, Time } from './values.ts';

const waiverStates = ['opened', 'submitted', 'waived', 'refused'] as const;

const GroundSchema = Type.Enum([...waiverGrounds], {
  type: 'string',
  description: 'Why the sale should not have happened.',
});
const StateSchema = Type.Enum([...waiverStates], {
  type: 'string',
  description: '`opened`, then `submitted` to the marketplace, which waives or refuses it.',
  examples: ['submitted'],
});
const Note = Type.String({
  maxLength: 4_000,
  pattern: '^[^\\u0000]*$',
  description: 'In the broker’s words; it is printed on the case.',
});
const AtStake = Type.Object(
  {
    amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Minor units, such as cents.' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
  },
  { additionalProperties: false },
);

export const WaiversQuery = Type.Object(
  { ...pageFields, state: Type.Optional(StateSchema) },
  { additionalProperties: false },
);
export type WaiversQuery = Static<typeof WaiversQuery>;

export const WaiverParams = Type.Object({ waiver_id: Id('The waiver’s id.', '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11') });
export type WaiverParams = Static<typeof WaiverParams>;

export const NewWaiver = Type.Object(
  {
    order_id: Id('The order that should not have happened.', '8f14e45f-ceea-467f-9a36-dcf1a2d7b001'),
    ground: Type.Optional(GroundSchema),
    at_stake: Type.Optional(AtStake),
    note: Type.Optional(Note),
  },
  {
    additionalProperties: false,
    examples: [{ order_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001', at_stake: { amount: 37_000, currency: 'USD' } }],
  },
);
export type NewWaiver = Static<typeof NewWaiver>;

export const WaiverChange = Type.Object(
  {
    state: Type.Optional(StateSchema),
    ground: Type.Optional(GroundSchema),
    at_stake: Type.Optional(AtStake),
    saved: Type.Optional(AtStake),
    note: Type.Optional(Note),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ state: 'submitted' }] },
);
export type WaiverChange = Static<typeof WaiverChange>;

const waiver = {
  waiver_id: Type.String(),
  order_id: Type.String(),
  ground: GroundSchema,
  state: StateSchema,
  at_stake: orNull(Money),
  saved: orNull(Money),
  note: Type.String(),
  opened_at: Time('When it was opened.'),
  opened_by: Type.String(),
  submitted_at: orNull(Time('When it was put to the marketplace. Null: not yet.')),
  ended_at: orNull(Time('When the marketplace had decided. Null: not yet.')),
};

export const WaiverListed = Type.Object({
  ...waiver,
  marketplace: Type.String(),
  global_id: Type.String(),
  event: orNull(Type.String()),
});
export type WaiverListed = Static<typeof WaiverListed>;
export const WaiversPage = pageOf(WaiverListed);

const TicketThen = Type.Object({
  seat: orNull(Type.String()),
  owner: orNull(
    Type.Object({
      marketplace: Type.String(),
      global_id: Type.String(),
      state: Type.String(),
      since: Time('Since when it owned the ticket.'),
    }),
  ),
  elsewhere: Type.Boolean({
    description:
      'No order owned it, and the POS has sold it, or holds it, for somebody else now; since when is not on record.',
  }),
});

export const CaseBody = Type.Object({
  broker: Type.String(),
  marketplace: Type.String(),
  global_id: Type.String(),
  order_number: orNull(Type.String()),
  ground: GroundSchema,
  claim: Type.String({ description: 'The ground in a sentence.' }),
  sold_at: Time('When the marketplace sold the tickets, as far as the record shows.'),
  listing: Type.Object({
    remote_id: orNull(Type.String()),
    event: orNull(Type.String()),
    venue: orNull(Type.String()),
    event_at: orNull(Time('When the event begins.')),
  }),
  quantity: orNull(Type.Integer()),
  seats: Type.Array(
    Type.Object({ section: orNull(Type.String()), row: orNull(Type.String()), seat: orNull(Type.String()) }),
  ),
  at_stake: orNull(Money),
  note: Type.String(),
  availability: Type.Object({
    at: Time('The moment that is looked at: `sold_at`.'),
    sentence: Type.String(),
    tickets: Type.Array(TicketThen),
  }),
  story: Type.Array(
    Type.Object({
      at: Time('When it happened.'),
      sentence: Type.String(),
      exchanges: Type.Array(Type.Unknown(), { description: 'What was said on the wire, secrets removed.' }),
    }),
  ),
});
export type CaseBody = Static<typeof CaseBody>;

export const WaiverBody = Type.Object({ ...waiver, case: CaseBody });
export type WaiverBody = Static<typeof WaiverBody>;

export const Candidates = Type.Object({
  items: Type.Array(
    Type.Object({
      order_id: Type.String(),
      marketplace: Type.String(),
      global_id: Type.String(),
      event: orNull(Type.String()),
      at: Time('When it was noticed.'),
      sentence: Type.String(),
    }),
  ),
});
export type Candidates = Static<typeof Candidates>;

export const SupportRequest = Type.Object(
  {
    question: Type.String({
      minLength: 1,
      maxLength: 4_000,
      pattern: '^[^\\u0000]*\\S[^\\u0000]*$',
      description: 'What the operator should look at.',
    }),
  },
  {
    additionalProperties: false,
    examples: [{ question: 'Gametime says that it never got our answer. Did we send one?' }],
  },
);
export type SupportRequest = Static<typeof SupportRequest>;

export const SupportCaseBody = Type.Object({ case_id: Type.String(), asked_at: Time('When help was asked for.') });
export type SupportCaseBody = Static<typeof SupportCaseBody>;
