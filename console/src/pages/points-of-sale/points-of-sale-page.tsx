// POS systems: the house, which is inside Holdfast, and every one that is connected; how each is, and what was found there.

import { Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { PointOfSale, PosKind } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { listPointsOfSale, listPosKinds } from '../../api/routes/points-of-sale.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useMay } from '../../app/session.ts';
import { useReading } from '../../app/use-reading.ts';
import { countOf } from '../../parts/count-of.ts';
import { rereadPaceMs } from '../../parts/pace.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PosState, usePosSentence } from '../../parts/pos-state.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { StandingList, StandingRow } from '../../parts/standing-list.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Badge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './points-of-sale-page.module.css';

const key = ['points-of-sale'];

export function PointsOfSalePage() {
  const mayManage = useMay('manage');
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey: key,
    queryFn: ({ signal }) => listPointsOfSale({ signal }),
    refetchInterval: ({ state }) => rereadPaceMs(state.data?.items.map(({ pace }) => pace) ?? []),
  });
  useRereadOn(['alert'], key);
  const connected = data?.items ?? [];
  return (
    <div className={styles.page}>
      <PageHead title="POS systems" about="Where your tickets stand. A hold counts only where the POS has it too.">
        {data &&
          (mayManage ? <ConnectMenu connected={connected} /> : <span className="quiet">An owner connects more.</span>)}
      </PageHead>
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      {error && data === undefined ? (
        <ErrorState error={error} retry={refetch} />
      ) : data === undefined ? (
        <RowsSkeleton rows={3} height={72} />
      ) : (
        <>
          <StandingList>
            {connected.map((pos) => (
              <Row key={pos.pos} pos={pos} />
            ))}
          </StandingList>
          {connected.length < 2 && (
            <p className="quiet">
              {mayManage
                ? 'No POS of yours is connected: the house POS has what is imported from files. Connect yours, and its listings come by themselves.'
                : 'No POS is connected: the house POS has what is imported from files. An owner can connect one.'}
            </p>
          )}
        </>
      )}
    </div>
  );
}

function ConnectMenu({ connected }: { connected: readonly PointOfSale[] }) {
  const { data } = useReading({
    queryKey: ['pos-kinds'],
    queryFn: ({ signal }) => listPosKinds({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const free = (data?.items ?? []).filter((kind) => isFree(kind, connected));
  if (free.length === 0) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button>Connect a POS</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {free.map(({ pos, name }) => (
          <Menu.Item key={pos} renderRoot={(props) => <Link to={`/points-of-sale/${pos}` as string} {...props} />}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function isFree({ kind, pos }: PosKind, connected: readonly PointOfSale[]): boolean {
  return kind === 'network' && !connected.some((one) => one.pos === pos);
}

function Row({ pos }: { pos: PointOfSale }) {
  const { pos: slug, name, kind, stock, waiting, findings } = pos;
  const sentence = usePosSentence(pos);
  const isInside = kind === 'ledger';
  const inside = (
    <Badge mood="good" shape="disc">
      inside Holdfast
    </Badge>
  );
  return (
    <StandingRow
      to={`/points-of-sale/${slug}`}
      name={name}
      badges={
        <>
          {isInside ? inside : <PosState {...pos} />}
          {findings > 0 && (
            <Badge mood="needs" shape="triangle">
              {countOf(findings, 'finding')}
            </Badge>
          )}
        </>
      }
      facts={[
        ['Waiting for it', waiting === 0 ? 'nothing' : countOf(waiting, 'order')],
        ...(isInside ? [] : [['Stock read', <StockRead key="stock" stock={stock} />] as const]),
      ]}
      sentence={sentence}
    />
  );
}

function StockRead({ stock }: Pick<PointOfSale, 'stock'>) {
  if (stock?.last_read_at) return <Time at={stock.last_read_at} />;
  return <span className="quiet">{stock?.is_followed ? 'never' : 'not followed'}</span>;
}
