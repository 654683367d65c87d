// One listing: what it is, whose every ticket is, what became of each, and its price and split where they are kept here.
import { Link, useParams } from '@tanstack/react-router';
import { ApiProblem } from '../../api/problem.ts';
import { readListing } from '../../api/routes/listings.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useReading } from '../../app/use-reading.ts';
import { BrokenPage } from '../../parts/broken-page.tsx';
import columns from '../../parts/columns.module.css';
import { usePageTitle } from '../../parts/page-title.ts';
import { BlockSkeleton, RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { WayBack } from '../../parts/way-back.tsx';
import { ListingHead } from './listing-head.tsx';
import { Terms } from './terms.tsx';
import { TicketStory } from './ticket-story.tsx';
import { Tickets } from './tickets.tsx';

/** Even when the stream is away. */
const everyMs = 20_000;

const toListings = <WayBack to="/listings">Listings</WayBack>;

export function ListingPage() {
  const { remoteId = '' } = useParams({ strict: false }) as { remoteId?: string };
  const queryKey = ['listing', remoteId];
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey,
    queryFn: ({ signal }) => readListing({ params: { remote_id: remoteId }, signal }),
    refetchInterval: everyMs,
  });
  useRereadOn(['order', 'import'], queryKey);
  usePageTitle(data ? `${data.event} · ${remoteId}` : 'Listing');
  if (data === undefined) {
    if (error === null) return <ListingSkeleton />;
    return isNoListing(error) ? (
      <NoSuchListing />
    ) : (
      <BrokenPage title="Listing" back={toListings} error={error} retry={refetch} />
    );
  }
  return (
    <article className={columns.column}>
      {toListings}
      {error && <StaleNote readAt={dataUpdatedAt} />}
      <ListingHead listing={data} />
      <div className={columns.beside}>
        <div className={columns.column}>
          <Tickets listing={data} />
          <TicketStory listing={data} />
        </div>
        <Terms key={remoteId} listing={data} />
      </div>
    </article>
  );
}

/** Malformed counts too: an address that was cut short on its way. */
function isNoListing(error: Error): boolean {
  return error instanceof ApiProblem && (error.status === 404 || error.status === 400);
}

function NoSuchListing() {
  return (
    <EmptyState title="There is no such listing here" action={<Link to="/listings">To all listings</Link>}>
      The link may be cut short, or be for another account. Listings are never removed.
    </EmptyState>
  );
}

function ListingSkeleton() {
  return (
    <div className={columns.column}>
      <BlockSkeleton height={20} />
      <BlockSkeleton height={110} />
      <div className={columns.beside}>
        <RowsSkeleton rows={8} height={40} />
        <BlockSkeleton height={300} />
      </div>
    </div>
  );
}
