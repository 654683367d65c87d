// The keys that seal credentials in the database: where they come from, and how a key file gets a new one. They are never
// in the database, in a log or in what a command prints.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadSetting } from './config.ts';
import { makeFolder } from './db/embedded/make-folder.ts';
import { type SecretKeys, Vault } from './db/sealed.ts';

const keyBytes = 32;
const named = { current: 'HOLDFAST_SECRET_KEY', others: 'HOLDFAST_SECRET_KEYS_OTHER' };

export function openVault(environment: NodeJS.ProcessEnv, dataDir: string): Vault {
  return new Vault(() => readSecretKeys(environment, dataDir));
}

/** Whether the keys come from the environment, where no command can change them. */
export function keysAreInTheEnvironment(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment[named.current]);
}

/**
 * HOLDFAST_SECRET_KEY (32 bytes in base64), and HOLDFAST_SECRET_KEYS_OTHER for more that are only opened with; else a key
 * file in the data folder, the current key in its first line, made at first use and readable by its owner alone. Hubs that
 * share a database must share the keys.
 */
export function readSecretKeys(environment: NodeJS.ProcessEnv, dataDir: string): SecretKeys {
  const text = environment[named.current];
  if (!text) return readKeyFile(dataDir);
  const others = (environment[named.others] ?? '').split(/[\s,]+/).filter((other) => other !== '');
  return {
    current: decodedKey(text, named.current),
    others: others.map((other) => decodedKey(other, named.others)),
  };
}

/** Puts these keys into the key file, whole or not at all. */
export function writeKeyFile(dataDir: string, { current, others }: SecretKeys): void {
  const path = pathOf(dataDir);
  const unfinished = `${path}.new`;
  const file = openSync(unfinished, 'w', 0o600);
  try {
    writeFileSync(file, [current, ...others].map((key) => `${key.toString('base64')}\n`).join(''));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}

export function newSecretKey(): Buffer {
  return randomBytes(keyBytes);
}

function readKeyFile(dataDir: string): SecretKeys {
  const path = pathOf(dataDir);
  makeFolder(dataDir);
  try {
    writeFileSync(path, `${newSecretKey().toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const [current = '', ...others] = readFileSync(path, 'utf8').trim().split(/\s+/);
  return { current: decodedKey(current, path), others: others.map((other) => decodedKey(other, path)) };
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'secret.key');
}

function decodedKey(text: string, where: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyBytes) {
    throw new BadSetting(`${where} must hold ${keyBytes} bytes in base64; it holds ${key.length}.`);
  }
  return key;
}
