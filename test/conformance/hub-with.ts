// The real hub with a registry of its own: the parts are those of the composition root, and only the list of marketplaces
// is another. For showing what it takes to add one.
import { openDoors } from '../../src/alerts/delivery.ts';
import { openEngineRoom } from '../../src/engine-room.ts';
import { Authentication } from '../../src/http/authentication.ts';
import { LookUps } from '../../src/http/look-ups.ts';
import { NoticeWatch } from '../../src/http/notice-watch.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { createServer } from '../../src/http/server.ts';
import { StrayExchanges } from '../../src/http/stray-exchanges.ts';
import { ImportDesk } from '../../src/import/import-desk.ts';
import { LiveFeed } from '../../src/live/feed.ts';
import type { Marketplace } from '../../src/marketplaces/dialect.ts';
import { Metrics } from '../../src/metrics.ts';
import { openHouse } from '../../src/people/house-rules.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { openTestDatabase } from '../support/database.ts';
import { openTestVault, usualConfig } from '../support/hub.ts';
import type { HubUnderTest } from './marketplace-examples.ts';

export type HubWith = HubUnderTest & {
  /** Faults of ours, in words. */
  troubles: readonly string[];
  close: () => Promise<void>;
};

export async function startHubWith(marketplaces: readonly Marketplace[]): Promise<HubWith> {
  const database = await openTestDatabase();
  const troubles: string[] = [];
  const onTrouble = (trouble: unknown, during: string): void => void troubles.push(`${during}: ${trouble}`);
  const vault = openTestVault();
  const registry = new Map(marketplaces.map((marketplace) => [marketplace.slug, marketplace]));
  const room = openEngineRoom({
    privateNetworks: 'allow',
    databaseUrl: database.url,
    vault,
    onTrouble,
    marketplaces: registry,
  });
  const { engine, lookUps: pool } = room;
  const metrics = new Metrics();
  const outbound = openOutbound('allow');
  const clock = Date.now;
  const feed = new LiveFeed({ databaseUrl: database.url, pool, clock, onTrouble });
  const server = await createServer({
    engine,
    doors: room.doors,
    directory: room.marketplaces,
    pulse: { countHold: () => {} },
    posDirectory: room.directory,
    whoConfirms: room.whoConfirms,
    follower: room.follower,
    authentication: new Authentication(pool, registry, clock),
    strays: new StrayExchanges({ pool, clock, directory: room.marketplaces, onTrouble, audience: feed }),
    noticeWatch: new NoticeWatch({ pool, clock, directory: room.marketplaces, onTrouble, audience: feed }),
    lookUps: new LookUps(pool),
    marketplaces: registry,
    pointsOfSale: posBySlug,
    metrics,
    clock,
    isReady: async () => true,
    callsPerSecond: 100_000,
    brokerCallsPerSecond: 100_000,
    pool,
    feed,
    imports: new ImportDesk({ pool, clock, onTrouble, tell: () => {} }),
    house: openHouse(pool, clock, usualConfig.people),
    publicUrl: null,
    trustedProxies: [],
    vault,
    alertDoors: openDoors({ mail: null, publicUrl: () => 'http://127.0.0.1', sendTo: outbound.sendTo }),
    onTrouble,
  });
  engine.start();
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await server.close();
    await Promise.all([room.close(), outbound.close()]);
    await database.close();
  };
  return { url, pool, troubles, close };
}
