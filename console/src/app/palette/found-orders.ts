// Orders that the search finds: by event, venue, buyer, or any of their numbers.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { listOrders } from '../../api/routes/orders.ts';
import { moneyText } from '../../parts/money.tsx';
import type { FoundGroup } from './use-found.ts';

const shortest = 2;
const mostShown = 8;

export function useFoundOrders(words: string): { group: FoundGroup; isLooking: boolean } {
  const navigate = useNavigate();
  const { data, isFetching } = useQuery({
    queryKey: ['orders', 'search', words],
    queryFn: ({ signal }) => listOrders({ query: { q: words, limit: mostShown }, signal }),
    enabled: words.length >= shortest,
    // What was found stays while more is typed.
    placeholderData: (before) => before,
  });
  const orders = words.length < shortest ? [] : (data?.items ?? []);
  const items = orders.map((order) => ({
    key: order.order_id,
    title: order.event ?? order.global_id,
    about: [
      order.state,
      order.marketplace_name,
      order.marketplace_order_id ?? order.global_id,
      order.money && moneyText(order.money),
    ]
      .filter(Boolean)
      .join(' · '),
    open: () => void navigate({ to: '/orders/$orderId', params: { orderId: order.order_id } }),
  }));
  return { group: { name: 'Orders', items }, isLooking: isFetching };
}
