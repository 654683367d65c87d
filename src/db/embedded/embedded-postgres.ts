// A real PostgreSQL for those who have none: its files, its server and its whole life stand under the data folder.
// Kept: whoever opens it gets a server that answers; one hub per data folder; the last one to leave stops the server.
// Every process that uses it holds the folder's users lock together with the others, so that being last can be seen.
import { resolve } from 'node:path';
import { findBinaries } from './binaries.ts';
import { type DataFolder, ensureCluster, prepareDataFolder, readPassword, shareControlFolder } from './cluster.ts';
import { duringTransition, type FolderLock, takeHubLock, tryLockExclusively, tryLockShared } from './folder-locks.ts';
import { processMark } from './processes.ts';
import { adoptServer, endOrphans, findServerToStop, type RunningServer, startServer, stopServer } from './server.ts';
import { chooseServerAccount } from './server-account.ts';
import { boundServerLog } from './server-log.ts';
import { type ServerWatch, watchServer } from './server-watch.ts';
import { askServer, databaseUrl, ensureDatabase, type ServerAnswer } from './sign-in.ts';

export type EmbeddedPostgresOptions = {
  dataDir: string;
  /** A hub has the folder to itself and keeps the server alive; tools come and go, beside a hub or without one. */
  role: 'hub' | 'tool';
  /** Extra settings for PostgreSQL; they apply when the server is started, not to one that already runs. */
  settings?: Record<string, string>;
  /** Told in plain sentences what takes long, and that the server was lost and is back. */
  onProgress?: (sentence: string) => void;
  /** Aborts when nobody wants it any more: then opening it fails, and what was begun for it has ended. */
  abandoned?: AbortSignal | undefined;
};

export type EmbeddedPostgres = {
  /**
   * Of the database `holdfast`; it stays the same for as long as this is open, whatever happens to the server, and leads there
   * for as long as the folder keeps its name.
   */
  url: string;
  /** The server's main process now; after a restart it is another. */
  serverPid(): number;
  /** Leaves; the last one to leave stops the server. Closing twice is the same as once. */
  close(): Promise<void>;
};

/** Fails with DataFolderInUse, or an EmbeddedPostgresError that says what to do. */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await prepareDataFolder(resolve(options.dataDir));
  const hubLock = options.role === 'hub' ? await takeHubLock(folder.dataDir, folder.controlDir) : undefined;
  try {
    const use = new ServerUse(folder, options);
    await use.enter();
    let closing: Promise<void> | undefined;
    return {
      url: use.url,
      serverPid: () => use.serverPid,
      close: () => {
        closing ??= use.leave().finally(() => hubLock?.release());
        return closing;
      },
    };
  } catch (failure) {
    hubLock?.release();
    throw failure;
  }
}

/** One process's use of a data folder's server, from entering to leaving. */
class ServerUse {
  readonly #folder: DataFolder;
  readonly #role: 'hub' | 'tool';
  readonly #settings: Record<string, string>;
  readonly #report: (sentence: string) => void;
  #users: FolderLock | undefined;
  #server: RunningServer | undefined;
  #password = '';
  #url = '';
  #watch: ServerWatch | undefined;
  readonly #leaving = new AbortController();
  /** From whichever comes first: that it is left, or that nobody wants to enter any more. */
  readonly #abandoned: AbortSignal;

  constructor(folder: DataFolder, options: EmbeddedPostgresOptions) {
    this.#folder = folder;
    this.#role = options.role;
    this.#settings = options.settings ?? {};
    this.#report = options.onProgress ?? (() => undefined);
    const { abandoned } = options;
    this.#abandoned = abandoned ? AbortSignal.any([abandoned, this.#leaving.signal]) : this.#leaving.signal;
  }

  get url(): string {
    return this.#url;
  }

  get serverPid(): number {
    return this.#running.pid;
  }

  get #running(): RunningServer {
    if (this.#server === undefined) throw new Error('the embedded server is used before it was entered');
    return this.#server;
  }

  async enter(): Promise<void> {
    await this.#duringTransition(async () => {
      const othersHaveItsAddress = this.#othersUseIt();
      this.#users = tryLockShared(this.#folder.controlDir, 'users');
      if (this.#users === undefined) throw new Error('the users lock is taken outside of a transition');
      try {
        await this.#ensureServer(othersHaveItsAddress);
        await ensureDatabase(this.#running.port, this.#password, this.#folder.clusterDir);
        this.#url = await databaseUrl(this.#running.port, this.#password, this.#folder.clusterDir);
      } catch (failure) {
        await this.#stopIfLast();
        throw failure;
      }
    });
    if (this.#role === 'hub') this.#watch = this.#watchOver();
  }

  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#watch?.end();
    await this.#duringTransition(() => this.#stopIfLast());
  }

  #duringTransition<T>(work: () => Promise<T>): Promise<T> {
    return duringTransition(this.#folder.controlDir, this.#report, work);
  }

  /** To be asked during a transition, by one who does not hold the users lock itself. */
  #othersUseIt(): boolean {
    const alone = tryLockExclusively(this.#folder.controlDir, 'users');
    alone?.release();
    return alone === undefined;
  }

  async #ensureServer(othersUseIt: boolean): Promise<void> {
    const adopted = await adoptServer(this.#folder, { ask: this.#ask, othersUseIt, abandoned: this.#abandoned });
    this.#server = adopted ?? (await this.#start(othersUseIt));
    this.#password = await readPassword(this.#folder);
  }

  readonly #ask = async (port: number): Promise<ServerAnswer> =>
    askServer(port, await readPassword(this.#folder), this.#folder.clusterDir);

  async #start(keepPort: boolean): Promise<RunningServer> {
    const folder = this.#folder;
    const binaries = await findBinaries();
    const account = await chooseServerAccount(binaries, folder.dataDir, folder.clusterDir);
    const syncToDisk = this.#settings.fsync !== 'off';
    await ensureCluster(folder, binaries, account, { syncToDisk, report: this.#report, abandoned: this.#abandoned });
    const started = await startServer(folder, binaries, account, {
      settings: this.#settings,
      keepPort,
      report: this.#report,
      abandoned: this.#abandoned,
    });
    await shareControlFolder(folder, account);
    return started;
  }

  #watchOver(): ServerWatch {
    return watchServer({
      isRunning: () => processMark(this.#running.pid) === this.#running.mark,
      restart: () => this.#duringTransition(() => this.#ensureServer(true)),
      tend: () => boundServerLog(this.#folder.controlDir),
      report: this.#report,
    });
  }

  async #stopIfLast(): Promise<void> {
    this.#users?.release();
    this.#users = undefined;
    const alone = tryLockExclusively(this.#folder.controlDir, 'users');
    if (alone === undefined) return;
    try {
      // Another process may have restarted it meanwhile, so it is looked up and not remembered.
      const server = await findServerToStop(this.#folder, this.#ask);
      if (server !== undefined) await stopServer(server, this.#folder, await findBinaries());
      await endOrphans(this.#folder.clusterDir);
    } finally {
      alone.release();
    }
  }
}
