// What the sweep has found about a POS, in sentences, oldest first; what is safe it has healed itself.
import { Link } from '@tanstack/react-router';
import type { Finding } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { listFindings } from '../../api/routes/points-of-sale.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useReading } from '../../app/use-reading.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { LoudNote } from '../../parts/loud-note.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { ToldFacts, ToldList } from '../../parts/told-list.tsx';
import styles from './point-of-sale-page.module.css';

const twoConfirmers = 'two_confirmers';

function useFindings(pos: string) {
  useRereadOn(['alert'], ['findings']);
  return useReading({
    queryKey: ['findings', pos],
    queryFn: ({ signal }) => listFindings({ query: { pos }, signal }),
    refetchInterval: 60_000,
  });
}

/** A POS that confirms what we confirm too: both would act on every sale. */
export function Confirmers({ pos }: { pos: string }) {
  const { data } = useFindings(pos);
  const found = data?.items.filter(({ kind }) => kind === twoConfirmers) ?? [];
  return found.length === 0 ? null : <LoudNote sentences={found.map(({ sentence }) => sentence)} />;
}

export function FindingsPanel({ pos, name }: { pos: string; name: string }) {
  const { data, error, refetch } = useFindings(pos);
  const items = data?.items.filter(({ kind }) => kind !== twoConfirmers) ?? [];
  const left = (data?.count ?? 0) - (data?.items.length ?? 0);
  return (
    <Panel
      title="What was found there"
      about={`Once an hour the ledger is compared with ${name}. What is safe is healed by itself; what stands here is for a person.`}
    >
      {error && data === undefined ? (
        <ErrorState error={error} retry={refetch} />
      ) : data === undefined ? (
        <RowsSkeleton rows={2} height={40} />
      ) : items.length === 0 ? (
        <p>
          {data.swept_at === null ? (
            `Nothing yet: the first comparison is made within the hour.`
          ) : (
            <>
              Ledger and {name} say the same, as of <Time at={data.swept_at} />.
            </>
          )}
        </p>
      ) : (
        <ToldList>
          {items.map((finding) => (
            <Found key={finding.finding_id} finding={finding} />
          ))}
        </ToldList>
      )}
      {left > 0 && <p className="quiet">And {left.toLocaleString('en')} more: “holdfast reconcile” lists them all.</p>}
    </Panel>
  );
}

function Found({ finding }: { finding: Finding }) {
  const { sentence, order_id: orderId, reference, found_at: foundAt, seen_at: seenAt } = finding;
  return (
    <li>
      <p dir="auto">{sentence}</p>
      <ToldFacts>
        <span>
          found <Time at={foundAt} />
        </span>
        <span>
          last seen <Time at={seenAt} />
        </span>
        {orderId ? (
          <Link to={`/orders/${orderId}` as string} className={styles.link}>
            Open order
          </Link>
        ) : (
          reference && <CopyId id={reference} what="reference" />
        )}
      </ToldFacts>
    </li>
  );
}
