// SeatGeek's notices: a list of news each, one or many at a time. Nothing signs them, so they are hints and no more: every
// order that one speaks of is read again. Whatever else they say is thanked for and kept as it came, because an
// endpoint that often fails is paused. Source: developer.seatgeek.com/sellerdirect/api/webhook-notifications (VENDOR).
import type { Sighting } from '../../core/sale.ts';
import type { Notice, NoticeAnswer, NoticeRead } from '../instant-notification.ts';
import { decodedJson, fieldOf, readAs } from '../tolerant-reading.ts';
import { OrderId } from './orders.ts';

/** Any 2xx within ten seconds will do. */
const thanks: NoticeAnswer = { status: 200, type: 'application/json', text: '{}' };

/** What the body of `order.broken` holds is not public: an id is taken wherever orders have theirs elsewhere. */
const aboutOrders: ReadonlySet<unknown> = new Set(['order.created', 'order.broken', 'order.fulfillment.error']);

export function readWebhook({ headers, text }: Notice): NoticeRead {
  const body = decodedJson(text);
  if (typeof body !== 'object' || body === null) return { kind: 'malformed', why: 'The notice is no JSON object.' };
  const type = fieldOf(fieldOf(body, 'metadata'), 'notification_type') ?? headers['x-sellerdirect-notification-type'];
  const said = fieldOf(body, 'data');
  const news = Array.isArray(said) ? (said as unknown[]) : [said];
  const ids = aboutOrders.has(type) ? news.flatMap((one) => orderIdIn(one) ?? []) : [];
  const sightings: Sighting[] = [...new Set(ids)].map((saleId) => ({ saleId, numbers: [], seen: null }));
  return { kind: 'read', sightings, answer: thanks };
}

function orderIdIn(news: unknown): string | null {
  const order = fieldOf(news, 'order');
  const candidates = [fieldOf(order, 'order_id'), fieldOf(order, 'id'), fieldOf(news, 'order_id'), fieldOf(news, 'id')];
  return readAs(
    OrderId,
    candidates.find((candidate) => candidate !== undefined),
  );
}
