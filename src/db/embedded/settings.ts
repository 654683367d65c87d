// PostgreSQL's settings for a hub on a laptop or a small server, given on its command line at every start.
// Kept: an acknowledged sale is on disk (fsync and synchronous_commit are on) unless the caller says otherwise.
import { totalmem } from 'node:os';

const mebibyte = 1024 ** 2;

export function serverSettings(port: number, extra: Record<string, string>): string[] {
  const settings: Record<string, string> = {
    ...reachability(port),
    ...durability,
    shared_buffers: `${cacheMebibytes(memoryBytes())}MB`,
    max_connections: '100',
    // Solid-state disks: reading out of order costs about the same.
    random_page_cost: '1.1',
    // Queries are short; compiling them takes longer than running them.
    jit: 'off',
    // Small hot tables change all the time: fresh statistics and early cleaning keep plans and updates good.
    autovacuum: 'on',
    autovacuum_naptime: '10s',
    timezone: 'UTC',
    ...quietLog,
    ...extra,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** A sixteenth of the memory, within bounds: the rest is for the hub, for whatever else runs here, and for the system's own cache. */
function cacheMebibytes(memory: number): number {
  return Math.min(1_024, Math.max(128, Math.floor(memory / 16 / mebibyte)));
}

/** What a container may use, where that is less than the machine has. */
function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/** This machine only: by its loopback address, and by a socket file in the cluster's folder, where there are such files. */
function reachability(port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: process.platform === 'win32' ? '' : '.',
    unix_socket_permissions: '0700',
  };
}

const durability = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Files of the log are kept for use again: while a new one is made, tens of milliseconds, nothing can be committed.
  min_wal_size: '256MB',
  max_wal_size: '2GB',
  // These binaries are built without lz4 and zstd.
  wal_compression: 'off',
};

const quietLog = {
  log_min_messages: 'warning',
  // A failing statement's text can hold a buyer's name or a key's hash: the log gets the error alone.
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
};
