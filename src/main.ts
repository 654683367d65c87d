// The composition root: every part of the hub is made here and handed to those that need it.
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';
import { AlertDesk } from './alerts/alert-desk.ts';
import { openDoors } from './alerts/delivery.ts';
import { BadSetting, type Config } from './config.ts';
import { askingStates } from './core/transitions.ts';
import { openDatabaseClock } from './db/database-clock.ts';
import { migrate } from './db/migrate.ts';
import { type OpenDatabase, openDatabase } from './db/open-database.ts';
import { countDueOrders } from './db/orders.ts';
import { openBulkPool, openLookUpPool, type Pool } from './db/pool.ts';
import type { Vault } from './db/sealed.ts';
import type { Engine } from './engine/engine.ts';
import { armFailpoint } from './engine/failpoints.ts';
import type { PaceStanding } from './engine/rate-line.ts';
import { openEngineRoom } from './engine-room.ts';
import { Authentication } from './http/authentication.ts';
import { LookUps } from './http/look-ups.ts';
import { NoticeWatch } from './http/notice-watch.ts';
import { openOutbound } from './http/outbound.ts';
import { createServer, type ServerParts } from './http/server.ts';
import { StrayExchanges } from './http/stray-exchanges.ts';
import { ImportDesk } from './import/import-desk.ts';
import { LiveFeed } from './live/feed.ts';
import { marketplaceBySlug } from './marketplaces/registry.ts';
import { Metrics } from './metrics.ts';
import { openHouse } from './people/house-rules.ts';
import { addressOfLink, offerFirstOwner } from './people/one-time-links.ts';
import { posBySlug } from './pos/registry.ts';
import { type CallsOutside, callsOutside } from './pulse/calls-outside.ts';
import { Pulse } from './pulse/pulse.ts';
import { openVault } from './secret-keys.ts';
import { version } from './version.ts';

export type Hub = {
  /** Where it listens, such as http://127.0.0.1:8080. */
  url: string;
  databaseUrl: string;
  /** While nobody may sign in, a new link by which the first owner comes in, once; afterwards null. */
  firstOwnerLink: () => Promise<string | null>;
  /** Finishes what it has accepted, then closes everything. `why`: for the log. */
  stop: (why?: string) => Promise<void>;
};

/** `abandoned`: whoever starts it wants it no more. Then it fails, and what was started for it has ended. */
export async function startHub(config: Config, environment: NodeJS.ProcessEnv, abandoned?: AbortSignal): Promise<Hub> {
  const log = pino({ level: config.logLevel });
  if (config.failpoint) armFailpoint(config.failpoint);
  const onProgress = (sentence: string): void => log.info(sentence);
  const database = await openDatabase(config, 'hub', onProgress, abandoned);
  const compose = async (): Promise<Hub> => {
    await migrate(database.url, onProgress);
    const vault = openVault(environment, config.dataDir);
    return composeHub(config, log, database, vault);
  };
  try {
    return await Promise.race([compose(), ...(abandoned ? [abandonment(abandoned)] : [])]);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function abandonment(abandoned: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (abandoned.aborted) reject(abandoned.reason);
    abandoned.addEventListener('abort', () => reject(abandoned.reason), { once: true });
  });
}

async function composeHub(config: Config, log: Logger, database: OpenDatabase, vault: Vault): Promise<Hub> {
  let url = '';
  /** Where people reach it: as the operator has said, else where it listens. */
  const publicUrl = (): string => config.alerts.publicUrl ?? url;
  const parts = await makeParts(config, log, database, vault, publicUrl);
  const server = await createServer(serverParts(config, parts));
  try {
    await startWork(parts);
    url = await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    // Else it would work orders on, and nobody could reach or see it.
    await closeAll(server, parts);
    throw unlistenable(error as NodeJS.ErrnoException, config);
  }
  parts.desk.start();
  const stop = async (why?: string): Promise<void> => {
    const beganAt = performance.now();
    log.info({ why }, 'stopping: what was accepted is finished first');
    const underWay = await closeAll(server, parts);
    await database.close();
    const tookMs = Math.round(performance.now() - beganAt);
    log.info(
      { took_ms: tookMs, orders_under_way: underWay },
      'stopped: whichever hub runs goes on with what is under way',
    );
  };
  const firstOwnerLink = async (): Promise<string | null> => {
    const offered = await offerFirstOwner(parts.pool, parts.clock());
    return offered && addressOfLink(publicUrl(), offered.link, offered.token);
  };
  return { url, databaseUrl: database.url, firstOwnerLink, stop };
}

const brokerConnections = 4;

type Parts = Awaited<ReturnType<typeof makeParts>>;

