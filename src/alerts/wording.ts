// A message in words: the subject that a telephone shows in full, the sentences, the money, the time left and a link.
// Kept: a subject is made of our own words and of numbers alone; what a marketplace wrote stays within one line.
import { moneyText, roughMoneyText } from '../core/money.ts';
import type { Instant, Money } from '../core/order.ts';
import { placeOf, timeTextIn } from '../core/sale-words.ts';
import type { AlertTickets } from '../db/alerts.ts';
import { alertKinds } from './kinds.ts';
import type { Facts, NamedAlert } from './message.ts';

/** What a telephone that is held upright shows of a subject. */
const longestSubject = 40;

export function subjectOf(facts: Facts, now: Instant): string {
  const { kind, count, totals, endsAt, isReminder } = facts;
  if (kind === 'test') return 'Test: this channel works';
  const name = alertKinds[kind].name;
  const head = isReminder ? `Still ${name.slice(0, 1).toLowerCase()}${name.slice(1)}` : name;
  const parts = [
    count > 1 ? `${count.toLocaleString('en')}×` : '',
    totals.length === 1 ? roughMoneyText(totals[0] as Money) : '',
    endsAt === null ? '' : timeLeft(endsAt, now),
  ].filter((part) => part !== '');
  let subject = head;
  for (const part of parts) {
    const longer = `${subject}${subject === head ? ': ' : ', '}${part}`;
    if (longer.length <= longestSubject) subject = longer;
  }
  return subject;
}

/** The whole in one plain sentence. */
export function sentenceOf({ kind, count, totals, isReminder, named }: Facts): string {
  if (kind === 'test' || (count === 1 && !isReminder)) return lineOf(named[0]);
  const { one, many } = alertKinds[kind];
  const what = `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
  const worth = totals.length === 0 ? '' : `, ${totals.map(moneyText).join(' and ')}${count === 1 ? '' : ' together'}`;
  return `${isReminder ? 'Still: ' : ''}${what}${worth}.`;
}

/** What it is about and what is wrong; whatever marketplaces wrote, within one line. */
export function lineOf(alert: (Pick<NamedAlert, 'sentence'> & Partial<NamedAlert>) | undefined): string {
  if (alert === undefined) return '';
  const about = alert.tickets ? ticketsOf(alert.tickets, alert.sentence) : '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const sentence = `${about}${alert.sentence}`.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
  if (alert.isCancelled)
    return `${sentence} It has been cancelled since: see at the marketplace whether you are fined.`;
  return alert.isRejected ? `${sentence} It has been rejected since.` : sentence;
}

/**
 * `The Longest Night, 2026-11-22 20:00 UTC-05:00, section 112, row C, seats 5, 6 (TG-1). `; each only where the sentence has it not.
 * In the account's time zone: by UTC an evening may be the next day.
 */
function ticketsOf(tickets: AlertTickets, sentence: string): string {
  const { event, eventAt, remoteId, timeZone = 'UTC' } = tickets;
  if (event === null || sentence.includes(event)) return '';
  const named = [event, eventAt === null ? '' : timeTextIn(timeZone, eventAt), placeOf(tickets)].filter(
    (part) => part !== '',
  );
  const id = remoteId === null || sentence.includes(`listing ${remoteId}`) ? '' : ` (${remoteId})`;
  return `${named.join(', ')}${id}. `;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** `38 min left`; rounded down, so that nobody comes too late. */
export function timeLeft(endsAt: Instant, now: Instant): string {
  const left = endsAt - now;
  if (left <= 0) return 'too late';
  if (left < 2 * hourMs) return `${Math.floor(left / minuteMs)} min left`;
  if (left < 48 * hourMs) return `${Math.floor(left / hourMs)} h left`;
  return `${Math.floor(left / (24 * hourMs))} days left`;
}

/** Where the broker sees to it. `publicUrl`: where people reach this Holdfast, without a slash at the end. */
export function linkOf(publicUrl: string, { orderId, connectionId, pos }: Partial<NamedAlert>): string {
  if (pos) return `${publicUrl}/points-of-sale/${pos}`;
  if (orderId) return `${publicUrl}/orders/${orderId}`;
  return connectionId ? `${publicUrl}/connections/${connectionId}` : `${publicUrl}/alerts`;
}
