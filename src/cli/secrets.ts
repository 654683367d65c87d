import { readConfig } from '../config.ts';
import { countByKey } from '../db/reseal.ts';
import { keyName } from '../db/sealed.ts';
import { type Rotated, rotateKeys } from '../key-rotation.ts';
import { readSecretKeys } from '../secret-keys.ts';
import { type Command, Failed } from './command.ts';
import { withDatabase } from './database.ts';

export const secretsRotate: Command = {
  summary: 'seals all credentials with another key, while hubs run',
  usage: '',
  help: `
Credentials of POS systems and marketplaces are sealed in the database, and each
names the key that sealed it. This makes a new key, seals everything anew with
it, and gives up the old one once nothing is sealed with that. Hubs run on: they
find the new key by themselves. It may be stopped at any time and run again.

With a key file (DATA_DIR/secret.key) there is nothing else to do; back the file
up again afterwards. Hubs on several machines are better given their keys by the
environment, in four steps:

  1. Make a key:  openssl rand -base64 32. Add it to HOLDFAST_SECRET_KEYS_OTHER
     of every hub, and restart them one by one.
  2. Make it HOLDFAST_SECRET_KEY, and the old one HOLDFAST_SECRET_KEYS_OTHER;
     restart them one by one.
  3. holdfast secrets rotate, with the same environment: everything is sealed
     anew.
  4. Take the old key out of HOLDFAST_SECRET_KEYS_OTHER, when "holdfast secrets
     status" says that it seals nothing.

Keys are never shown; they are told apart by names that say nothing of them.

  holdfast secrets rotate`,
  options: {},
  async run(invocation) {
    const { environment, tell, progress } = invocation;
    const { dataDir } = readConfig(environment);
    const rotated = await withDatabase(invocation, (pool) =>
      rotateKeys({ pool, environment, dataDir, tell, progress }),
    );
    if (rotated === null)
      throw new Failed('Another rotation is under way. "holdfast secrets status" shows how far it is.');
    const { key, resealed, unreadable, others } = rotated;
    return {
      document: { key, resealed, unreadable, others },
      text: sentencesOf(rotated),
      exitCode: unreadable > 0 ? 1 : 0,
    };
  },
};

export const secretsStatus: Command = {
  summary: 'says which keys seal how many of the stored credentials',
  usage: '',
  help: `
Lists the keys by their names, with the number of values that each has sealed. A
key that seals nothing, and is not the current one, can be taken away. The keys
themselves are never shown.

  holdfast secrets status`,
  options: {},
  async run(invocation) {
    const { environment } = invocation;
    const { current, others } = readSecretKeys(environment, readConfig(environment).dataDir);
    const counts = await withDatabase(invocation, countByKey);
    const names = [current, ...others].map(keyName);
    const missing = [...counts.keys()].filter((name) => !names.includes(name));
    const keys = [...names, ...missing].map((key, index) => ({
      key,
      values: counts.get(key) ?? 0,
      standing: index === 0 ? 'current' : index < names.length ? 'other' : 'missing',
    }));
    const lines = keys.map(({ key, values, standing }) => `${key}  ${standing.padEnd(7)}  seals ${values}`);
    return { document: { keys }, text: lines.join('\n') };
  },
};

function sentencesOf({ key, resealed, unreadable, others, isInTheEnvironment }: Rotated): string {
  const inUse = Object.entries(others).filter(([, count]) => count > 0);
  const idle = Object.entries(others).filter(([, count]) => count === 0);
  return [
    `${resealed} values were sealed anew. The key ${key} seals now.`,
    ...inUse.map(([name, count]) => `The key ${name} is still needed for ${count}: run this again.`),
    ...idle.map(([name]) =>
      isInTheEnvironment
        ? `The key ${name} seals nothing any more: it can be taken out of HOLDFAST_SECRET_KEYS_OTHER.`
        : `The key ${name} sealed nothing any more, and is gone.`,
    ),
    ...(unreadable > 0
      ? [`${unreadable} values are sealed with a key that is not here, and were left as they are: enter them again.`]
      : []),
  ].join('\n');
}
