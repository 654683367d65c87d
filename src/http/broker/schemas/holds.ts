// Holds on the wire: who holds what, since when, until when.
import Type, { type Static } from 'typebox';
import { Action, OrderSummary, OrdersQuery } from './orders.ts';
import { pageFields } from './page.ts';
import { Money, orNull } from './values.ts';

export const HoldsQuery = Type.Object(
  {
    ...pageFields,
    q: OrdersQuery.properties.q,
    marketplace: OrdersQuery.properties.marketplace,
    binding: Type.Optional(
      Type.Boolean({ description: 'Only those that bind, or only those that do not.', examples: [true] }),
    ),
    pos: Type.Optional(
      Type.String({ pattern: '^[a-z0-9-]{1,64}$', description: 'Only in this POS.', examples: ['house'] }),
    ),
  },
  { additionalProperties: false },
);
export type HoldsQuery = Static<typeof HoldsQuery>;

export const HeldOrder = Type.Object({
  ...OrderSummary.properties,
  release: orNull(Action),
});
export type HeldOrder = Static<typeof HeldOrder>;

export const HoldsPage = Type.Object({
  items: Type.Array(HeldOrder),
  next_cursor: orNull(Type.String({ description: 'Ask with it for the next page. Null: this was the last.' })),
  totals: Type.Object(
    {
      holds: Type.Integer(),
      tickets: Type.Integer(),
      binding: Type.Integer({ description: 'How many of the holds bind.' }),
      ending_soon: Type.Integer({ description: 'How many end within five minutes.' }),
      money: Type.Array(Money, { description: 'What they are worth, by currency.' }),
    },
    { description: 'Of everything on hold, whatever this page shows.' },
  ),
});
export type HoldsPage = Static<typeof HoldsPage>;
