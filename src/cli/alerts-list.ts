import { ticketFields } from '../alerts/ticket-fields.ts';
import { lineOf, timeLeft } from '../alerts/wording.ts';
import { moneyText } from '../core/money.ts';
import type { AccountId, Instant } from '../core/order.ts';
import { type ChannelRow, listChannels } from '../db/alert-channels.ts';
import { type Fate, readFates, readGivenUp } from '../db/alert-messages.ts';
import { type AlertTickets, listStandingAlerts, readAlertTickets, type StandingAlert } from '../db/alerts.ts';
import type { Command } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';

const mostShown = 100;
const givenUpShownForMs = 7 * 86_400_000;

export const alertsList: Command = {
  summary: 'lists channels, open alerts, and who was told of them',
  usage: '--account ID',
  help: `
Lists the channels of an account; the alerts that stand and that nobody has seen
to, the newest ${mostShown}, and whether each channel has been told of them; and the
messages that were given up in the last seven days.

  holdfast alerts list --account ID`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const now = Date.now();
    const seen = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      const { alerts, count } = await listStandingAlerts(pool, accountId, mostShown);
      const tickets = await readAlertTickets(pool, accountId, alerts);
      const fates = await readFates(pool, accountId, [...new Set(alerts.map(({ subject }) => subject))]);
      const channels = await listChannels(pool, accountId);
      const givenUp = await readGivenUp(pool, accountId, now - givenUpShownForMs);
      return { channels, alerts, tickets, count, fates, givenUp };
    });
    return { document: documentOf(seen), text: textOf(seen, now) };
  },
};

type Seen = {
  channels: ChannelRow[];
  alerts: StandingAlert[];
  /** By order. */
  tickets: ReadonlyMap<string | null, AlertTickets>;
  count: number;
  fates: (Fate & { subject: string })[];
  givenUp: Fate[];
};

/** What each channel was told of this alert, if it was; an older message may have been about one like it. */
function tellingsOf({ subject, kind, at }: StandingAlert, fates: Seen['fates']): Fate[] {
  return fates.filter((fate) => fate.subject === subject && fate.kind === kind && fate.at >= at);
}

function documentOf({ channels, alerts, tickets, count, fates, givenUp }: Seen): Record<string, unknown> {
  return {
    channels: channels.map(({ channelId, kind, shown, createdAt, pausedAt }) => ({
      channel_id: channelId,
      kind,
      shown,
      created_at: timeOf(createdAt),
      paused_at: timeOf(pausedAt),
    })),
    open: count,
    alerts: alerts.map((alert) => ({
      alert_id: alert.alertId,
      kind: alert.kind,
      sentence: alert.sentence,
      raised_at: timeOf(alert.at),
      marketplace: alert.marketplace,
      order_id: alert.orderId,
      connection_id: alert.connectionId,
      pos: alert.pos,
      sale_id: alert.saleId,
      ...ticketFields(tickets.get(alert.orderId) ?? null),
      money: alert.money,
      ends_at: timeOf(alert.endsAt),
      told: tellingsOf(alert, fates).map(fateDocument),
    })),
    given_up: givenUp.map(fateDocument),
  };
}

function fateDocument(fate: Fate): Record<string, unknown> {
  return {
    event_id: fate.messageId,
    channel_id: fate.channelId,
    kind: fate.kind,
    at: timeOf(fate.at),
    state: stateOf(fate),
    attempts: fate.attempts,
    next_try_at: timeOf(fate.dueAt),
    delivery_id: fate.deliveryId,
    answer: fate.answer,
  };
}

function stateOf({ deliveredAt, failedAt, withdrawnAt, attempts }: Fate): string {
  if (deliveredAt !== null) return 'delivered';
  if (failedAt !== null) return 'given_up';
  if (withdrawnAt !== null) return 'withdrawn';
  return attempts === 0 ? 'about_to_be_sent' : 'tried_again';
}

function textOf({ channels, alerts, tickets, count, fates, givenUp }: Seen, now: Instant): string {
  const shownOf = new Map(channels.map(({ channelId, shown }) => [channelId, shown]));
  const toldLine = (fate: Fate): string => `    ${shownOf.get(fate.channelId) ?? fate.channelId}: ${fateText(fate)}`;
  const channelLines = channels.map(({ channelId, kind, shown, pausedAt }) => {
    return `  ${channelId}  ${kind}  ${shown}${pausedAt === null ? '' : `  paused since ${timeOf(pausedAt)}`}`;
  });
  const alertLines = alerts.flatMap((alert) => {
    const told = tellingsOf(alert, fates).map(toldLine);
    return [
      alertText({ ...alert, tickets: tickets.get(alert.orderId) ?? null }, now),
      ...(told.length > 0 ? told : ['    nobody was told yet']),
    ];
  });
  return [
    channels.length === 0 ? 'No channels: nobody is told. "holdfast alerts add" adds one.' : 'Channels:',
    ...channelLines,
    '',
    count === 0 ? 'Nothing waits for a person.' : `${count} open:`,
    ...alertLines,
    ...(count > alerts.length ? [`  and ${count - alerts.length} older ones`] : []),
    ...(givenUp.length === 0 ? [] : ['', 'Given up in the last seven days:', ...givenUp.map(toldLine)]),
  ].join('\n');
}

function alertText(alert: StandingAlert & { tickets: AlertTickets | null }, now: Instant): string {
  const { alertId, kind, money, endsAt } = alert;
  const facts = [kind, money && moneyText(money), endsAt && timeLeft(endsAt, now)].filter(Boolean).join(', ');
  return `  ${alertId}  ${facts}\n    ${lineOf(alert)}`;
}

function fateText(fate: Fate): string {
  const tries = `${fate.attempts} ${fate.attempts === 1 ? 'try' : 'tries'}`;
  const answer = fate.answer === null ? '' : `; ${fate.answer}`;
  if (fate.deliveredAt !== null) return `told ${timeOf(fate.deliveredAt)}`;
  if (fate.failedAt !== null) return `GIVEN UP ${timeOf(fate.failedAt)} after ${tries}${answer}`;
  if (fate.withdrawnAt !== null) return `withdrawn ${timeOf(fate.withdrawnAt)}: nothing of it was true any more`;
  return fate.attempts === 0 ? 'about to be sent' : `not delivered after ${tries}, tried again${answer}`;
}

function timeOf(instant: Instant | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
