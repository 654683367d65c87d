// What is told over the live stream, on the wire.
import Type, { type Static } from 'typebox';
import { Money, orNull, Time } from './values.ts';

export const StreamOrder = Type.Object({
  order_id: Type.String(),
  marketplace: Type.String(),
  state: Type.String({ description: 'Where it stands now.' }),
  remote_id: orNull(Type.String()),
  event: orNull(Type.String({ description: 'What is sold. Null where nobody knows.' })),
  quantity: orNull(Type.Integer()),
  money: orNull(Money),
  at: Time('When it moved.'),
});
export type StreamOrder = Static<typeof StreamOrder>;

export const StreamAlert = Type.Object({
  kind: Type.String(),
  order_id: orNull(Type.String()),
  connection_id: orNull(Type.String()),
});
export type StreamAlert = Static<typeof StreamAlert>;

export const StreamConnection = Type.Object({ connection_id: Type.String() });
export type StreamConnection = Static<typeof StreamConnection>;

export const StreamImport = Type.Object({ import_id: Type.String() });
export type StreamImport = Static<typeof StreamImport>;

export const StreamResync = Type.Object({
  since: orNull(Time('From when on something may have been missed. Null: nobody knows.')),
});
export type StreamResync = Static<typeof StreamResync>;
