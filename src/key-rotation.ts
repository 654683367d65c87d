// Changes the key that seals credentials, while hubs run. A key file gets a new key, which hubs find when they meet a value
// sealed with it; then everything is sealed anew. Kept: a key is given up only when nothing is sealed with it any more.
import { setTimeout as wait } from 'node:timers/promises';
import { type Pool, withConnection } from './db/pool.ts';
import { countByKey, resealAll } from './db/reseal.ts';
import { keyName } from './db/sealed.ts';
import { keysAreInTheEnvironment, newSecretKey, openVault, readSecretKeys, writeKeyFile } from './secret-keys.ts';

/** How long whoever sealed something with the key that was current may still need to store it. */
const storingMs = 10_000;

type Parts = {
  pool: Pool;
  environment: NodeJS.ProcessEnv;
  dataDir: string;
  tell: (sentence: string) => void;
  progress: (sentence: string) => void;
  /** How long to wait before the last look, in milliseconds. */
  settleMs?: number;
};

export type Rotated = {
  /** The name of the key that seals now. */
  key: string;
  resealed: number;
  /** Values that no key at hand opens: they have to be entered again. */
  unreadable: number;
  /** Other keys, by name, and how many values each has sealed still. Those with none can go, or are gone already. */
  others: Record<string, number>;
  /** Whether the keys come from the environment, where only people can take one away. */
  isInTheEnvironment: boolean;
};

/** Null: somebody else is at it. */
export function rotateKeys(parts: Parts): Promise<Rotated | null> {
  return withConnection(parts.pool, async (client) => {
    const lock = `hashtext('holdfast secrets rotate')`;
    const { rows } = await client.query<{ isOurs: boolean }>(`select pg_try_advisory_lock(${lock}) as "isOurs"`);
    if (!rows[0]?.isOurs) return null;
    try {
      return await rotate(parts);
    } finally {
      await client.query(`select pg_advisory_unlock(${lock})`);
    }
  });
}

async function rotate(parts: Parts): Promise<Rotated> {
  const { pool, environment, dataDir, tell, progress, settleMs = storingMs } = parts;
  const isInTheEnvironment = keysAreInTheEnvironment(environment);
  const before = readSecretKeys(environment, dataDir);
  if (!isInTheEnvironment) {
    writeKeyFile(dataDir, { current: newSecretKey(), others: [before.current, ...before.others] });
    tell('The key file has a new key. The older ones stay in it until nothing is sealed with them.');
  }
  const keys = readSecretKeys(environment, dataDir);
  const vault = openVault(environment, dataDir);
  let resealed = 0;
  const pass = async (): Promise<number> => {
    const done = await resealAll(pool, vault, (count) => progress(`${resealed + count} values are sealed anew`));
    resealed += done.resealed;
    return done.unreadable;
  };
  await pass();
  progress('');
  tell(`${resealed} values are sealed anew. Waiting ${Math.round(settleMs / 1_000)} s for what is just being stored.`);
  await wait(settleMs);
  const unreadable = await pass();
  const counts = await countByKey(pool);
  const others = Object.fromEntries(keys.others.map((key) => [keyName(key), counts.get(keyName(key)) ?? 0]));
  const inUse = keys.others.filter((key) => (counts.get(keyName(key)) ?? 0) > 0);
  if (!isInTheEnvironment) writeKeyFile(dataDir, { current: keys.current, others: inUse });
  return { key: keyName(keys.current), resealed, unreadable, others, isInTheEnvironment };
}
