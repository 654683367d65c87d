// Upcoming listings that the search finds, and their events: by event, venue, section or the listing's id.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useContext } from 'react';
import type { ListingSummary } from '../../../../src/http/broker/schemas/listings.ts';
import { listListings } from '../../api/routes/listings.ts';
import { ticketWords } from '../../parts/ticket-bar.tsx';
import { dayText, ZoneContext } from '../../parts/time.tsx';
import type { FoundGroup } from './use-found.ts';

const shortest = 2;
const mostRead = 100;
const mostListings = 5;
const mostEvents = 4;
const hourMs = 3_600_000;

export function useFoundListings(words: string): { groups: FoundGroup[]; isLooking: boolean } {
  const navigate = useNavigate();
  const zone = useContext(ZoneContext);
  const { data, isFetching } = useQuery({
    queryKey: ['listings', 'search', words],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - 6 * hourMs).toISOString();
      return listListings({ query: { q: words, from, limit: mostRead }, signal });
    },
    enabled: words.length >= shortest,
    placeholderData: (before) => before,
  });
  const found = words.length < shortest ? [] : (data?.items ?? []);
  const events = eventsOf(found)
    .slice(0, mostEvents)
    .map(({ event, venue, event_at: at, listings }) => ({
      key: `${event} ${at}`,
      title: event,
      about: [dayText(at, zone), venue, countOf(listings)].join(' · '),
      open: () => void navigate({ to: '/listings', search: { q: event.slice(0, 200) } as never }),
    }));
  const listings = found.slice(0, mostListings).map((listing) => ({
    key: listing.remote_id,
    title: listing.event,
    about: [listing.section, ticketWords(listing), listing.remote_id].filter(Boolean).join(' · '),
    open: () => void navigate({ to: '/listings/$remoteId', params: { remoteId: listing.remote_id } }),
  }));
  const groups = [
    { name: 'Events', items: events },
    { name: 'Listings', items: listings },
  ];
  return { groups, isLooking: isFetching };
}

/** Of more than were read nobody counts. */
function countOf(listings: number): string {
  if (listings === mostRead) return `${listings}+ listings`;
  return listings === 1 ? '1 listing' : `${listings} listings`;
}

/** They come in the order of their events. */
function eventsOf(found: readonly ListingSummary[]): (ListingSummary & { listings: number })[] {
  const events = Map.groupBy(found, ({ event, event_at: at }) => `${at} ${event}`);
  return [...events.values()].flatMap((listings) =>
    listings[0] ? [{ ...listings[0], listings: listings.length }] : [],
  );
}
