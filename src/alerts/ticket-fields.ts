// What an alert is about as fields, the same in a webhook, in the broker API and on the command line.
import type { AlertTickets } from '../db/alerts.ts';

/** Null: it is about no order. */
export function ticketFields(tickets: AlertTickets | null) {
  return {
    remote_id: tickets?.remoteId ?? null,
    event: tickets?.event ?? null,
    event_at: tickets?.eventAt == null ? null : new Date(tickets.eventAt).toISOString(),
    section: tickets?.section ?? null,
    row: tickets?.row ?? null,
    seats: tickets?.seats ?? [],
    quantity: tickets?.quantity ?? null,
  };
}
