// Ticket Evolution's order webhooks. A hint only: the order is read before anything is done about it.
// Source: ticketevolution.atlassian.net/wiki/spaces/API/pages/3083141149 (VENDOR).
import Type from 'typebox';
import type { Sighting } from '../../core/sale.ts';
import { hasShape } from '../../shape.ts';
import type { Notice, NoticeAnswer, NoticeRead } from '../instant-notification.ts';
import { orderNumbers } from './orders.ts';

const Id = Type.Union([Type.Integer(), Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$' })]);
const WithId = Type.Object({ id: Id });
const WithOrders = Type.Object({ orders: Type.Array(WithId, { maxItems: 100 }) });

/** Answered the same whatever it is about: 200 stops its repeats. */
const thanks: NoticeAnswer = { status: 200, type: 'application/json', text: '{}' };

/** Form-encoded; catalog notices and notices to buyers come to the same address and are about no sale of ours. */
export function readWebhook({ text }: Notice): NoticeRead {
  const form = new URLSearchParams(text);
  const group = form.get('order_group_id');
  if (form.get('event_type') === null) return { kind: 'malformed', why: 'event_type is missing.' };
  if (form.get('recipient') !== 'seller') return { kind: 'read', sightings: [], answer: thanks };
  const ids = orderIds(form.get('body'));
  if (ids === null) return { kind: 'malformed', why: 'body holds no order.' };
  const sightings: Sighting[] = ids.map((id) => ({ saleId: id, numbers: orderNumbers(group, id), seen: null }));
  return { kind: 'read', sightings, answer: thanks };
}

/** Null: the body is nothing that has an order in it. */
function orderIds(body: string | null): string[] | null {
  let decoded: unknown;
  try {
    decoded = JSON.parse(body ?? '');
  } catch {
    return null;
  }
  if (hasShape(WithId, decoded)) return [String(decoded.id)];
  return hasShape(WithOrders, decoded) ? decoded.orders.map(({ id }) => String(id)) : null;
}
