// The shelf: listings, one of them, and files that bring more.
import type { Events, EventsQuery } from '../../../../src/http/broker/schemas/events.ts';
import type { Import, ImportQuery, ImportsPage } from '../../../../src/http/broker/schemas/imports.ts';
import type {
  ListingChange,
  ListingDetail,
  ListingsPage,
  ListingsQuery,
} from '../../../../src/http/broker/schemas/listings.ts';
import type { PageQuery } from '../../../../src/http/broker/schemas/page.ts';
import { route } from '../route.ts';

export const listListings = route('GET', '/listings').of<{ query: ListingsQuery; answer: ListingsPage }>();
export const findEvents = route('GET', '/events').of<{ query: EventsQuery; answer: Events }>();
export const readListing = route('GET', '/listings/{remote_id}').of<{ answer: ListingDetail }>();
export const changeListing = route('PATCH', '/listings/{remote_id}').of<{
  body: ListingChange;
  answer: ListingDetail;
}>();
export const importListings = route('POST', '/imports').of<{ query: ImportQuery; file: Blob; answer: Import }>();
export const listImports = route('GET', '/imports').of<{ query: PageQuery; answer: ImportsPage }>();
