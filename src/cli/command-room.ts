// The engine of a command: it works by the database's clock, sends no further than a hub may, and says its trouble to whoever
// sits before it.
import { readConfig } from '../config.ts';
import type { Pool } from '../db/pool.ts';
import { type EngineRoom, openEngineRoom } from '../engine-room.ts';
import { openVault } from '../secret-keys.ts';
import type { Invocation } from './command.ts';
import { databaseClock } from './database.ts';

/** Whoever opens it closes it. */
export async function openCommandRoom(invocation: Invocation, pool: Pool, databaseUrl: string): Promise<EngineRoom> {
  const { environment, tell } = invocation;
  const { dataDir, privateNetworks } = readConfig(environment);
  const vault = openVault(environment, dataDir);
  const onTrouble = (trouble: unknown, during: string): void => tell(`trouble while ${during}: ${trouble}`);
  const clock = await databaseClock(invocation, pool);
  return openEngineRoom({ databaseUrl, vault, privateNetworks, clock, onTrouble });
}
