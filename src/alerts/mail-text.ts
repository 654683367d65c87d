// A message as an e-mail: plain text that reads well on a telephone.

import { moneyText } from '../core/money.ts';
import type { Instant } from '../core/order.ts';
import type { Facts, NamedAlert } from './message.ts';
import { lineOf, linkOf, sentenceOf, subjectOf, timeLeft } from './wording.ts';

export type MailText = { subject: string; text: string };

export function mailTextOf(facts: Facts, publicUrl: string, now: Instant): MailText {
  const { named, count, isReminder } = facts;
  const isOne = count === 1 && !isReminder;
  const blocks = named.map((alert, index) => block(alert, isOne ? '' : `${index + 1}. `, publicUrl, now));
  const rest = count - named.length;
  const text = [
    ...(isOne ? [] : [sentenceOf(facts)]),
    ...blocks,
    ...(rest > 0 ? [`And ${rest.toLocaleString('en')} more.`] : []),
    `Everything that waits for you: ${linkOf(publicUrl, {})}`,
  ].join('\n\n');
  return { subject: subjectOf(facts, now), text: `${text}\n` };
}

function block(alert: NamedAlert, number: string, publicUrl: string, now: Instant): string {
  const { money, endsAt, orderId, connectionId, pos } = alert;
  const worth = [money && moneyText(money), endsAt === null ? null : timeLeft(endsAt, now)].filter(Boolean).join(', ');
  const lines = [worth, orderId || connectionId || pos ? linkOf(publicUrl, alert) : ''].filter((line) => line !== '');
  return [`${number}${lineOf(alert)}`, ...lines.map((line) => `${number && '   '}${line}`)].join('\n');
}
