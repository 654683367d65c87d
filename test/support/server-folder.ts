// Where the PostgreSQL servers of tests keep their files: in memory, where a system has such a place and room there. A copy of a
// database is a thousand files, and to make those on a disk costs ten times as much of a processor.
import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const roomForServers = 4 * 1024 ** 3;

/** Makes a new folder whose name begins with `prefix`. */
export async function makeServerFolder(prefix = 'holdfast-test-'): Promise<string> {
  const found = await statfs(memory).catch(() => null);
  const isRoomy = found !== null && found.bavail * found.bsize >= roomForServers;
  const inMemory = isRoomy ? await mkdtemp(join(memory, prefix)).catch(() => null) : null;
  return inMemory ?? mkdtemp(join(tmpdir(), prefix));
}
