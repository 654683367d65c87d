// Events of which an account has listings, on the wire.
import Type, { type Static } from 'typebox';
import { ListingsQuery } from './listings.ts';
import { words } from './orders.ts';
import { Time } from './values.ts';

export const EventsQuery = Type.Object(
  {
    search: words('Words of the event or the venue.', 'knicks garden'),
    from: ListingsQuery.properties.from,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 20,
        description: 'At most so many; 8 unless you say otherwise.',
        examples: [8],
      }),
    ),
  },
  { additionalProperties: false },
);
export type EventsQuery = Static<typeof EventsQuery>;

const FoundEvent = Type.Object({
  event: Type.String(),
  venue: Type.String(),
  event_at: Time('When it begins.'),
  listings: Type.Integer({ description: 'How many listings there are of it; of more than 200 nobody counts.' }),
  has_more_listings: Type.Boolean({ description: 'There are more than were counted.' }),
});

export const Events = Type.Object({
  items: Type.Array(FoundEvent, { description: 'The soonest first.' }),
  is_cut: Type.Boolean({ description: 'There may be more: another word, or a later `from`, finds them.' }),
});
export type Events = Static<typeof Events>;
