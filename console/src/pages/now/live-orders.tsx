// The live stream of orders: what begins is put on top, what moves on changes where it stands. Nothing moves under a finger
// or a pointer: what is new waits meanwhile, and says how many wait.
import { ActionIcon } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Now } from '../../../../src/http/broker/schemas/now.ts';
import { AsWritten } from '../../parts/as-written.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ClockTime } from '../../parts/time.tsx';
import { WaitingPill } from '../../parts/waiting-pill.tsx';
import styles from './live-orders.module.css';
import { useLiveOrders } from './use-live-orders.ts';

type Listed = Now['latest'][number];

export function LiveOrders({ latest }: { latest: readonly Listed[] }) {
  const { shown, waiting, isPaused, pause, letIn, hold } = useLiveOrders(latest);
  return (
    <section className={styles.panel} aria-labelledby="live-title">
      <header className={styles.head}>
        <h2 id="live-title">Orders as they come</h2>
        <WaitingPill count={waiting} onLetIn={letIn} />
        <ActionIcon
          aria-label={isPaused ? 'Let new orders in' : 'Hold new orders back'}
          title={isPaused ? 'Let new orders in' : 'Hold new orders back'}
          onClick={() => pause(!isPaused)}
        >
          {isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        </ActionIcon>
      </header>
      {shown.length === 0 ? (
        <EmptyState title="No orders yet">
          As soon as a marketplace asks for tickets, or tells of a sale, it is here.
        </EmptyState>
      ) : (
        <ul
          className={styles.rows}
          onPointerEnter={() => hold(true)}
          onPointerLeave={() => hold(false)}
          onFocus={() => hold(true)}
          onBlur={() => hold(false)}
        >
          {shown.map((order) => (
            <Row key={order.order_id} {...order} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ order_id: orderId, created_at: at, state, marketplace, event, quantity, money }: Listed) {
  return (
    <li className={styles.row}>
      <span className={styles.time}>
        <ClockTime at={at} />
      </span>
      <span className={styles.state}>
        <StatusBadge state={state} />
      </span>
      <span className={styles.where}>
        <Marketplace slug={marketplace} />
      </span>
      <Link to="/orders/$orderId" params={{ orderId }} className={styles.event}>
        <AsWritten>{event ?? 'Order'}</AsWritten>
      </Link>
      <span className={styles.count}>{quantity ?? '—'}</span>
      <span className={styles.money}>
        <Money value={money} />
      </span>
    </li>
  );
}
