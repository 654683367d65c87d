// StubHub's webhooks. Nothing signs them, and they say neither the status nor the deadline of a sale, so they are hints and
// no more: whatever sale one speaks of is read again. Everything else is thanked for.
// Source: developer.stubhub.com/api-reference/webhooks (VENDOR).
import type { Instant } from '../../core/order.ts';
import type { Notice, NoticeAnswer, NoticeRead } from '../instant-notification.ts';
import { decodedJson, fieldOf, readAs } from '../tolerant-reading.ts';
import { instantOf, SaleNumber } from './sales.ts';

const thanks: NoticeAnswer = { status: 200, type: 'application/json', text: '{}' };

/** Letters alone: how the topics are spelt is not certain. */
const aboutSales: ReadonlySet<string> = new Set(['sales', 'provisionalsale', 'cancelprovisionalsale']);

/** `salesSince`: sales that were made before are none of ours; null: all are. */
export function readWebhook({ headers, text }: Notice, salesSince: Instant | null): NoticeRead {
  const body = decodedJson(text);
  const topic = topicOf(headers['vgg-topic'] ?? fieldOf(body, 'topic'));
  const sale = fieldOf(fieldOf(body, '_embedded'), 'sale');
  const number = readAs(SaleNumber, fieldOf(sale, 'id'));
  if (number === null) {
    if (aboutSales.has(topic)) return { kind: 'malformed', why: 'There is no sale in it.' };
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isObject || topic === 'ping' ? nothing : { kind: 'malformed', why: 'The notice is no JSON object.' };
  }
  const soldAt = instantOf(fieldOf(sale, 'created_at'));
  if (salesSince !== null && soldAt !== null && soldAt < salesSince) return nothing;
  return { kind: 'read', sightings: [{ saleId: String(number), numbers: [], seen: null }], answer: thanks };
}

const nothing: NoticeRead = { kind: 'read', sightings: [], answer: thanks };

function topicOf(value: unknown): string {
  return typeof value === 'string'
    ? value
        .slice(0, 128)
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '')
    : '';
}
