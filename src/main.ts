// The composition root: every part of the hub is made here and handed to those that need it.
import pino, { type Logger } from 'pino';
import { type Config, readSecretKey } from './config.ts';
import { migrate } from './db/migrate.ts';
import { type OpenDatabase, openDatabase } from './db/open-database.ts';
import { openBatchPool, openPool, type Pool } from './db/pool.ts';
import { Vault } from './db/sealed.ts';
import { Engine } from './engine/engine.ts';
import { armFailpoint } from './engine/failpoints.ts';
import { PosDirectory } from './engine/pos-directory.ts';
import { Authentication } from './http/authentication.ts';
import { openOutbound } from './http/outbound.ts';
import { createServer } from './http/server.ts';
import { StrayExchanges } from './http/stray-exchanges.ts';
import { marketplaceBySlug } from './marketplaces/registry.ts';
import { Metrics } from './metrics.ts';
import { posBySlug } from './pos/registry.ts';

export type Hub = {
  /** Where it listens, such as http://127.0.0.1:8080. */
  url: string;
  databaseUrl: string;
  /** Finishes what it has accepted, then closes everything. */
  stop: () => Promise<void>;
};

/** Batches and look-ups have connections of their own, so that neither can starve the other. */
const batchConnections = 8;
const lookUpConnections = 4;

export async function startHub(config: Config, environment: NodeJS.ProcessEnv): Promise<Hub> {
  const log = pino({ level: config.logLevel });
  if (config.failpoint) armFailpoint(config.failpoint);
  const database = await openDatabase(config, 'hub', (sentence) => log.info(sentence));
  try {
    await migrate(database.url);
    const vault = new Vault(readSecretKey(environment, config.dataDir));
    return await composeHub(config, log, database, vault);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function composeHub(config: Config, log: Logger, database: OpenDatabase, vault: Vault): Promise<Hub> {
  const clock = Date.now;
  const metrics = new Metrics();
  const onTrouble = (trouble: unknown, during: string): void => {
    metrics.countTrouble();
    log.error({ err: trouble }, `trouble while ${during}`);
  };
  const batches = openBatchPool(database.url, batchConnections);
  const lookUps = openPool(database.url, lookUpConnections);
  const outbound = openOutbound();
  const directory = new PosDirectory({ pool: lookUps, vault, sendTo: outbound.sendTo, posBySlug, clock });
  const engine = new Engine({
    pool: batches,
    directory,
    clock,
    onTrouble,
    onBatch: (commands) => metrics.observeBatch(commands),
  });
  const server = await createServer({
    engine,
    authentication: new Authentication(lookUps, marketplaceBySlug, clock),
    strays: new StrayExchanges(lookUps, onTrouble),
    metrics,
    clock,
    isReady: () => isReady(lookUps, engine),
    callsPerSecond: config.callsPerSecond,
    onTrouble,
  });
  engine.start();
  const url = await server.listen({ host: config.host, port: config.port });
  const stop = async (): Promise<void> => {
    await server.close();
    await engine.stop();
    await Promise.all([batches.end(), lookUps.end(), outbound.close()]);
    await database.close();
  };
  return { url, databaseUrl: database.url, stop };
}

async function isReady(pool: Pool, engine: Engine): Promise<boolean> {
  try {
    await pool.query('select');
    return engine.isWorking;
  } catch {
    return false;
  }
}
