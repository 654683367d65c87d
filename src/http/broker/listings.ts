// The shelf: listings searched, one with whose every ticket is and what became of it, and changed where they are kept here.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type ListingFilter, readListingPage } from '../../db/listing-pages.ts';
import { wordQuery } from '../../db/order-search.ts';
import type { BrokerParts } from './broker.ts';
import { changeListing } from './change-listing.ts';
import { answer, declared } from './declared.ts';
import { listingBody } from './listing-body.ts';
import { exampleListing, exampleListingDetail } from './listing-examples.ts';
import { namesOf } from './naming.ts';
import { cursorsOf, InstantKey, TextKey } from './pages.ts';
import { readListingDetail } from './read-listing.ts';
import { ListingChange, ListingDetail, ListingParams, ListingsPage, ListingsQuery } from './schemas/listings.ts';
import { usuallyPerPage } from './schemas/page.ts';

const PlaceKey = Type.Object({ eventAt: InstantKey, event: TextKey, remoteId: TextKey });
const tag = 'Listings';

export function listingRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool } = parts;
  const names = namesOf(parts);

  server.get<{ Querystring: ListingsQuery }>(
    '/listings',
    declared({
      permission: 'read',
      tag,
      operationId: 'listListings',
      summary: 'Search the listings',
      description:
        'Listings that fit every field that is given, by the event’s time, with how many of their tickets are free, held and sold. Words find the beginnings of words, in any order. A page that had to compare very many may be shorter than its limit, even empty, and still have a `next_cursor`: go on until that is null.',
      querystring: ListingsQuery,
      answers: {
        200: answer('The listings.', ListingsPage, { listings: { items: [exampleListing], next_cursor: null } }),
      },
    }),
    async ({ broker, query }) => {
      const { limit = usuallyPerPage, sort = 'soonest' } = query;
      const filter = filterOf(query);
      if (filter === null) return { items: [], next_cursor: null };
      const cursors = cursorsOf(`listings ${sort}`, PlaceKey);
      const turn = { sort, after: cursors.read(query), limit };
      const { items, next } = await readListingPage(pool, broker.accountId, filter, turn);
      return {
        items: items.map((line) => listingBody(line, names.pos)),
        next_cursor: next === null ? null : cursors.write(next),
      };
    },
  );

  const one = { tag, params: ListingParams } as const;
  server.get<{ Params: ListingParams }>(
    '/listings/:remote_id',
    declared({
      ...one,
      permission: 'read',
      operationId: 'getListing',
      summary: 'See one listing',
      description:
        'With whose every ticket is now, and every order that asked for some: when it owned them, by the journal.',
      answers: { 200: answer('The listing.', ListingDetail, { listing: exampleListingDetail }) },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => readListingDetail(parts, broker.accountId, params.remote_id),
  );

  server.patch<{ Params: ListingParams; Body: ListingChange }>(
    '/listings/:remote_id',
    declared({
      ...one,
      permission: 'trade',
      operationId: 'changeListing',
      summary: 'Change a listing’s price or split',
      description:
        'Holds that come from now on are judged by it; holds and sales that stand are as they were. Only where the house POS keeps the listing: elsewhere the POS is its system of record, and the answer is 409.',
      body: ListingChange,
      answers: { 200: answer('Changed.', ListingDetail, { listing: exampleListingDetail }) },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params, body }) => {
      await changeListing(parts, broker, params.remote_id, body);
      return readListingDetail(parts, broker.accountId, params.remote_id);
    },
  );
}

/** Null: what is looked for has no word in it, so nothing has it. */
function filterOf({ q, pos, from, to, has_free: hasFree }: ListingsQuery): ListingFilter | null {
  const words = q === undefined ? null : wordQuery(q);
  if (q !== undefined && words === null) return null;
  return {
    words,
    pos: pos ?? null,
    from: from === undefined ? null : Date.parse(from),
    to: to === undefined ? null : Date.parse(to),
    hasFree: hasFree ?? null,
  };
}
