// An engine with everything that it needs: its connections to the database, the door to the outside, and whoever can be
// spoken to through it. The hub has one that works by itself; a command has one for a single act.
import type { Instant } from './core/order.ts';
import { openBackgroundPool, openBatchPool, openLookUpPool, type Pool } from './db/pool.ts';
import type { Vault } from './db/sealed.ts';
import type { Audience } from './engine/batch.ts';
import { Engine } from './engine/engine.ts';
import { Hosts } from './engine/hosts.ts';
import { MarketplaceDirectory } from './engine/marketplace-directory.ts';
import { NoticeDoors } from './engine/notice-doors.ts';
import { PosDirectory } from './engine/pos-directory.ts';
import { Reconciler } from './engine/reconciler.ts';
import { StockFollower } from './engine/stock-follower.ts';
import { StockReader } from './engine/stock-reader.ts';
import { WhoConfirms } from './engine/who-confirms.ts';
import { openOutbound, type PrivateNetworks } from './http/outbound.ts';
import type { Marketplace } from './marketplaces/dialect.ts';
import { marketplaceBySlug } from './marketplaces/registry.ts';
import { posBySlug } from './pos/registry.ts';

export type EngineRoom = {
  engine: Engine;
  lookUps: Pool;
  directory: PosDirectory;
  marketplaces: MarketplaceDirectory;
  doors: NoticeDoors;
  /** Reads the stock of one POS when it is told to; the follower does so by itself. */
  stock: StockReader;
  follower: StockFollower;
  reconciler: Reconciler;
  whoConfirms: WhoConfirms;
  /** From now on it works by itself. */
  start: () => void;
  hosts: Hosts;
  /** Finishes what was begun, then closes everything but the database itself. */
  close: () => Promise<void>;
};

type Parts = {
  databaseUrl: string;
  vault: Vault;
  /** The database's, where hubs work by themselves: they must not judge by different clocks. */
  clock?: () => Instant;
  onTrouble: (trouble: unknown, during: string) => void;
  onBatch?: (commands: number) => void;
  audience?: Audience;
  privateNetworks: PrivateNetworks;
  marketplaces?: ReadonlyMap<string, Marketplace>;
};

/** Batches and look-ups have connections of their own, so that neither can starve the other. */
const batchConnections = 8;
const lookUpConnections = 4;
/** Pages of stock are written on these: a long first import is felt by nobody who waits. */
const stockConnections = 3;

export function openEngineRoom(parts: Parts): EngineRoom {
  const { databaseUrl, vault, clock = Date.now, onTrouble, onBatch = () => {} } = parts;
  const { marketplaces: bySlug = marketplaceBySlug } = parts;
  const pool = openBatchPool(databaseUrl, batchConnections);
  const lookUps = openLookUpPool(databaseUrl, lookUpConnections);
  const stockPool = openBackgroundPool(databaseUrl, stockConnections);
  const { sendTo, close } = openOutbound(parts.privateNetworks);
  const hosts = new Hosts({ sendTo, clock });
  const directory = new PosDirectory({ pool: lookUps, vault, hosts, posBySlug, clock });
  const marketplaces = new MarketplaceDirectory({ pool: lookUps, vault, hosts, marketplaceBySlug: bySlug, clock });
  const doors = new NoticeDoors({ pool: lookUps, vault, marketplaceBySlug: bySlug, clock });
  const { audience } = parts;
  const engine = new Engine({ pool, lookUps, directory, marketplaces, clock, onTrouble, onBatch, audience });
  const stock = new StockReader({ pool: stockPool, directory, clock });
  const follower = new StockFollower({ pool: lookUps, reader: stock, clock, onTrouble });
  const reconciler = new Reconciler({
    pool: stockPool,
    directory,
    marketplaces,
    clock,
    submit: (accountId, command) => engine.reconcile(accountId, command),
    onTrouble,
  });
  const whoConfirms = new WhoConfirms({ pool: stockPool, directory, marketplaces, clock, onTrouble });
  return {
    engine,
    lookUps,
    directory,
    marketplaces,
    doors,
    stock,
    follower,
    reconciler,
    whoConfirms,
    start: () => {
      engine.start();
      follower.start();
      reconciler.start();
    },
    hosts,
    close: async () => {
      await Promise.all([follower.stop(), reconciler.stop(), whoConfirms.stop()]);
      await engine.stop();
      await Promise.all([pool.end(), lookUps.end(), stockPool.end(), close()]);
    },
  };
}
