// Processor time that processes have used, in milliseconds. Unlike elapsed time it hardly moves when somebody else keeps
// the machine busy. Known on Linux alone; NaN elsewhere.
import { readdir, readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second, on every architecture that Node runs on. */
const msPerTick = 10;

type Used = { parent: number; ownMs: number; ofEndedChildrenMs: number };

export async function processorMsOf(pid: number): Promise<number> {
  return (await readUsed(pid))?.ownMs ?? Number.NaN;
}

/** A server with its sessions, those that have ended included. */
export async function processorMsOfFamily(pid: number): Promise<number> {
  const head = await readUsed(pid);
  if (head === null) return Number.NaN;
  let sum = head.ownMs + head.ofEndedChildrenMs;
  for (const name of await readdir('/proc')) {
    const member = /^\d+$/.test(name) ? await readUsed(Number(name)) : null;
    if (member?.parent === pid) sum += member.ownMs;
  }
  return sum;
}

async function readUsed(pid: number): Promise<Used | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may hold anything; what follows it are numbers.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return null;
  const ms = (index: number): number => Number(fields[index]) * msPerTick;
  return { parent: Number(fields[1]), ownMs: ms(11) + ms(12), ofEndedChildrenMs: ms(13) + ms(14) };
}
