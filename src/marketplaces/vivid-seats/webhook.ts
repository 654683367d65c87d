// Vivid Seats' order webhook: a form, unsigned, known from what its receivers get. A hint and no more: the order is read
// back before anything is done about it. Source: production receivers and a captured body (THIRD-PARTY).
import type { Notice, NoticeAnswer, NoticeRead } from '../instant-notification.ts';
import { readAs, surelyWholeFields } from '../tolerant-reading.ts';
import { OrderNumber } from './orders.ts';

/** Any body will do. */
const thanks: NoticeAnswer = { status: 200, type: 'text/plain', text: 'OK' };

export function readWebhook({ text }: Notice): NoticeRead {
  const saleId = readAs(OrderNumber, surelyWholeFields(text).get('orderid'));
  if (saleId === null)
    return { kind: 'malformed', why: 'orderid is missing, or is all that there is and may have been cut off.' };
  return { kind: 'read', sightings: [{ saleId, numbers: [], seen: null }], answer: thanks };
}
