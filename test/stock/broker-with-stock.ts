// A broker whose listings come from a sandbox POS, with short ways to look at what the ledger makes of them.
import { randomUUID } from 'node:crypto';
import { elsewhere } from '../../src/core/claim.ts';
import type { Pool } from '../../src/db/pool.ts';
import { readStockStanding, type StockStanding } from '../../src/db/stock-polls.ts';
import type { PosListing } from '../../src/sandbox/pos/pos-shelf.ts';
import { type SandboxPos, type SandboxPosOptions, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import {
  type Answer,
  type Call,
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';

export const hintKey = 'a key for hints only';

export type BrokerWithStock = TestConnection & {
  pos: SandboxPos;
  posId: string;
  call: Call;
  /** `5:free 6:order 7:elsewhere`, in the order of the slots. Null: there is no such listing. */
  shelf: (remoteId: string) => Promise<string | null>;
  /** Waits until the shelf is so. */
  becomes: (remoteId: string, shelf: string | null) => Promise<void>;
  standing: () => Promise<StockStanding | null>;
  /** Waits until the stock was read to its end after this moment. */
  caughtUp: () => Promise<void>;
  hold: (remoteId: string, quantity: number, globalId?: string) => Promise<Answer>;
  hint: (body: object | string, headers?: Record<string, string>) => Promise<Answer>;
};

export async function brokerWithStock(
  hub: Pick<TestHub, 'url' | 'pool' | 'call'>,
  listings: readonly PosListing[],
  {
    pollEveryMs = 300,
    connects = true,
    ...options
  }: SandboxPosOptions & { pollEveryMs?: number; connects?: boolean } = {},
): Promise<BrokerWithStock> {
  const pos = await startSandboxPos({ key: `pos-${randomUUID()}`, ...options });
  for (const listing of listings) pos.addListing(listing);
  const connection = await makeConnection(hub.pool);
  const settings = {
    key: pos.key,
    late_effect_ms: 300,
    follow_stock: true,
    poll_every_ms: pollEveryMs,
    hint_key: hintKey,
  };
  const posId = connects ? await connectBridge(hub.pool, connection.accountId, pos.url, settings) : '';
  const { accountId } = connection;
  const call = callerWith(hub, connection);
  const shelf = (remoteId: string): Promise<string | null> => shelfOf(hub.pool, accountId, remoteId);
  const standing = (): Promise<StockStanding | null> => readStockStanding(hub.pool, { accountId, pos: 'bridge' });
  return {
    ...connection,
    pos,
    posId,
    call,
    shelf,
    becomes: async (remoteId, wanted) =>
      void (await eventually(
        () => shelf(remoteId),
        (seen) => seen === wanted,
      )),
    standing,
    caughtUp: async () => {
      const since = Date.now();
      // Twice: the first look may have begun before.
      let last = (await standing())?.readAt ?? 0;
      for (let looks = 0; looks < 2; looks++) {
        const seen = await eventually(standing, (now) => (now?.readAt ?? 0) > Math.max(last, since));
        last = seen?.readAt ?? 0;
      }
    },
    hold: (remoteId, quantity, globalId = randomUUID()) =>
      call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity }),
    hint: (body, headers = { authorization: `Bearer ${hintKey}` }) =>
      hub.call('POST', `/pos/v1/${posId}/notifications`, body, headers),
  };
}

async function shelfOf(pool: Pool, accountId: string, remoteId: string): Promise<string | null> {
  const { rows } = await pool.query<{ seats: (string | null)[]; owners: (string | null)[] }>(
    'select seats, owners from listings where account_id = $1 and remote_id = $2',
    [accountId, remoteId],
  );
  const [listing] = rows;
  if (!listing) return null;
  const wordOf = (owner: string | null | undefined): string =>
    owner === null ? 'free' : owner === elsewhere ? 'elsewhere' : 'order';
  return listing.seats.map((seat, slot) => `${seat ?? '-'}:${wordOf(listing.owners[slot])}`).join(' ');
}
