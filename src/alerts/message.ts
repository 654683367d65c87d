// What one message says, as facts: kept with the message, so that every try is about the same alerts; a later one adds what
// became of them meanwhile.
import type { Instant, Money } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import type { AlertTickets, AlertToTell } from '../db/alerts.ts';
import type { Group } from './gathering.ts';
import { type AlertKind, alertKinds, lost } from './kinds.ts';

/** A message with more than this many is read by nobody; the rest are counted. */
export const mostNamed = 10;

export type NamedAlert = Pick<
  AlertToTell,
  'alertId' | 'sentence' | 'at' | 'orderId' | 'connectionId' | 'marketplace' | 'saleId' | 'money' | 'endsAt'
> & {
  /** The marketplace was told no meanwhile, by the account’s rule or by a person. */
  isRejected: boolean;
  /** The sale is no more. Absent in messages that were written before this was told. */
  isCancelled?: boolean;
  /** Absent in messages that were written before there was such a page. */
  pos?: string | null;
  /** Null: it is about no order. Absent in messages that were written before they named them. */
  tickets?: AlertTickets | null;
};

export type Facts = {
  kind: AlertKind | 'test';
  isReminder: boolean;
  count: number;
  /** What all of them are worth, by currency, the largest first. */
  totals: Money[];
  /** When the first of them is too late. */
  endsAt: Instant | null;
  named: NamedAlert[];
};

/** `tickets`: by order. */
export function factsOf(
  { kind, alerts, isReminder }: Group,
  tickets: ReadonlyMap<string | null, AlertTickets> = new Map(),
): Facts {
  const ends = alerts.flatMap(({ endsAt }) => (endsAt === null ? [] : [endsAt]));
  return {
    kind,
    isReminder,
    count: alerts.length,
    totals: totalsOf(alerts),
    endsAt: ends.length === 0 ? null : Math.min(...ends),
    named: alerts
      .slice(0, mostNamed)
      .map((alert) => ({ ...named(alert), tickets: tickets.get(alert.orderId) ?? null })),
  };
}

/** The same, as its orders stand now: a message that arrives late asks for nothing that is over. `states`: by order. */
export function broughtUpToDate(facts: Facts, states: ReadonlyMap<string, OrderState>): Facts {
  const renewed = facts.named.map((alert) => {
    const state = states.get(alert.orderId ?? '');
    return state === undefined ? alert : { ...alert, ...whatBecame(facts.kind, state) };
  });
  return { ...facts, named: renewed };
}

/** What `alerts test` sends. */
export function testFacts(alertId: string, now: Instant): Facts {
  const sentence = 'This is a test: nothing is wrong, and this channel works.';
  const nobody = { orderId: null, connectionId: null, marketplace: null, saleId: null, money: null, endsAt: null };
  const only: NamedAlert = { alertId, sentence, at: now, ...nobody, isRejected: false };
  return { kind: 'test', isReminder: false, count: 1, totals: [], endsAt: null, named: [only] };
}

function named(alert: AlertToTell): NamedAlert {
  const { alertId, sentence, at, orderId, connectionId, pos, marketplace, saleId, money, endsAt, state } = alert;
  const what = { alertId, sentence, at, orderId, connectionId, pos, marketplace, saleId, money, endsAt };
  return { ...what, ...whatBecame(alert.kind, state) };
}

function whatBecame(kind: string, state: OrderState | null): Pick<NamedAlert, 'isRejected' | 'isCancelled'> {
  const isRejected = kind === 'unfilled' && (state === 'rejecting' || state === 'rejected');
  const toldAllTheSame = alertKinds[kind as AlertKind]?.untilToldIn ?? [];
  return { isRejected, isCancelled: state !== null && lost.includes(state) && toldAllTheSame.includes(state) };
}

function totalsOf(alerts: readonly AlertToTell[]): Money[] {
  const totals = new Map<string, number>();
  for (const { money } of alerts) {
    if (money !== null) totals.set(money.currency, (totals.get(money.currency) ?? 0) + money.amount);
  }
  return Array.from(totals, ([currency, amount]) => ({ currency, amount })).sort((a, b) => b.amount - a.amount);
}
