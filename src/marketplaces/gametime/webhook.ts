// Gametime's sale webhook. It says what was sold and not how the sale stands, so it is a hint and no more: the purchase is
// read back before anything is done about it. Source: a broker's integration notes (THIRD-PARTY).
import Type from 'typebox';
import { hasShape } from '../../shape.ts';
import type { Notice, NoticeAnswer, NoticeRead } from '../instant-notification.ts';
import { decodedJson } from '../tolerant-reading.ts';
import { OrderNumber } from './purchases.ts';

const Webhook = Type.Object({ id: OrderNumber });

/** Any 2xx will do. */
const thanks: NoticeAnswer = { status: 200, type: 'application/json', text: '{}' };

export function readWebhook({ text }: Notice): NoticeRead {
  const body = decodedJson(text);
  if (!hasShape(Webhook, body)) return { kind: 'malformed', why: 'There is no purchase id in it.' };
  return { kind: 'read', sightings: [{ saleId: String(body.id), numbers: [], seen: null }], answer: thanks };
}
