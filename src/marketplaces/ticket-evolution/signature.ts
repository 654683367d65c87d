// How Ticket Evolution knows us: a token, and a signature over the request.
// Source: ticketevolution.atlassian.net/wiki/spaces/API/pages/983115 (VENDOR).
import { createHmac } from 'node:crypto';

export type TicketEvolutionCredentials = { token: string; secret: string; reviewer_id: number };

type Signed = { method: string; host: string; path: string; query?: Readonly<Record<string, string>>; body?: string };

/** Sorted by name and percent-encoded, as it is signed and as it is sent. */
export function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** The `?` is always there, even with nothing behind it; a body takes the place of the query. */
export function signature(secret: string, { method, host, path, query = {}, body }: Signed): string {
  const text = `${method} ${host}${path}?${body ?? queryText(query)}`;
  return createHmac('sha256', secret).update(text).digest('base64');
}
