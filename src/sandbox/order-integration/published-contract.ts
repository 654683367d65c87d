// What a marketplace's engineer reads out of the published Order Integration contract: the shape of a hold and of a
// problem. Written from the contract and not from the hub's own schemas, so that the two check each other.
import Type, { type Static } from 'typebox';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

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

export const HubSeat = Type.Object({
  section: orNull(Type.String()),
  row: orNull(Type.String()),
  seat: orNull(Type.String()),
});
export type HubSeat = Static<typeof HubSeat>;

export const HubHold = Type.Object({
  global_id: Type.String(),
  remote_id: orNull(Type.String()),
  quantity: orNull(Type.Integer()),
  status: Type.Union(holdStatuses.map((status) => Type.Literal(status))),
  binding: Type.Boolean(),
  seats: Type.Array(HubSeat),
  held_at: orNull(Type.String()),
  expires_at: orNull(Type.String()),
  order_id: orNull(Type.String()),
  invoice_id: orNull(Type.String()),
  confirmed_at: orNull(Type.String()),
});
export type HubHold = Omit<Static<typeof HubHold>, 'status'> & { status: HoldStatus };

export const HubProblem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  request_id: Type.String(),
});
