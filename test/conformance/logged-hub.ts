// A hub as a process of its own that says everything it can: its log is what the process writes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually, testSecretKey } from '../support/hub.ts';

const commandLine = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

export type LoggedHub = { url: string; log: () => string; stop: () => Promise<void> };

export async function startLoggedHub(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<LoggedHub> {
  const settings = { DATABASE_URL: databaseUrl, HOLDFAST_SECRET_KEY: testSecretKey, PORT: '0', LOG_LEVEL: 'trace' };
  const child = spawn(process.execPath, [commandLine, 'start'], {
    env: { PATH: process.env.PATH, ...settings, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  }
  const said = async (): Promise<string | undefined> => / at (http:\/\/\S+)/.exec(log)?.[1];
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  // A machine that has much else to do may take long to start one.
  const url = await eventually(said, (address) => address !== undefined, 60_000).catch(async (trouble) => {
    await stop();
    throw trouble;
  });
  return {
    url: url as string,
    log: () => log,
    stop,
  };
}
