// The notices that could not be read: when each came, why not, and what was in it. A sale may be behind each.
import type { Connection } from '../../../../src/http/broker/schemas/connections.ts';
import type { UnreadableNotice } from '../../../../src/http/broker/schemas/unreadable-notices.ts';
import { listUnreadableNotices } from '../../api/routes/connections.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useReading } from '../../app/use-reading.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { ToldFacts, ToldList } from '../../parts/told-list.tsx';
import { Verbatim } from '../../parts/verbatim.tsx';
import styles from './unreadable-notices.module.css';

const mostShown = 20;

export function UnreadableNotices({ connection }: { connection: Connection }) {
  const { connection_id: id, name } = connection;
  const key = ['unreadable-notices', id];
  const { data, error, refetch } = useReading({
    queryKey: key,
    queryFn: ({ signal }) =>
      listUnreadableNotices({ params: { connection_id: id }, query: { limit: mostShown }, signal }),
    staleTime: 60_000,
  });
  useRereadOn(['connection', 'alert'], key);
  // Where all could be read, which is nearly always, there is nothing to say of it.
  if (data?.items.length === 0 || (data === undefined && error === null)) return null;
  return (
    <Panel
      title="Notices that could not be read"
      about={`What ${name} sent in the last 30 days with your key or its signature, secrets removed. A sale may be behind each.`}
    >
      {data === undefined ? (
        error && <ErrorState error={error} retry={refetch} />
      ) : (
        <>
          <ToldList>
            {data.items.map((notice) => (
              <Notice key={notice.notice_id} notice={notice} />
            ))}
          </ToldList>
          {data.next_cursor !== null && (
            <p className="quiet">And older ones: “holdfast connection notices” lists more of them.</p>
          )}
        </>
      )}
    </Panel>
  );
}

function Notice({ notice: { at, why, text, is_cut: isCut, request_id: requestId } }: { notice: UnreadableNotice }) {
  return (
    <li>
      <p dir="auto">{why ?? 'It cannot be read.'}</p>
      <ToldFacts>
        <span>
          came <Time at={at} />
        </span>
        {requestId && <CopyId id={requestId} what="request id" shown={requestId.slice(0, 8)} />}
      </ToldFacts>
      {text === '' ? (
        <p className="quiet">Nothing was in it.</p>
      ) : (
        <details className={styles.came}>
          <summary>What came</summary>
          <Verbatim>
            {text}
            {isCut && '\n… more came'}
          </Verbatim>
        </details>
      )}
    </li>
  );
}
