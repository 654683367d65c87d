// SIGINT and SIGTERM, heard before anything is started that would outlive the process: whoever is told to stop ends it, too.
import { once } from 'node:events';

/** Ctrl-C may be heard twice: from the terminal, and from whoever started us and hands it on. */
const sameWordMs = 1_000;

/** Aborts when the process is told to stop; the reason names the signal. One that comes later ends it at once, as if nobody listened. */
export function toldToStop(): AbortSignal {
  const told = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const hear = (signal: NodeJS.Signals): void => {
    told.abort(signal);
    const listenNoMore = (): void => {
      for (const one of signals) process.off(one, hear);
    };
    setTimeout(listenNoMore, sameWordMs).unref();
  };
  for (const one of signals) process.on(one, hear);
  return told.signal;
}

/** Resolves as `work` does. Where that fails because the process was told to stop meanwhile, it has nothing else to do, and ends. */
export function unlessToldToStop<Result>(told: AbortSignal, work: Promise<Result>): Promise<Result> {
  return work.catch((error) => {
    if (told.aborted) process.exit(0);
    throw error;
  });
}

/** Resolves when it is told to stop. */
export async function whenToldToStop(told: AbortSignal): Promise<void> {
  if (!told.aborted) await once(told, 'abort');
}

/** From when it is told to stop the process has so long to end by itself; then it is ended, and `sentence` says so. */
export function endWithin(told: AbortSignal, ms: number, sentence: string): void {
  const end = (): void => {
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
  };
  // The timer alone keeps no process alive that has ended its work.
  told.addEventListener('abort', () => setTimeout(end, ms).unref(), { once: true });
}
