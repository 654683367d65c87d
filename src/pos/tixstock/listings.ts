// Tixstock's listings, as both its doors show them: how many are available, never which. So nothing is said of seats: they
// are counted like general admission, and what is held or sold is simply not there any more.
// Source: api-documentation.tixstock.com/v1/endpoints/get-tickets, pf-api-documentation.tixstock.com/v1/endpoints/tickets/get
// (VENDOR); the split types in words, and the field of the price, from clients (THIRD_PARTY).
import Type, { type Static } from 'typebox';
import type { Split } from '../../core/claim.ts';
import { hasShape, Maybe } from '../../shape.ts';
import { moneyFrom } from '../decimal-money.ts';
import { pathFrom } from '../path-template.ts';
import type { Ask } from '../recorded-send.ts';
import type { StockGroup, StockPage } from '../stock.ts';
import { instantOf } from '../times.ts';
import { pageOf, unreadable } from '../unreadable-groups.ts';
import { Id, readAnswer, type Said } from './answers.ts';
import type { TixstockWays } from './settings.ts';

/** The most that a page may have. */
const perPage = 50;

const Text = Type.String({ maxLength: 500 });
const WithId = Type.Object({ id: Type.String() });
const Name = Type.Object({ name: Text });
const Listing = Type.Object({
  id: Id,
  event: Type.Object({ name: Text, datetime: Text, venue: Maybe(Name) }),
  ticket: Type.Object({ split_type: Maybe(Text) }),
  seat_details: Maybe(Type.Object({ category: Maybe(Text), section: Maybe(Text), row: Maybe(Text) })),
  number_of_tickets_for_sale: Type.Object({
    quantity_available: Type.Integer({ minimum: 0, maximum: 10_000 }),
    split_quantity: Maybe(Type.Integer({ minimum: 0 })),
  }),
});
type Listing = Static<typeof Listing>;

/** Listings that are not published yet have no id of ours: nobody can ask for them. */
const Unpublished = Type.Object({ id: Type.Union([Type.Null(), Type.Literal('')]) });

const Page = Type.Object({
  data: Type.Array(Type.Unknown()),
  meta: Maybe(Type.Object({ last_page: Maybe(Type.Integer({ minimum: 0 })) })),
});

export type Shelf = {
  /** Null: there is none. */
  read: (ask: Ask, listingId: string) => Promise<Said<{ group: StockGroup | null }>>;
  page: (ask: Ask, page: number) => Promise<Said<StockPage>>;
};

export function openShelf(ways: TixstockWays, headers: Record<string, string>): Shelf {
  const listed = (ask: Ask, query: string) =>
    ask({ method: 'GET', path: `${pathFrom(ways.listings_path, {})}?${query}`, headers });
  return {
    async read(ask, listingId) {
      const answer = await listed(ask, `listing_id=${encodeURIComponent(listingId)}`);
      return readAnswer(answer, Page, ({ data }) => {
        const one = data.find((listing) => hasShape(WithId, listing) && listing.id === listingId);
        // Whoever shows others did not look for this one.
        if (one === undefined) return data.length > 0 ? null : { group: null };
        return { group: groupOf(one, ways) };
      });
    },
    async page(ask, page) {
      const answer = await listed(ask, `per_page=${perPage}&page=${page}`);
      return readAnswer(answer, Page, ({ data, meta }) => {
        const published = data.filter((one) => !hasShape(Unpublished, one));
        const groups = pageOf(published.map((one) => groupOf(one, ways)));
        if (groups === null) return null;
        const lastPage = meta?.last_page ?? null;
        const hasMore = lastPage === null ? data.length >= perPage : page < lastPage;
        return { groups, gone: [], cursor: hasMore ? { page: page + 1 } : null, hasMore, total: null };
      });
    },
  };
}

/** Null: not even its id can be read. */
function groupOf(shown: unknown, ways: TixstockWays): StockGroup | null {
  if (!hasShape(WithId, shown)) return null;
  const ids = { groupId: shown.id, remoteId: shown.id };
  return (hasShape(Listing, shown) ? readableOf(shown, ids, ways) : null) ?? unreadable(ids);
}

/** Null: it is for an event at no time, or at no price. */
function readableOf(
  shown: Listing,
  ids: Pick<StockGroup, 'groupId' | 'remoteId'>,
  { price_field, currency }: TixstockWays,
): StockGroup | null {
  const eventAt = instantOf(shown.event.datetime);
  const price = priceOf((shown as Record<string, unknown>)[price_field], currency);
  if (eventAt === null || price === null) return null;
  const { quantity_available } = shown.number_of_tickets_for_sale;
  return {
    ...ids,
    event: shown.event.name,
    venue: shown.event.venue?.name ?? '',
    eventAt,
    section: shown.seat_details?.section || shown.seat_details?.category || null,
    row: shown.seat_details?.row || null,
    price,
    split: splitOf(shown),
    tickets: Array.from({ length: quantity_available }, () => ({ seat: null, standing: 'free', reference: null })),
  };
}

const Price = Type.Object({ amount: Type.Unknown(), currency: Maybe(Type.String()) });

function priceOf(shown: unknown, assumed: string): StockGroup['price'] | null {
  return hasShape(Price, shown) ? moneyFrom(shown.amount, shown.currency ?? assumed) : null;
}

/** The largest quantity that a buyer can ask for. */
const mostTickets = 100;

/** What is not known is sold whole, so that nothing is split that may not be. */
function splitOf({ ticket, number_of_tickets_for_sale: { split_quantity } }: Listing): Split {
  switch (ticket.split_type?.toLowerCase()) {
    case 'no preferences':
      return { rule: 'any' };
    case 'avoid leaving one ticket':
    case 'avoid leaving one':
      return { rule: 'never_leave_one' };
    case 'multiples':
    case 'sell in multiples':
      return split_quantity ? multiplesOf(split_quantity) : { rule: 'whole' };
    default:
      return { rule: 'whole' };
  }
}

function multiplesOf(step: number): Split {
  if (step === 1) return { rule: 'any' };
  if (step === 2) return { rule: 'pairs' };
  const quantities = Array.from({ length: Math.floor(mostTickets / step) }, (_, index) => step * (index + 1));
  return { rule: 'quantities', quantities };
}
