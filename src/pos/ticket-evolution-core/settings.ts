// What a broker enters to connect Ticket Evolution Core. Where the vendor's two clients differ, or say nothing, it is a
// setting: the older client (2016) names a path for each thing, the newer (2022) one path for two.
// Source: github.com/ticketevolution/ticketevolution-ruby and -php (VENDOR); the preference of the older paths is INFERRED.
import Type, { type Static, type TSchema } from 'typebox';
import { Default } from 'typebox/value';

const set = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);
const id = (description: string) => Type.Integer({ minimum: 1, description });

export const CoreSettings = Type.Object(
  {
    url: set(
      Type.String({
        pattern: '^https?://',
        default: 'https://api.ticketevolution.com',
        description: 'Address without a slash at the end; the sandbox is https://api.sandbox.ticketevolution.com',
      }),
    ),
    token: Type.String({ minLength: 1, secret: true, description: 'The API token, sent as X-Token' }),
    secret: Type.String({ minLength: 1, secret: true, description: 'The API secret, by which requests are signed' }),
    office_id: id('Your office, which sells'),
    client_id: id('The client to whom orders are made'),
    clients: set(
      Type.Record(Type.String(), Type.Integer({ minimum: 1 }), {
        default: {},
        description: 'The client of each marketplace that has one of its own, by its slug',
      }),
    ),
    held_for_type: set(
      Type.Union([Type.Literal('Office'), Type.Literal('Client')], {
        default: 'Office',
        description: 'For whom tickets are held',
      }),
    ),
    held_for_id: set(id('The office or client for whom tickets are held; by default your office')),
    hold_by: set(
      Type.Union([Type.Literal('hold'), Type.Literal('take')], {
        default: 'hold',
        description: 'hold: tickets revert at the time that is named; take: never, and the hub lets go of them',
      }),
    ),
    hold_id_field: set(
      Type.String({
        minLength: 1,
        default: 'ticket_hold_id',
        description: 'Where the answer has the id of the hold, with dots between names; else it is looked up',
      }),
    ),
    release_path: set(
      Type.String({
        minLength: 1,
        default: '/v9/ticket_groups/{group_id}/release_hold/{hold_id}',
        description: 'Where a hold is let go of: {group_id}, {hold_id}',
      }),
    ),
    release_take_path: set(
      Type.String({
        minLength: 1,
        default: '/v9/ticket_groups/{group_id}/release_take/{hold_id}',
        description: 'Where a take is let go of: {group_id}, {hold_id}',
      }),
    ),
    notes_are_listed: set(
      Type.Boolean({ default: true, description: 'Whether the lists of what is held show the notes that we gave' }),
    ),
    unnumbered_low_seat: set(
      Type.Integer({ minimum: 0, default: 0, description: 'The low_seat of tickets without numbers' }),
    ),
    make_orders: set(
      Type.Union([Type.Literal('at_once'), Type.Literal('background'), Type.Literal('open')], {
        default: 'at_once',
        description: 'at_once: /orders; background and open: the slow variants, whose order is looked for afterwards',
      }),
    ),
    order_search: set(
      Type.String({
        minLength: 1,
        default: 'seller_reference_number',
        description: 'By which name orders are asked for by our reference; what comes is matched in any case',
      }),
    ),
    most_order_pages: set(
      Type.Integer({ minimum: 1, maximum: 50, default: 5, description: 'How many pages of orders are looked through' }),
    ),
    undo_by: set(
      Type.Union([Type.Literal('return'), Type.Literal('cancel')], {
        default: 'return',
        description: 'How an order is undone. Whether its tickets come back is looked at afterwards',
      }),
    ),
    reviewer_id: set(id('The Ticket Evolution user in whose name orders are cancelled')),
    currency: set(Type.String({ pattern: '^[A-Z]{3}$', default: 'USD', description: 'Currency of its amounts' })),
    price_field: set(
      Type.String({ minLength: 1, default: 'retail_price', description: 'Which price of a group is its price' }),
    ),
    late_effect_ms: set(
      Type.Integer({ minimum: 0, default: 60_000, description: 'How long a cut call may still take effect' }),
    ),
    repeats_are_safe: set(
      Type.Boolean({ default: false, description: 'Whether the same asked twice takes effect once' }),
    ),
    follow_stock: set(Type.Boolean({ default: true, description: 'Whether listings come from Ticket Evolution Core' })),
    poll_every_ms: set(
      Type.Integer({ minimum: 1_000, default: 300_000, description: 'How often all ticket groups are read' }),
    ),
    calls_per_second: set(
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

export type CoreWays = Required<Omit<Static<typeof CoreSettings>, 'reviewer_id'>> & { reviewer_id?: number };

/** As it is set, and where it is not, as it is assumed. */
export function waysOf(settings: unknown): CoreWays {
  const ways = Default(CoreSettings, structuredClone(settings)) as CoreWays;
  return { ...ways, held_for_id: ways.held_for_id ?? ways.office_id };
}
