// The group commit by itself, over a test's own database, and the hold that it is given.
import type { Command } from '../../src/core/command.ts';
import type { Instant } from '../../src/core/order.ts';
import type { Pool } from '../../src/db/pool.ts';
import type { BatchContext } from '../../src/engine/batch.ts';
import { GroupCommit } from '../../src/engine/group-commit.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import { ledgerPos, networkPos, terms } from '../core/situations.ts';
import type { TestConnection } from './hub.ts';

export type Hold = Extract<Command, { kind: 'call' }>;

type Options = {
  clock: () => Instant;
  onBatch: (commands: number) => void;
  marketplaces: BatchContext['marketplaces'];
};

/** Knows the house POS and one outside, "bridge". */
export function openCommits(
  pool: Pool,
  { clock = Date.now, onBatch = () => {}, marketplaces = async () => new Map() }: Partial<Options> = {},
): GroupCommit {
  const natures = async () =>
    new Map([
      ['house', ledgerPos],
      ['bridge', networkPos],
    ]);
  return new GroupCommit({ pool, clock, natures, marketplaces, nameOf: (slug) => slug }, onBatch);
}

export function holdOf(
  { connectionId }: TestConnection,
  globalId: string,
  remoteId: string,
  now: Instant = Date.now(),
): Hold {
  return {
    kind: 'call',
    orderId: orderIdOf(connectionId, globalId),
    terms: { ...terms, connectionId },
    call: { kind: 'hold', globalId, remoteId, quantity: 2, unitPrice: null },
    answerBy: now + 3_000,
    waited: null,
    exchange: () => ({ direction: 'in', request: { line: 'POST /oi/v1/holds' } }),
  };
}
