// Upcoming listings that the search finds, and their events: by event, venue, section or the listing's id.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useContext } from 'react';
import { findEvents, listListings } from '../../api/routes/listings.ts';
import { countOf } from '../../parts/count-of.ts';
import { ticketWords } from '../../parts/ticket-bar.tsx';
import { dayText, ZoneContext } from '../../parts/time.tsx';
import type { FoundGroup } from './use-found.ts';

const shortest = 2;
const mostListings = 5;
const mostEvents = 4;
const hourMs = 3_600_000;

export function useFoundListings(words: string): { groups: FoundGroup[]; isLooking: boolean } {
  const navigate = useNavigate();
  const zone = useContext(ZoneContext);
  const isLong = words.length >= shortest;
  const shared = { enabled: isLong, placeholderData: <Found>(before: Found | undefined) => before };
  const events = useQuery({
    ...shared,
    queryKey: ['events', 'search', words],
    queryFn: ({ signal }) => findEvents({ query: { search: words, from: lately(), limit: mostEvents }, signal }),
  });
  const listings = useQuery({
    ...shared,
    queryKey: ['listings', 'search', words],
    queryFn: ({ signal }) => listListings({ query: { q: words, from: lately(), limit: mostListings }, signal }),
  });
  const foundEvents = (isLong ? (events.data?.items ?? []) : []).map(
    ({ event, venue, event_at: at, listings: count, has_more_listings: hasMore }) => ({
      key: `${event} ${at}`,
      title: event,
      about: [
        dayText(at, zone),
        venue,
        hasMore ? `${count.toLocaleString('en')}+ listings` : countOf(count, 'listing'),
      ].join(' · '),
      open: () => void navigate({ to: '/listings', search: { q: event.slice(0, 200) } as never }),
    }),
  );
  const foundListings = (isLong ? (listings.data?.items ?? []) : []).map((listing) => ({
    key: listing.remote_id,
    title: listing.event,
    about: [listing.section, ticketWords(listing), listing.remote_id].filter(Boolean).join(' · '),
    open: () => void navigate({ to: '/listings/$remoteId', params: { remoteId: listing.remote_id } }),
  }));
  const groups = [
    { name: 'Events', items: foundEvents },
    { name: 'Listings', items: foundListings },
  ];
  return { groups, isLooking: events.isFetching || listings.isFetching };
}

/** An event that has begun is still looked for. */
function lately(): string {
  return new Date(Date.now() - 6 * hourMs).toISOString();
}
