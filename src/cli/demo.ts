import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../config.ts';
import type { DemoReport } from '../demo/report.ts';
import { Screen } from '../demo/screen.ts';
import { verdictOf } from '../demo/verdict.ts';
import type { Hub } from '../main.ts';
import { openVault } from '../secret-keys.ts';
import { type Command, type Invocation, WrongUsage } from './command.ts';
import { toldToStop, unlessToldToStop, whenToldToStop } from './told-to-stop.ts';

export const demo: Command = {
  summary: 'a hub in which sandbox marketplaces trade, to look at',
  usage: '[--for 10s] [--seed N]',
  help: `
Starts a hub with a broker's listings, lets the sandbox marketplaces shop them,
and shows what happens: here line by line, and in the console, for which it
prints the address and a sign-in that is good for this run. At the end deals
that are under way are waited for, half a minute at most; then the marketplaces'
books are compared with ours and every invariant is recomputed. Exit 1: they
differ, a deal is still open, or an invariant is broken. Its data stand apart
from those of "start", under DATA_DIR/demo.

  --for TIME    ends by itself, such as 10s or 2m; without it, Ctrl-C ends it
  --seed N      repeats the listings and the shoppers of a run
  --json        one summary document at the end, and nothing else on stdout

  npm run demo -- --for 10s --seed 7`,
  options: { for: { type: 'string' }, seed: { type: 'string' } },
  async run(invocation) {
    const forMs = durationOf(invocation);
    const seed = seedOf(invocation);
    const screen = new Screen(invocation.isJson ? process.stderr : process.stdout);
    if (!invocation.isJson) screen.heading('Holdfast demo: one ticket, one sale\n');
    const told = toldToStop();
    const hub = await unlessToldToStop(told, startDemoHub(invocation, told));
    try {
      invocation.tell(`The hub is at ${hub.url} (reference: ${hub.url}/docs). Seed ${seed}.`);
      const { runDemo } = await import('../demo/run-demo.ts');
      const vault = openVault(invocation.environment, demoFolder(invocation));
      const report = await runDemo(hub, vault, screen, seed, endOf(forMs, told));
      if (!invocation.isJson) tellReport(screen, report);
      return { document: report, text: '', exitCode: verdictOf(report).isSound ? 0 : 1 };
    } finally {
      await hub.stop();
    }
  },
};

/** The demo takes any free port when its usual one is taken: nobody has it in a bookmark. */
async function startDemoHub({ environment, tell }: Invocation, told: AbortSignal): Promise<Hub> {
  const config = readConfig({ ...environment, DATABASE_URL: '', LOG_LEVEL: environment.LOG_LEVEL || 'error' });
  const own = { ...config, dataDir: demoFolder({ environment }) };
  // Loaded here, so that the commands that need no server start without one.
  const { startHub } = await import('../main.ts');
  try {
    return await startHub(own, environment, told);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    tell(`Port ${own.port} is taken, so the demo takes another.`);
    return startHub({ ...own, port: 0 }, environment, told);
  }
}

function demoFolder({ environment }: Pick<Invocation, 'environment'>): string {
  return join(readConfig({ ...environment, DATABASE_URL: '' }).dataDir, 'demo');
}

function tellReport(screen: Screen, report: DemoReport): void {
  screen.line();
  for (const [slug, summary] of Object.entries(report.marketplaces)) {
    const { asked, held, declined, released, invoiced, confirmed, rejected, announced, cancelled, reasons } = summary;
    screen.heading(slug);
    if (asked > 0) {
      const asks = `asked ${asked} · held ${held} · declined ${declined} · released ${released} · invoiced ${invoiced}`;
      screen.line(`  ${asks}`);
    }
    if (announced > 0) screen.line(`  announced ${announced} · rejected ${rejected} · cancelled ${cancelled}`);
    screen.line(`  confirmed ${confirmed}`);
    const why = Object.entries(reasons).map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${count}`);
    if (why.length > 0) screen.line(`  said no or got lost: ${why.join(' · ')}`);
  }
  screen.line();
  for (const { isGood, text } of verdictOf(report).lines) {
    if (isGood) screen.good(text);
    else screen.bad(text);
  }
}

async function endOf(forMs: number | null, told: AbortSignal): Promise<void> {
  if (forMs === null) return whenToldToStop(told);
  await setTimeout(forMs, undefined, { signal: told }).catch(() => {});
}

function durationOf({ values }: Invocation): number | null {
  if (values.for === undefined) return null;
  const [, number, unit] = /^(\d{1,6})(s|m|h)?$/.exec(String(values.for)) ?? [];
  if (number === undefined) throw new WrongUsage(`--for "${values.for}" is no time; write 10s, 2m or 1h`);
  return Number(number) * { s: 1_000, m: 60_000, h: 3_600_000 }[(unit ?? 's') as 's' | 'm' | 'h'];
}

function seedOf({ values }: Invocation): number {
  if (values.seed === undefined) return 1 + (Date.now() % 9_999);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new WrongUsage(`--seed "${values.seed}" is no whole number`);
  return seed;
}
