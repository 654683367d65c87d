// The process that tests start, kill and close: it opens the data folder named on its command line, tells what
// happens as lines of JSON, and leaves in order when its standard input ends.
import { openEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts';

const [dataDir, role] = process.argv.slice(2);
if (dataDir === undefined || (role !== 'hub' && role !== 'tool')) throw new Error('usage: opener.ts FOLDER hub|tool');

const tell = (event: Record<string, unknown>): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

try {
  const server = await openEmbeddedPostgres({ dataDir, role, onProgress: (progress) => tell({ progress }) });
  tell({ url: server.url, serverPid: server.serverPid() });
  for await (const _ of process.stdin);
  await server.close();
  tell({ closed: true });
} catch (failure) {
  if (!(failure instanceof Error)) throw failure;
  tell({ failed: failure.name, message: failure.message });
  process.exitCode = 1;
}
