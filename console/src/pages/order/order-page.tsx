// One order: on top what it is and the one sensible thing to do, on the left its story, on the right its facts.
import { useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ApiProblem } from '../../api/problem.ts';
import { readOrder } from '../../api/routes/orders.ts';
import { useStreamEvents } from '../../app/live.tsx';
import { useReading } from '../../app/use-reading.ts';
import { BrokenPage } from '../../parts/broken-page.tsx';
import columns from '../../parts/columns.module.css';
import { objectOf } from '../../parts/order-words.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { WayBack } from '../../parts/way-back.tsx';
import { Actions } from './actions.tsx';
import { Facts } from './facts.tsx';
import { MoreHelp } from './more-help.tsx';
import { OrderHead } from './order-head.tsx';
import { OrderSkeleton } from './order-skeleton.tsx';
import { Story } from './story.tsx';

/** Even when the stream is away. */
const everyMs = 10_000;

const toOrders = <WayBack to="/orders">Orders</WayBack>;

export function OrderPage() {
  const { orderId = '' } = useParams({ strict: false }) as { orderId?: string };
  const queryKey = ['order', orderId];
  const queries = useQueryClient();
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey,
    queryFn: ({ signal }) => readOrder({ params: { order_id: orderId }, signal }),
    refetchInterval: everyMs,
  });
  useStreamEvents(({ kind, data: event }) => {
    const isThis = kind === 'order' && (event as { order_id?: string } | null)?.order_id === orderId;
    if (isThis) void queries.invalidateQueries({ queryKey });
  });
  usePageTitle(data ? objectOf(data) : 'Order', data?.needs_you ? 1 : 0);
  if (data === undefined) {
    if (error === null) return <OrderSkeleton />;
    return isNoOrder(error) ? (
      <NoSuchOrder />
    ) : (
      <BrokenPage title="Order" back={toOrders} error={error} retry={refetch} />
    );
  }
  return (
    <article className={columns.column}>
      {toOrders}
      {error && <StaleNote readAt={dataUpdatedAt} />}
      <OrderHead order={data} />
      <Actions order={data} />
      <div className={`${columns.beside} ${columns.sideFirst}`}>
        <Story order={data} />
        <div className={columns.column}>
          <Facts order={data} />
          <MoreHelp order={data} />
        </div>
      </div>
    </article>
  );
}

/** Malformed counts too: an address that was cut short on its way. */
function isNoOrder(error: Error): boolean {
  return error instanceof ApiProblem && (error.status === 404 || error.status === 400);
}

function NoSuchOrder() {
  return (
    <EmptyState title="There is no such order here" action={<Link to="/orders">To all orders</Link>}>
      The link may be cut short, or be for another account. Orders are never removed.
    </EmptyState>
  );
}
