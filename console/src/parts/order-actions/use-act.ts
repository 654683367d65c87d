// Does something about an order. Where the order has moved on meanwhile, nothing is done, and the pages show where it is now.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ActionRequest, OrderSummary } from '../../../../src/http/broker/schemas/orders.ts';
import { actOnOrder } from '../../api/routes/orders.ts';

export type ActedOn = Pick<
  OrderSummary,
  | ('order_id' | 'state' | 'marketplace_name' | 'global_id' | 'money')
  | ('event' | 'event_at' | 'section' | 'row' | 'seats' | 'quantity')
>;

/** Pages that show orders, by the first word of their queries' keys. */
const pagesOfOrders = new Set<unknown>(['now', 'orders', 'order', 'holds', 'alerts', 'listings']);

export function useAct({ order_id: orderId, state }: ActedOn) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: Omit<ActionRequest, 'in_state'>) =>
      actOnOrder({ params: { order_id: orderId }, body: { ...request, in_state: state } }),
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => pagesOfOrders.has(queryKey[0]) }),
  });
}
