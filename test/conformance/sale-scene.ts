// The scene on which a marketplace that tells us of sales is judged: its sandbox, connected to a hub, until a test is over.
import assert from 'node:assert/strict';
import type { Order } from '../../src/core/order.ts';
import { settledSettings } from '../../src/engine/marketplace-directory.ts';
import type { Marketplace } from '../../src/marketplaces/dialect.ts';
import type { SaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { effectsOn } from '../notification/desk.ts';
import { eventually, makeListings, type TestHub } from '../support/hub.ts';
import type { Selling } from '../support/selling.ts';

export type Judged = { marketplace: Marketplace; sandbox: SaleMarketplace; hub: () => TestHub };

export function disposable(selling: Selling): Selling & AsyncDisposable {
  return { ...selling, [Symbol.asyncDispose]: () => selling.stop() };
}

/** Where it comes to rest when all is well: some are confirmed by a person, and some by themselves before they are asked about. */
export function restOf({ marketplace, sandbox }: Judged): Order['state'] {
  if (sandbox.confirmsByItself) return 'reported';
  const settings = settledSettings(marketplace, sandbox.settings('http://127.0.0.1:1'));
  return marketplace.instantNotification?.nature(settings).confirms ? 'confirmed' : 'confirming';
}

/** A sale of what there is, told of, that has come to its rest. */
export async function comesToRest(judged: Judged, selling: Selling, mostMs?: number): Promise<Sale> {
  const [remoteId = ''] = await makeListings(judged.hub().pool, selling.connection.accountId, [{ seats: ['1', '2'] }]);
  const sale = selling.sell({ remoteId, quantity: 2 });
  selling.announce(sale, 'sold');
  const rest = restOf(judged);
  await eventually(
    () => selling.order(sale.saleId),
    (order) => order?.state === rest,
    mostMs,
  );
  assert.deepEqual(effectsOn(sale), rest === 'confirmed' ? ['confirm changed'] : []);
  return sale;
}

export async function keepsItsSecrets({ pool }: TestHub, { connection, credentials }: Selling): Promise<void> {
  const secrets = [...Object.values(credentials), connection.apiKey].filter(
    (value): value is string => typeof value === 'string' && value.length >= 8,
  );
  const { rows } = await pool.query<{ text: string }>(
    `select exchanges::text as text from journal where account_id = $1
     union all select exchange::text from stray_exchanges where account_id = $1`,
    [connection.accountId],
  );
  assert.ok(rows.length > 0);
  for (const { text } of rows) for (const secret of secrets) assert.ok(!text.includes(secret), 'a secret is on record');
}
