// A sweep whose clock the test turns, beside a running hub: the real one, over the real lines.
import type { AccountId } from '../../src/core/order.ts';
import { listStandingFindings } from '../../src/db/findings.ts';
import type { Pool } from '../../src/db/pool.ts';
import { Reconciler, type Swept } from '../../src/engine/reconciler.ts';
import { openEngineRoom } from '../../src/engine-room.ts';
import { eventually, openTestVault } from '../support/hub.ts';

export type Sweeper = {
  /**
   * Sweeps the account as if it were so many minutes later. `days` 0: it looks no farther back than the hub's own sweeps do,
   * once there was one.
   */
  sweep: (accountId: AccountId, minutesLater: number, days?: number) => Promise<Swept>;
  /** `kind: sentence` of what stands. */
  standing: (accountId: AccountId) => Promise<string[]>;
  /** `sentence healing` of what was healed, and the sentences of what is over. */
  ended: (accountId: AccountId) => Promise<{ sentence: string; healing: string | null }[]>;
  alerts: (accountId: AccountId) => Promise<{ kind: string; sentence: string }[]>;
  close: () => Promise<void>;
};

export function openSweeper({ databaseUrl, pool }: { databaseUrl: string; pool: Pool }): Sweeper {
  const onTrouble = (trouble: unknown): void => {
    throw trouble;
  };
  const room = openEngineRoom({ privateNetworks: 'allow', databaseUrl, vault: openTestVault(), onTrouble });
  let later = 0;
  const reconciler = new Reconciler({
    pool,
    directory: room.directory,
    marketplaces: room.marketplaces,
    clock: () => Date.now() + later,
    submit: (accountId, command) => room.engine.reconcile(accountId, command),
    onTrouble,
  });
  return {
    sweep: async (accountId, minutesLater, days = 7) => {
      later = minutesLater * 60_000;
      // Null: the hub is at it, which looks at an account by itself, too.
      const swept = await eventually(
        () => reconciler.sweep(accountId, { days, onProgress: () => {} }),
        (one) => one !== null,
      );
      return swept as Swept;
    },
    standing: async (accountId) =>
      (await listStandingFindings(pool, accountId, 100)).findings.map(({ kind, sentence }) => `${kind}: ${sentence}`),
    ended: async (accountId) =>
      (
        await pool.query<{ sentence: string; healing: string | null }>(
          `select sentence, healing from findings
           where account_id = $1 and (healed_at is not null or ended_at is not null) order by found_at`,
          [accountId],
        )
      ).rows,
    alerts: async (accountId) =>
      (
        await pool.query<{ kind: string; sentence: string }>(
          'select kind, sentence from alerts where account_id = $1 and over_at is null order by at',
          [accountId],
        )
      ).rows,
    close: () => room.close(),
  };
}
