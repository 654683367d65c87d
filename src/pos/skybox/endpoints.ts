// SkyBox's endpoints, as it counts calls: each has a rate limit of its own.

/** Those that we call. */
export const endpoints = [
  'POST /holds',
  'GET /holds',
  'GET /holds/{id}',
  'DELETE /holds/{id}',
  'GET /inventory',
  'GET /inventory/{id}',
  'GET /inventory/delta',
  'GET /inventory/exchange_pos_id/{id}',
  'POST /invoices',
  'GET /invoices',
  'GET /invoices/external-ref',
  'DELETE /invoices/{id}/lines/{id}',
  'GET /customers',
  'POST /customers',
  'GET /events/{id}',
  'GET /external_accounts',
] as const;
export type Endpoint = (typeof endpoints)[number];

/** The endpoint of a request: its path without the query, and with every number in it an id. */
export function endpointOf(method: string, path: string): Endpoint {
  const [bare = ''] = path.split('?', 1);
  return `${method} ${bare.replaceAll(/\/\d+(?=\/|$)/g, '/{id}')}` as Endpoint;
}
