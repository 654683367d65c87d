// The loopback port of a data folder's server. It is remembered, so that a server which is started again is found
// where it was by everyone who already has its address.
// Kept: below the range from which systems give ports to outgoing connections; one of those could otherwise take the
// port in the moment that a restart leaves it free.
import { randomInt } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './failures.ts';
import { becomesTrue } from './processes.ts';

const lowestPort = 15_000;
const highestPort = 31_999;
const becomesFreeWithinMs = 10_000;

/** The port used last if it is free, else any free one, unless `keepPort` says that it must be that one. */
export async function choosePort(controlDir: string, keepPort: boolean): Promise<number> {
  const last = Number.parseInt(await readFile(portFile(controlDir), 'utf8').catch(() => ''), 10);
  if (last > 0) {
    if (await isFree(last)) return last;
    if (keepPort) {
      if (await becomesTrue(() => isFree(last), becomesFreeWithinMs)) return last;
      throw new EmbeddedPostgresError(
        `PostgreSQL must be started again on port ${last}, which another program has taken. End that program.`,
      );
    }
  }
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowestPort, highestPort + 1);
    if (await isFree(port)) return port;
  }
  throw new EmbeddedPostgresError(
    `No free port was found on 127.0.0.1 between ${lowestPort} and ${highestPort}. A firewall or sandbox may forbid listening there; ` +
      'allow it, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

export async function rememberPort(controlDir: string, port: number): Promise<void> {
  const unfinished = `${portFile(controlDir)}.new`;
  await writeFile(unfinished, `${port}\n`);
  await rename(unfinished, portFile(controlDir));
}

function portFile(controlDir: string): string {
  return join(controlDir, 'port');
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
