// The log file of the embedded server, `postgres-control/server.log`.
// Kept: it never grows past a bound, over however many starts and weeks, and one older part is kept beside it.
import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

const largestBytes = 8 * 1024 * 1024;

export function serverLogPath(controlDir: string): string {
  return join(controlDir, 'server.log');
}

/**
 * Sets the log aside when it has grown too large. It is copied and emptied in place, since a running server holds it
 * open for appending; lines written between the two are lost, which a log can bear.
 */
export async function boundServerLog(controlDir: string): Promise<void> {
  const path = serverLogPath(controlDir);
  if ((await serverLogSize(controlDir)) <= largestBytes) return;
  await copyFile(path, `${path}.1`);
  await truncate(path);
}

export async function serverLogSize(controlDir: string): Promise<number> {
  return (await stat(serverLogPath(controlDir)).catch(() => undefined))?.size ?? 0;
}

/** What was written after the position, at most the last few kilobytes. */
export async function serverLogSince(controlDir: string, position: number): Promise<string> {
  const mostBytes = 16 * 1024;
  const size = await serverLogSize(controlDir);
  const from = Math.max(Math.min(position, size), size - mostBytes);
  const file = await open(serverLogPath(controlDir), 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
