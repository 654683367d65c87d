// The rows of the list: page after page as one scrolls, kept true by the live stream. A row that moves on changes where it
// stands; what is new waits until it moves nothing under a finger.
import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { OrderSummary, OrdersPage, OrdersQuery } from '../../../../src/http/broker/schemas/orders.ts';
import { listOrders } from '../../api/routes/orders.ts';
import { useStreamEvents } from '../../app/live.tsx';
import { usePages } from '../../app/use-pages.ts';

const perPage = 100;
const letInEveryMs = 2_000;

type Pages = InfiniteData<OrdersPage, string | null>;
type Heard = Pick<OrderSummary, 'order_id' | 'state' | 'marketplace'>;

export function useOrderList(query: OrdersQuery, mayMove: () => boolean) {
  const queries = useQueryClient();
  const queryKey = ['orders', query];
  const list = usePages({
    queryKey,
    read: (cursor, signal) => listOrders({ query: { ...query, limit: perPage, ...cursor }, signal }),
  });
  const { rows } = list;
  const [waiting, setWaiting] = useState(0);
  const heard = useRef(new Set<string>());

  const letIn = (): void => {
    heard.current.clear();
    setWaiting(0);
    // What was scrolled to is read again from its beginning: a cursor knows nothing of what came before it.
    queries.setQueryData<Pages>(queryKey, (data) => data && { pages: data.pages.slice(0, 1), pageParams: [null] });
    void queries.invalidateQueries({ queryKey });
  };
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useStreamEvents(({ kind, data }) => {
    if (kind !== 'order' || data === null) return;
    const event = data as Heard;
    if (rows.some((row) => row.order_id === event.order_id)) {
      queries.setQueryData<Pages>(queryKey, (known) => known && movedOn(known, event));
    } else if (mayFit(query, event)) {
      heard.current.add(event.order_id);
    }
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      if (mayMove()) letIn();
      else setWaiting(heard.current.size);
    }, letInEveryMs);
  });

  return { ...list, waiting, letIn };
}

function movedOn(data: Pages, { order_id: orderId, state }: Heard): Pages {
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => (item.order_id === orderId ? { ...item, state } : item)),
  }));
  return { ...data, pages };
}

/** Whether a new order may be one of these; words are the hub's to judge. */
function mayFit({ marketplace, to, sort }: OrdersQuery, event: Heard): boolean {
  if (sort === 'oldest' || (to !== undefined && new Date(to).getTime() < Date.now())) return false;
  return marketplace === undefined || marketplace.includes(event.marketplace);
}
