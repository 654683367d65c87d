// TicketNetwork's webhooks, in the shape of Microsoft's ASP.NET WebHooks, in either casing. What they say of a sale is not
// public, so they are hints: one that names a ticket request has it read again, and all else is found in the inventory.
// Source: a webhook client (THIRD-PARTY); github.com/aspnet/AspNetWebHooks (VENDOR, Microsoft); that it is this library: INFERRED.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Sighting } from '../../core/sale.ts';
import type { Notice, NoticeAnswer, NoticeRead } from '../instant-notification.ts';
import { decodedJson, fieldOf, readAs } from '../tolerant-reading.ts';
import { RequestNumber } from './ticket-requests.ts';

const thanks: NoticeAnswer = { status: 200, type: 'application/json', text: '{}' };

/** Far more than it would tell of at once. */
const mostNotifications = 100;

/** `requestField`: what a notification calls the number of a ticket request. */
export function readWebhook({ text }: Notice, requestField: string): NoticeRead {
  const notifications = inEitherCasing(decodedJson(text), 'notifications');
  if (!Array.isArray(notifications)) return { kind: 'malformed', why: 'There are no notifications in it.' };
  const numbers = notifications.slice(0, mostNotifications).flatMap((notification) => {
    const number = readAs(RequestNumber, inEitherCasing(notification, requestField));
    return number === null ? [] : [String(number)];
  });
  const sightings: Sighting[] = [...new Set(numbers)].map((saleId) => ({ saleId, numbers: [], seen: null }));
  return { kind: 'read', sightings, answer: thanks };
}

/** The library writes names with a capital. */
function inEitherCasing(value: unknown, name: string): unknown {
  return fieldOf(value, name) ?? fieldOf(value, name.charAt(0).toUpperCase() + name.slice(1));
}

/** On registration it asks by GET, and wants its text back. */
export function answerEcho({ echo }: Readonly<Record<string, unknown>>): NoticeAnswer | null {
  return typeof echo === 'string' && /^[\x21-\x7e]{1,512}$/.test(echo)
    ? { status: 200, type: 'text/plain', text: echo }
    : null;
}

/** Fails closed: a signature that nobody can check, because no secret was entered, is not good. */
export function isRightlySigned(
  { headers, text }: Notice,
  { secret, isRequired }: { secret: string | undefined; isRequired: boolean },
): boolean {
  const signature = headers['ms-signature'];
  if (signature === undefined) return !isRequired;
  const [, encoded] = /^sha256=([0-9a-f]{64})$/i.exec(signature) ?? [];
  if (secret === undefined || encoded === undefined) return false;
  return timingSafeEqual(Buffer.from(encoded, 'hex'), createHmac('sha256', secret).update(text).digest());
}