/** Nothing works yet but the clock, and nobody is listened to. */
async function makeParts(config: Config, log: Logger, database: OpenDatabase, vault: Vault, publicUrl: () => string) {
  const metrics = new Metrics();
  const onTrouble = (trouble: unknown, during: string): void => {
    metrics.countTrouble();
    log.error({ err: trouble }, `trouble while ${during}`);
  };
  // The console's questions have connections of their own, so that they keep no marketplace waiting.
  const pool = openBulkPool(database.url, brokerConnections);
  // The clock waits behind nobody: neither behind a report nor behind an answer that never comes.
  const clockPool = openLookUpPool(database.url, 1);
  const databaseClock = await openDatabaseClock(clockPool, onTrouble);
  const clock = databaseClock.now;
  const feed = new LiveFeed({ databaseUrl: database.url, pool, clock, onTrouble });
  const imports = new ImportDesk({
    ...{ pool, clock, onTrouble },
    tell: (accountId, importId) => feed.tell(accountId, { kind: 'import', data: { import_id: importId } }),
  });
  const room = openEngineRoom({
    databaseUrl: database.url,
    vault,
    clock,
    onTrouble,
    onBatch: (commands) => metrics.observeBatch(commands),
    audience: feed,
    privateNetworks: config.privateNetworks,
  });
  metrics.watchHosts(() => room.hosts.standings, config.metricsHosts);
  const paces = (): PaceStanding[] => [...room.directory.paces, ...room.marketplaces.paces];
  metrics.watchPaces(paces);
  const outside = (): CallsOutside => callsOutside(room.hosts.standings, paces(), clock());
  const pulse = new Pulse({ pool: room.lookUps, version, clock, outside, onTrouble });
  // Receivers of alerts are strangers: what they do to their connections is nothing to a POS or a marketplace.
  const outbound = openOutbound(config.privateNetworks);
  const { mail, publicUrl: _, ...pace } = config.alerts;
  const alertDoors = openDoors({ mail, publicUrl, sendTo: outbound.sendTo });
  const desk = new AlertDesk({ ...alertDoors, pool: room.lookUps, vault, pace, clock, onTrouble });
  return {
    ...{ metrics, onTrouble, pool, clockPool, databaseClock, clock, feed, imports, room, pulse, outbound, alertDoors },
    ...{ desk, vault },
  };
}

function serverParts(config: Config, parts: Parts): ServerParts {
  const { metrics, onTrouble, pool, clock, feed, imports, room, pulse, alertDoors, vault } = parts;
  const { engine, lookUps, marketplaces: directory } = room;
  const watch = { pool: lookUps, clock, directory, onTrouble, audience: feed };
  return {
    engine,
    doors: room.doors,
    directory,
    pulse,
    posDirectory: room.directory,
    whoConfirms: room.whoConfirms,
    follower: room.follower,
    authentication: new Authentication(lookUps, marketplaceBySlug, clock),
    strays: new StrayExchanges(watch),
    noticeWatch: new NoticeWatch(watch),
    lookUps: new LookUps(lookUps),
    marketplaces: marketplaceBySlug,
    pointsOfSale: posBySlug,
    metrics,
    clock,
    isReady: () => isReady(lookUps, engine),
    pool,
    vault,
    alertDoors,
    house: openHouse(pool, clock, config.people),
    feed,
    imports,
    publicUrl: config.alerts.publicUrl,
    trustedProxies: config.trustedProxies,
    callsPerSecond: config.callsPerSecond,
    brokerCallsPerSecond: config.brokerCallsPerSecond,
    onTrouble,
  };
}

async function startWork({ feed, databaseClock, room, pulse }: Parts): Promise<void> {
  await feed.start();
  databaseClock.start();
  room.start();
  pulse.start();
}

/** Resolves with how many orders are under way still. Null: the database, too, may be gone. */
async function closeAll(server: FastifyInstance, parts: Parts): Promise<number | null> {
  const { imports, pulse, desk, room, outbound, feed, databaseClock, clockPool, pool } = parts;
  await server.close();
  // Side by side: a long import must not keep what the others have begun from its end.
  await Promise.all([imports.stop(), pulse.stop(), desk.stop(), room.engine.stop()]);
  await Promise.all([room.close(), outbound.close()]);
  await feed.stop();
  await databaseClock.stop();
  const underWay = await countDueOrders(clockPool, askingStates).catch(() => null);
  await Promise.all([pool.end(), clockPool.end()]);
  return underWay;
}

function unlistenable(error: NodeJS.ErrnoException, { host, port }: Config): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new BadSetting(
        `PORT is ${port}, and something listens there already, perhaps another hub; choose another.`,
      );
    case 'EACCES':
      return new BadSetting(`PORT is ${port}, and this user may not listen there; choose one from 1024 on.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new BadSetting(`HOST is "${host}"; it must be an address of this machine, such as 127.0.0.1.`);
    default:
      return error;
  }
}

/** Whoever asks has to decide where calls go meanwhile: an answer that is longer in coming is a no. */
const longestLookMs = 3_000;

async function isReady(pool: Pool, engine: Engine): Promise<boolean> {
  const answered = pool.query('select').then(
    () => engine.isWorking,
    () => false,
  );
  return Promise.race([answered, setTimeout(longestLookMs, false, { ref: false })]);
}
