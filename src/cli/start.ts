import { flushCompileCache } from 'node:module';
import { readConfig } from '../config.ts';
import type { Command } from './command.ts';
import { endWithin, toldToStop, unlessToldToStop, whenToldToStop } from './told-to-stop.ts';

export const start: Command = {
  summary: 'runs the hub',
  usage: '',
  help: `
Runs the hub: migrates the database, then serves until it is told to stop
(Ctrl-C or SIGTERM), when it finishes what it has accepted. That takes
STOP_SECONDS at most: what is not finished by then, as when the database does
not answer, another hub or the next start finishes. A second signal ends it at
once.

  HOST=127.0.0.1        where to listen
  PORT=8080
  DATA_DIR=./data       files of the embedded PostgreSQL, and the secret key
  DATABASE_URL=         a PostgreSQL of your own instead of the embedded one
  CALLS_PER_SECOND=5000 most calls a second of one connection
  BROKER_CALLS_PER_SECOND=50
                        most calls a second of one person or token at the broker
                        API
  LOG_LEVEL=info        fatal, error, warn, info, debug, trace or silent
  METRICS_HOSTS=numbered
                        named: /metrics names the hosts of POS systems and
                        marketplaces, to anybody who reaches it
  HOLDFAST_SECRET_KEY=  32 bytes in base64 that seal credentials; without it a
                        key file in DATA_DIR
  HOLDFAST_SECRET_KEYS_OTHER=
                        more keys that are only opened with, with commas
                        between: see "holdfast secrets rotate --help"
  SMTP_URL=             mail server for alerts and letters about passwords,
                        such as smtp://user:password@mail.example:587
  ALERT_FROM=           who they are from, such as Holdfast
                        <holdfast@broker.example>
  PUBLIC_URL=           where people reach this hub: for links, and the only
                        address whose pages may sign in; without it where it
                        listens
  SIGN_UP=closed        open: anyone may make an account of their own; closed:
                        people join by invitation
  SESSION_IDLE_HOURS=72 a session ends when it was unused for so long
  SESSION_DAYS=30       and at the latest after so many days
  TRUSTED_PROXIES=      addresses or networks whose X-Forwarded-For is believed,
                        such as 10.0.0.0/8
  PRIVATE_NETWORKS=allow
                        refuse: nothing is sent to addresses on this machine or
                        its network, whoever names them; this is so by itself
                        where SIGN_UP=open
  STOP_SECONDS=25       how long it may take to stop
  ALERT_COLLECT_SECONDS=60
                        alerts of so long go in one message
  ALERT_REPEAT_MINUTES=60
                        what still stands is told again so often; docs/alerts.md

While nobody can sign in, each start prints a link by which the first owner
comes in, once.

  npm start`,
  options: {},
  async run({ environment, isJson }) {
    const config = readConfig({ ...environment, ...(isJson ? { LOG_LEVEL: 'silent' } : {}) });
    const told = toldToStop();
    endWithin(told, config.stopMs, unfinished(config.stopMs));
    // Loaded here, so that the commands that need no server start without one.
    const { startHub } = await import('../main.ts');
    const hub = await unlessToldToStop(told, startHub(config, environment, told));
    try {
      const link = await hub.firstOwnerLink();
      // What the start has compiled is kept now: a hub that is killed keeps nothing at its end, and the next one is awaited.
      flushCompileCache();
      const ready = { ready: true, url: hub.url, docs: `${hub.url}/docs`, pid: process.pid, first_owner_link: link };
      process.stdout.write(isJson ? `${JSON.stringify(ready)}\n` : readyText(hub.url, link));
      await whenToldToStop(told);
    } finally {
      // Else it would go on serving after the command has failed.
      await hub.stop(told.reason);
    }
    return null;
  },
};

function unfinished(ms: number): string {
  return `holdfast start: not everything was finished within ${ms / 1_000} s, perhaps because the database does not answer. What was answered is stored; another hub, or the next start, finishes the rest.`;
}

function readyText(url: string, firstOwnerLink: string | null): string {
  const ready = `Holdfast is ready at ${url} (reference: ${url}/docs)\n`;
  if (firstOwnerLink === null) return ready;
  return `${ready}\nNobody can sign in yet. The first owner comes in by this link, once, within three days:\n\n  ${firstOwnerLink}\n\n`;
}
