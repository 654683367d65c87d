// Orders, what is done about them, holds, and saved views.
import type { HoldsPage, HoldsQuery } from '../../../../src/http/broker/schemas/holds.ts';
import type {
  ActionDone,
  ActionRequest,
  OrderDetail,
  OrdersPage,
  OrdersQuery,
  Proposals,
} from '../../../../src/http/broker/schemas/orders.ts';
import type { View, ViewRequest } from '../../../../src/http/broker/schemas/views.ts';
import { route } from '../route.ts';

export const listOrders = route('GET', '/orders').of<{ query: OrdersQuery; answer: OrdersPage }>();
export const readOrder = route('GET', '/orders/{order_id}').of<{ answer: OrderDetail }>();
export const listProposals = route('GET', '/orders/{order_id}/proposals').of<{ answer: Proposals }>();
export const actOnOrder = route('POST', '/orders/{order_id}/actions').of<{
  body: ActionRequest;
  answer: ActionDone;
}>();
export const listHolds = route('GET', '/holds').of<{ query: HoldsQuery; answer: HoldsPage }>();
export const listViews = route('GET', '/views').of<{ answer: { items: View[] } }>();
export const saveView = route('POST', '/views').of<{ body: ViewRequest; answer: View }>();
export const removeView = route('DELETE', '/views/{view_id}').of<{ answer: undefined }>();
