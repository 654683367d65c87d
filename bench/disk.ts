// The disk by itself: about what a small batch writes, written and synced at a steady pace into a file that is long made, as
// PostgreSQL's log is. No commit is sooner on disk than this, whoever makes it.
import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './figures.ts';

export type DiskRound = { p50Ms: number; p99Ms: number };

const pageBytes = 8_192;
const pages = 4_096;
export const syncsPerSecond = 500;

/** Each sync counts from the moment at which it was due, as the paced holds do, or from its beginning if a timer was early. */
export async function diskRound(folder: string, seconds: number): Promise<DiskRound> {
  const path = join(folder, 'disk-alone');
  const file = openSync(path, 'w');
  try {
    writeSync(file, Buffer.alloc(pageBytes * pages));
    fsyncSync(file);
    const page = Buffer.alloc(pageBytes, 1);
    const tookMs = new Float64Array(Math.ceil(seconds * syncsPerSecond));
    const startedAt = performance.now();
    for (let sync = 0; sync < tookMs.length; sync++) {
      const due = startedAt + (sync * 1_000) / syncsPerSecond;
      const ahead = due - performance.now();
      if (ahead > 0) await sleep(ahead);
      const countsFrom = Math.min(due, performance.now());
      writeSync(file, page, 0, pageBytes, (sync % pages) * pageBytes);
      fdatasyncSync(file);
      tookMs[sync] = performance.now() - countsFrom;
    }
    return { p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99) };
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
