// One case: left the proof and the story, right what is asked for and what came of it, on paper at a click.
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { addressOf } from '../../api/route.ts';
import { readWaiver, type WaiverBody } from '../../api/routes/waivers.ts';
import { useReading } from '../../app/use-reading.ts';
import { BrokenPage } from '../../parts/broken-page.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { BlockSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { ExactTime } from '../../parts/time.tsx';
import { WayBack } from '../../parts/way-back.tsx';
import { WaiverForm } from './waiver-form.tsx';
import styles from './waivers-page.module.css';

const toWaivers = <WayBack to="/waivers">Waivers</WayBack>;

export function WaiverPage() {
  const { waiverId } = useParams({ strict: false }) as { waiverId: string };
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey: ['waivers', waiverId],
    queryFn: ({ signal }) => readWaiver({ params: { waiver_id: waiverId }, signal }),
  });
  if (data === undefined) {
    return error ? (
      <BrokenPage title="Waiver" back={toWaivers} error={error} retry={refetch} />
    ) : (
      <BlockSkeleton height={420} />
    );
  }
  const { case: found } = data;
  return (
    <div className={styles.page}>
      {toWaivers}
      <PageHead title={`Waiver: ${found.marketplace} ${found.order_number ?? found.global_id}`} about={found.claim}>
        <Files waiverId={waiverId} />
      </PageHead>
      {error && <StaleNote readAt={dataUpdatedAt} />}
      <div className={styles.columns}>
        <div className={styles.side}>
          <Proof found={found} />
          <Story story={found.story} />
        </div>
        <WaiverForm key={waiverId} waiver={data} />
      </div>
    </div>
  );
}

function Files({ waiverId }: { waiverId: string }) {
  return (['pdf', 'json'] as const).map((ending) => (
    <Button
      key={ending}
      component="a"
      href={addressOf(`/waivers/${waiverId}/case.${ending}`)}
      variant={ending === 'pdf' ? 'filled' : 'default'}
      leftSection={<IconDownload size={14} aria-hidden="true" />}
    >
      {ending.toUpperCase()}
    </Button>
  ));
}

function Proof({ found }: { found: WaiverBody['case'] }) {
  const { availability, listing, quantity } = found;
  return (
    <Panel
      title="Who owned the tickets at that moment"
      about={
        <>
          <ExactTime at={availability.at} />
          {listing.event && (
            <>
              , <bdi>{listing.event}</bdi>
            </>
          )}
          {quantity !== null && `, ${quantity === 1 ? '1 ticket' : `${quantity} tickets`}`}
        </>
      }
    >
      <p>
        <strong>{availability.sentence}</strong>
      </p>
      <ul className={styles.proof}>
        {availability.tickets.map(({ seat, owner, elsewhere }, place) => (
          <li key={`${seat ?? 'GA'} ${place}`}>
            <span>{seat === null ? 'General admission' : `Seat ${seat}`}</span>
            {owner ? (
              <span className="quiet">
                {owner.marketplace} {owner.global_id} ({owner.state}), since <ExactTime at={owner.since} />
              </span>
            ) : (
              <span className="quiet">
                {elsewhere ? 'sold or held elsewhere now; since when is not on record' : 'free'}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Story({ story }: { story: WaiverBody['case']['story'] }) {
  return (
    <Panel title="The recorded conversation" about="Word for word, secrets removed; it cannot be changed by anyone.">
      <ol className={styles.moments}>
        {story.map(({ at, sentence, exchanges }, place) => (
          <li key={`${at} ${place}`}>
            <span className="quiet">
              <ExactTime at={at} />
            </span>
            <p dir="auto">{sentence}</p>
            {exchanges.length > 0 && (
              <details>
                <summary>What was said</summary>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
                <pre tabIndex={0}>{JSON.stringify(exchanges, null, 2)}</pre>
              </details>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
