// The yardstick beside the hub: the same promise kept by a PL/pgSQL function (yardstick.sql), one transaction per hold,
// on the same server. pgbench drives it where it is installed, since nothing drives it faster; else the driver does.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { percentile } from './figures.ts';

const run = promisify(execFile);
const database = 'yardstick';
const transactions = 'transactions';

/** `p99Ms` is known of a paced round alone, and only where pgbench drives it. */
export type YardstickRound = { holdsPerSecond: number; meanLatencyMs: number; p99Ms: number | null };
type Round = {
  accountId: string;
  connectionId: string;
  listings: number;
  connections: number;
  holds: number;
  /** Null: as fast as it goes. */
  startsPerSecond: number | null;
};

export class Yardstick implements AsyncDisposable {
  /** What drives it: its name and version, for the report. */
  readonly driver: string;
  readonly #url: URL;
  readonly #hasPgbench: boolean;
  readonly #stopping = new AbortController();

  private constructor(url: URL, pgbenchVersion: string | null) {
    this.#url = url;
    this.#hasPgbench = pgbenchVersion !== null;
    this.driver = pgbenchVersion ?? 'the pg driver (pgbench is not installed)';
  }

  static async open(serverUrl: string): Promise<Yardstick> {
    const url = new URL(serverUrl);
    await withClient(serverUrl, (client) => client.query(`create database ${database}`));
    url.pathname = `/${database}`;
    const schema = await readFile(new URL('./yardstick.sql', import.meta.url), 'utf8');
    await withClient(url.href, (client) => client.query(schema));
    const version = await run('pgbench', ['--version']).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
    return new Yardstick(url, version);
  }

  /** A round on a full shelf of its own. Throws when a hold was refused: then the round measured something else. */
  async round(
    listings: number,
    connections: number,
    holds: number,
    startsPerSecond: number | null = null,
  ): Promise<YardstickRound> {
    const accountId = randomUUID();
    const round = { accountId, connectionId: randomUUID(), listings, connections, holds, startsPerSecond };
    return withClient(this.#url.href, async (client) => {
      await stock(client, round);
      const result = this.#hasPgbench ? await this.#byPgbench(round) : await this.#byDriver(round);
      const { rows } = await client.query<{ granted: number }>(
        'select count(*)::integer as granted from orders where account_id = $1',
        [accountId],
      );
      if (rows[0]?.granted !== holds) {
        throw new Error(`the yardstick granted ${rows[0]?.granted} of ${holds} holds`);
      }
      return result;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
  }

  async #byPgbench({
    accountId,
    connectionId,
    listings,
    connections,
    holds,
    startsPerSecond,
  }: Round): Promise<YardstickRound> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-yardstick-'));
    try {
      const script = join(folder, 'hold.sql');
      // Scattered over the shelf just as the hub's holds are (shelf.ts).
      await writeFile(
        script,
        `\\set turn :turn + 1
\\set listing ((:turn * ${connections} + :client_id) * 7919) % ${listings} + 1
select hold('${accountId}', '${connectionId}', :client_id || '-' || :turn, 'TG-' || :listing, 2);
`,
      );
      const url = this.#url;
      const { stdout } = await run(
        'pgbench',
        [
          ...['--no-vacuum', '--protocol=prepared', '--file', script, '--define', 'turn=0'],
          ...['--client', String(connections), '--jobs', String(Math.min(2, connections))],
          ...['--transactions', String(holds / connections)],
          ...(startsPerSecond === null ? [] : pacing(startsPerSecond, join(folder, transactions))),
          ...['--host', decodeURIComponent(url.hostname), '--port', url.port],
          ...['--username', decodeURIComponent(url.username), database],
        ],
        { env: { ...process.env, PGPASSWORD: decodeURIComponent(url.password) }, signal: this.#stopping.signal },
      );
      return {
        holdsPerSecond: figureIn(stdout, /tps = ([\d.]+)/),
        meanLatencyMs: figureIn(stdout, /latency average = ([\d.]+)/),
        p99Ms: startsPerSecond === null ? null : percentile(await loggedLatencies(folder), 0.99),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #byDriver({ accountId, connectionId, listings, connections, holds }: Round): Promise<YardstickRound> {
    const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: this.#url.href }));
    try {
      await Promise.all(clients.map((client) => client.connect()));
      const startedAt = performance.now();
      let next = 0;
      const buy = async (client: pg.Client): Promise<void> => {
        while (next < holds && !this.#stopping.signal.aborted) {
          const turn = next++;
          const values = [accountId, connectionId, String(turn), `TG-${((turn * 7_919) % listings) + 1}`];
          await client.query({ name: 'hold', text: 'select hold($1, $2, $3, $4, 2)', values });
        }
      };
      await Promise.all(clients.map(buy));
      const elapsedMs = performance.now() - startedAt;
      const meanLatencyMs = (elapsedMs * connections) / holds;
      return { holdsPerSecond: (holds * 1_000) / elapsedMs, meanLatencyMs, p99Ms: null };
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  }
}

async function stock(client: pg.Client, { accountId, listings }: Round): Promise<void> {
  await client.query(
    `insert into listings (account_id, remote_id, section, "row", split)
     select $1, 'TG-' || number, 'Section ' || number % 40, 'Row ' || number % 26, 'any'
     from generate_series(1, $2::integer) as number`,
    [accountId, listings],
  );
  await client.query(
    `insert into tickets (account_id, remote_id, slot, seat)
     select $1, 'TG-' || number, slot, slot::text
     from generate_series(1, $2::integer) as number, generate_series(1, 4) as slot`,
    [accountId, listings],
  );
}

/** Noting each transaction costs pgbench something, so it is done where the pace is given anyway. */
function pacing(startsPerSecond: number, logPrefix: string): string[] {
  return ['--rate', startsPerSecond.toFixed(1), '--log', '--log-prefix', logPrefix];
}

/** pgbench notes each transaction in a line: client, number, microseconds (from when it was due), and more. */
async function loggedLatencies(folder: string): Promise<Float64Array> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(transactions));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.trimEnd().split('\n'));
  return Float64Array.from(lines, (line) => Number(line.split(' ')[2]) / 1_000);
}

function figureIn(text: string, pattern: RegExp): number {
  const figure = Number(pattern.exec(text)?.[1]);
  if (Number.isNaN(figure)) throw new Error(`pgbench did not say ${pattern}:\n${text}`);
  return figure;
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
