// A message as the body of a webhook: type, time and data, as Standard Webhooks has it. docs/alerts.md is its contract.
import { minorDigits } from '../core/money.ts';
import type { AccountId, Instant, Money } from '../core/order.ts';
import type { Facts, NamedAlert } from './message.ts';
import { ticketFields } from './ticket-fields.ts';
import { lineOf, linkOf, sentenceOf, subjectOf, timeLeft } from './wording.ts';

type Event = { accountId: AccountId; messageId: string; at: Instant; facts: Facts };

export function webhookBodyOf({ accountId, messageId, at, facts }: Event, publicUrl: string, now: Instant): string {
  const { kind, isReminder, count, totals, endsAt, named } = facts;
  return JSON.stringify({
    type: `alert.${kind}`,
    timestamp: new Date(at).toISOString(),
    data: {
      event_id: messageId,
      account_id: accountId,
      title: subjectOf(facts, now),
      sentence: sentenceOf(facts),
      is_reminder: isReminder,
      count,
      totals: totals.map(moneyOf),
      ends_at: timeOf(endsAt),
      time_left: endsAt === null ? null : timeLeft(endsAt, now),
      link: linkOf(publicUrl, {}),
      alerts: named.map((alert) => alertOf(alert, publicUrl, now)),
    },
  });
}

function alertOf(alert: NamedAlert, publicUrl: string, now: Instant): Record<string, unknown> {
  const { alertId, at, orderId, connectionId, pos = null, marketplace, saleId, money, endsAt, tickets } = alert;
  return {
    alert_id: alertId,
    sentence: lineOf(alert),
    raised_at: new Date(at).toISOString(),
    marketplace,
    order_id: orderId,
    connection_id: connectionId,
    pos,
    sale_id: saleId,
    ...ticketFields(tickets ?? null),
    money: money && moneyOf(money),
    ends_at: timeOf(endsAt),
    time_left: endsAt === null ? null : timeLeft(endsAt, now),
    link: linkOf(publicUrl, alert),
  };
}

function timeOf(instant: Instant | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

/** As text, so that nobody's floating point rounds it. */
function moneyOf({ amount, currency }: Money): { amount: string; currency: string } {
  const digits = /^[A-Za-z]{3}$/.test(currency) ? minorDigits(currency) : 2;
  return { amount: (amount / 10 ** digits).toFixed(digits), currency };
}
