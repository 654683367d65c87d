// The search for events: a few of those of which the account has listings.
import type { FastifyInstance } from 'fastify';
import { findEvents } from '../../db/events.ts';
import { wordQuery } from '../../db/order-search.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { Events, EventsQuery } from './schemas/events.ts';

const usually = 8;

const example: Events = {
  items: [
    {
      event: 'The Longest Night',
      venue: 'Old Hall',
      event_at: '2026-12-21T19:00:00.000Z',
      listings: 12,
      has_more_listings: false,
    },
  ],
  is_cut: false,
};

export function eventRoutes(server: FastifyInstance, { pool }: BrokerParts): void {
  server.get<{ Querystring: EventsQuery }>(
    '/events',
    declared({
      permission: 'read',
      tag: 'Listings',
      operationId: 'findEvents',
      summary: 'Search the events',
      description:
        'Events of which there are listings, by words of event and venue, the soonest first: for somebody who types. Words find the beginnings of words, in any order. Of words that very many listings have, only the next 500 events are looked through.',
      querystring: EventsQuery,
      answers: { 200: answer('The events.', Events, { events: example }) },
    }),
    async ({ broker: { accountId }, query: { search, from, limit = usually } }): Promise<Events> => {
      const words = wordQuery(search);
      if (words === null) return { items: [], is_cut: false };
      const since = from === undefined ? null : Date.parse(from);
      const { items, isCut } = await findEvents(pool, accountId, { words, from: since, limit });
      return {
        items: items.map(({ event, venue, eventAt, listings, hasMoreListings }) => ({
          event,
          venue,
          event_at: new Date(eventAt).toISOString(),
          listings,
          has_more_listings: hasMoreListings,
        })),
        is_cut: isCut,
      };
    },
  );
}
