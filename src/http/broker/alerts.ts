// Alerts: what needs a person, and that a person has seen to it.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type AlertKind, alertKinds } from '../../alerts/kinds.ts';
import { ticketFields } from '../../alerts/ticket-fields.ts';
import { type AlertTickets, listAlerts, noteAlertDone, type RecordedAlert, readAlertTickets } from '../../db/alerts.ts';
import { recordDeed } from '../../db/deeds.ts';
import { inTransaction } from '../../db/pool.ts';
import { doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import { cursorsOf, InstantKey, readPage, UuidKey } from './pages.ts';
import { type AlertBody, AlertParams, AlertsPage, AlertsQuery } from './schemas/alerts.ts';
import { timeOf } from './times.ts';

const cursors = cursorsOf('alerts', Type.Object({ at: InstantKey, alertId: UuidKey }));
const tag = 'Alerts';

const unfilled: AlertBody = {
  alert_id: '5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11',
  kind: 'unfilled',
  title: 'Unfilled',
  sentence: 'A marketplace sold 2 of listing TG-20418 for 370.00 USD as its sale 552011, and its tickets are gone.',
  at: '2026-11-22T20:14:03.120Z',
  marketplace: 'example-exchange',
  order_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001',
  connection_id: null,
  pos: null,
  sale_id: '552011',
  remote_id: 'TG-20418',
  event: 'The Longest Night',
  event_at: '2026-11-24T01:00:00.000Z',
  section: '112',
  row: 'C',
  seats: [],
  quantity: 2,
  state: 'unfilled',
  money: { amount: 37_000, currency: 'USD' },
  ends_at: '2026-11-22T22:14:03.000Z',
  over_at: null,
  done_at: null,
  done_by: null,
};

export function alertRoutes(server: FastifyInstance, { pool, clock, feed }: BrokerParts): void {
  server.get<{ Querystring: AlertsQuery }>(
    '/alerts',
    declared({
      permission: 'read',
      tag,
      operationId: 'listAlerts',
      summary: 'List alerts',
      description: 'What needs a person, newest first; with `standing=false` what once did too.',
      querystring: AlertsQuery,
      answers: { 200: answer('The alerts.', AlertsPage, { alerts: { items: [unfilled], next_cursor: null } }) },
    }),
    async ({ broker, query }) =>
      readPage(query, cursors, {
        read: async (before, limit) => {
          const alerts = await listAlerts(pool, broker.accountId, { standing: query.standing ?? true, before, limit });
          const tickets = await readAlertTickets(pool, broker.accountId, alerts);
          return alerts.map((alert) => ({ ...alert, tickets: tickets.get(alert.orderId) ?? null }));
        },
        keyOf: ({ at, alertId }) => ({ at, alertId }),
        itemOf: alertBody,
      }),
  );

  server.post<{ Params: AlertParams }>(
    '/alerts/:alert_id/done',
    declared({
      permission: 'trade',
      tag,
      operationId: 'noteAlertDone',
      summary: 'Note that somebody has seen to it',
      description: 'It is not told of again. This changes nothing about its order. Safe to repeat.',
      params: AlertParams,
      answers: { 204: noContent('Noted.') },
      problems: ['not_found'],
    }),
    async ({ broker, params: { alert_id: alertId } }, reply) => {
      const { accountId, name } = broker;
      const at = clock();
      await inTransaction(pool, async (client) => {
        if (!(await noteAlertDone(client, accountId, { alertId, by: name, at }))) {
          throw new RequestProblem('not_found', 'There is no such alert that stands in this account.');
        }
        await recordDeed(client, {
          accountId,
          at,
          by: doerOf(broker),
          what: 'alert.done',
          did: 'noted that an alert was seen to',
          subject: { kind: 'alert', id: alertId },
        });
      });
      feed.tell(accountId, { kind: 'alert', data: { kind: 'done', order_id: null, connection_id: null } });
      return reply.code(204).send();
    },
  );
}

/** A kind that is not known any more keeps its name for programs. */
function titleOf(kind: string): string {
  return Object.hasOwn(alertKinds, kind) ? alertKinds[kind as AlertKind].name : kind;
}

function alertBody(alert: RecordedAlert & { tickets: AlertTickets | null }): AlertBody {
  return {
    alert_id: alert.alertId,
    kind: alert.kind,
    title: titleOf(alert.kind),
    sentence: alert.sentence,
    at: new Date(alert.at).toISOString(),
    marketplace: alert.marketplace,
    order_id: alert.state === null ? null : alert.orderId,
    connection_id: alert.connectionId,
    pos: alert.pos,
    sale_id: alert.saleId,
    ...ticketFields(alert.tickets),
    state: alert.state,
    money: alert.money,
    ends_at: timeOf(alert.endsAt),
    over_at: timeOf(alert.overAt),
    done_at: timeOf(alert.doneAt),
    done_by: alert.doneBy,
  };
}
