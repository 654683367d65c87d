// The real hub with a registry of its own: the parts are those of the composition root, and only the list of marketplaces
// is another. For showing what it takes to add one.
import { openPool } from '../../src/db/pool.ts';
import { Vault } from '../../src/db/sealed.ts';
import { Engine } from '../../src/engine/engine.ts';
import { PosDirectory } from '../../src/engine/pos-directory.ts';
import { Authentication } from '../../src/http/authentication.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { createServer } from '../../src/http/server.ts';
import { StrayExchanges } from '../../src/http/stray-exchanges.ts';
import type { Marketplace } from '../../src/marketplaces/dialect.ts';
import { Metrics } from '../../src/metrics.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { openTestDatabase } from '../support/database.ts';
import { testSecretKey } from '../support/hub.ts';
import type { HubUnderTest } from './marketplace-examples.ts';

export type HubWith = HubUnderTest & {
  /** Faults of ours, in words. */
  troubles: readonly string[];
  close: () => Promise<void>;
};

export async function startHubWith(marketplaces: readonly Marketplace[]): Promise<HubWith> {
  const database = await openTestDatabase();
  const [batches, pool] = [openPool(database.url, 8), openPool(database.url, 4)];
  const outbound = openOutbound();
  const metrics = new Metrics();
  const clock = Date.now;
  const troubles: string[] = [];
  const onTrouble = (trouble: unknown, during: string): void => void troubles.push(`${during}: ${trouble}`);
  const vault = new Vault(Buffer.from(testSecretKey, 'base64'));
  const directory = new PosDirectory({ pool, vault, sendTo: outbound.sendTo, posBySlug, clock });
  const engine = new Engine({ pool: batches, directory, clock, onTrouble, onBatch: () => {} });
  const registry = new Map(marketplaces.map((marketplace) => [marketplace.slug, marketplace]));
  const server = await createServer({
    engine,
    authentication: new Authentication(pool, registry, clock),
    strays: new StrayExchanges(pool, onTrouble),
    metrics,
    clock,
    isReady: async () => true,
    callsPerSecond: 100_000,
    onTrouble,
  });
  engine.start();
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await server.close();
    await engine.stop();
    await Promise.all([batches.end(), pool.end(), outbound.close()]);
    await database.close();
  };
  return { url, pool, troubles, close };
}
