// The queue of what needs a person. Empty is the best that it can be, and it says so.
import { Button } from '@mantine/core';
import { IconAnchor } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Now } from '../../../../src/http/broker/schemas/now.ts';
import { useMay } from '../../app/session.ts';
import { addUpMoney } from '../../parts/add-up-money.ts';
import { Countdown } from '../../parts/countdown.tsx';
import { Money } from '../../parts/money.tsx';
import styles from './queue.module.css';
import { groupKey, groupsOf, QueueGroup } from './queue-group.tsx';
import { QueueItem } from './queue-item.tsx';
import { type Counts, sumOf } from './sums.ts';

type Props = { queue: Now['needs_you']; counts: Counts; isConnected: boolean };

export function Queue({ queue, counts, isConnected }: Props) {
  const { items, has_more: hasMore } = queue;
  const mayTrade = useMay('trade');
  if (items.length === 0) return isConnected ? <AllWell counts={counts} /> : <NotYetConnected />;
  const atRisk = addUpMoney(items.map(({ money }) => money));
  const next = items.flatMap(({ deadline }) => (deadline ? [deadline.at] : [])).toSorted()[0];
  return (
    <section className={styles.queue} aria-labelledby="queue-title">
      <header className={styles.head}>
        <h1 id="queue-title">
          {hasMore ? `${items.length}+` : items.length} {items.length === 1 ? 'order needs' : 'orders need'} you
        </h1>
        <p className="quiet">
          {atRisk.length > 0 && (
            <>
              {atRisk.map((money, place) => (
                <span key={money.currency}>
                  {place > 0 && ' and '}
                  <Money value={money} isRound />
                </span>
              ))}{' '}
              at risk
            </>
          )}
          {next && (
            <>
              {atRisk.length > 0 && ' · '}first deadline: <Countdown until={next} left="left" />
            </>
          )}
          {!mayTrade && ' · An operator or an owner can act.'}
        </p>
      </header>
      <ol className={styles.items}>
        {groupsOf(items).map((group) =>
          group.length > 1 ? (
            <QueueGroup key={groupKey(group[0])} items={group} />
          ) : (
            group.map((item) => <QueueItem key={item.order_id} item={item} />)
          ),
        )}
      </ol>
      {hasMore && <p className={styles.more}>These are the most urgent. There are more behind them.</p>}
    </section>
  );
}

/** Before anything can be sold. */
function NotYetConnected() {
  const mayManage = useMay('manage');
  return (
    <NothingNeedsYou
      beside={
        mayManage && (
          <Button renderRoot={(props) => <Link to={'/connections/new' as string} {...props} />}>
            Connect a marketplace
          </Button>
        )
      }
    >
      No marketplace is connected yet, so nothing can be sold here.
      {!mayManage && ' An owner of this account can connect one.'}
    </NothingNeedsYou>
  );
}

function AllWell({ counts }: { counts: Counts }) {
  const sold = sumOf(counts, ['sold']);
  const held = sumOf(counts, ['held']);
  const day = (
    <dl className={styles.day}>
      <div>
        <dt>sold today</dt>
        <dd className="figures">{sold.tickets.toLocaleString('en')} tickets</dd>
      </div>
      <div>
        <dt>for</dt>
        <dd>{sold.money[0] ? <Money value={sold.money[0]} isRound /> : '—'}</dd>
      </div>
      <div>
        <dt>held now</dt>
        <dd className="figures">{held.tickets.toLocaleString('en')} tickets</dd>
      </div>
    </dl>
  );
  return (
    <NothingNeedsYou beside={sold.orders > 0 && day}>
      {sold.orders === 0
        ? 'Every order is where it should be. Nothing was sold yet today.'
        : 'Every order is where it should be, and every ticket has one owner.'}
    </NothingNeedsYou>
  );
}

/** `children`: why that is so. */
function NothingNeedsYou({ children, beside }: { children: React.ReactNode; beside: React.ReactNode }) {
  return (
    <section className={styles.well} aria-labelledby="queue-title">
      <span className={styles.mark}>
        <IconAnchor size={22} stroke={1.6} aria-hidden="true" />
      </span>
      <div>
        <h1 id="queue-title">Nothing needs you</h1>
        <p className="quiet">{children}</p>
      </div>
      {beside}
    </section>
  );
}
