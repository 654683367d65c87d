// Puts questions to a POS adapter, and looks at each conversation that comes back: it is well formed, it ended in one of
// the four ways, and no secret is in what would be written down.
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import type { OrderId } from '../../src/core/order.ts';
import type { Exchange, Outcome } from '../../src/core/outcome.ts';
import type { NetworkPos, PosFound, RemotePos } from '../../src/pos/pos.ts';
import type { PosCallKind } from '../../src/sandbox/pos/faults.ts';
import { settingsIn } from './declared-facts.ts';

export const callKinds: readonly PosCallKind[] = ['hold', 'release', 'invoice', 'void', 'find'];

export type Asked = { outcome: Outcome<unknown>; exchanges: Exchange[] };
/** What the port takes to ask each. */
export type Requests = { [Kind in PosCallKind]: Parameters<RemotePos[Kind]>[0] };

/** The values of the settings that are marked as secret. */
export function secretSettings(pos: NetworkPos, settings: object): string[] {
  return Object.entries(settingsIn(pos.settings)).flatMap(([name, schema]) => {
    const value = (settings as Record<string, unknown>)[name];
    return (schema as { secret?: boolean }).secret && typeof value === 'string' ? [value] : [];
  });
}

const longEnoughMs = 3_000;

/** Asks, and fails on whatever no conversation may be. */
export async function ask(
  adapter: RemotePos,
  kind: PosCallKind,
  requests: Partial<Requests>,
  { secrets, signal }: { secrets: readonly string[]; signal?: AbortSignal },
): Promise<Asked> {
  const asked = await put(adapter, kind, requests as Requests, signal ?? AbortSignal.timeout(longEnoughMs));
  assert.ok(asked.exchanges.length > 0, 'the conversation is written down');
  const written = JSON.stringify(asked);
  for (const secret of secrets) assert.ok(!written.includes(secret), `a secret in ${written}`);
  assert.deepEqual(faultsOf(kind, asked.outcome), [], written);
  return asked;
}

function put(adapter: RemotePos, kind: PosCallKind, requests: Requests, signal: AbortSignal): Promise<Asked> {
  switch (kind) {
    case 'hold':
      return adapter.hold(requests.hold, signal);
    case 'release':
      return adapter.release(requests.release, signal);
    case 'invoice':
      return adapter.invoice(requests.invoice, signal);
    case 'void':
      return adapter.void(requests.void, signal);
    case 'find':
      return adapter.find(requests.find, signal);
  }
}

const reasons = ['not_available', 'listing_unknown', 'split_not_allowed', 'not_allowed', 'bad_request'];

function faultsOf(kind: PosCallKind, outcome: Outcome<unknown>): string[] {
  switch (outcome.kind) {
    case 'done':
      return wellFormed[kind](outcome.answer as never) ? [] : ['it is done, and the answer is not what it should be'];
    case 'refused':
      return reasons.includes(outcome.why) ? [] : [`${outcome.why} is no reason`];
    case 'not_sent':
    case 'unsure':
      return outcome.detail.length > 0 ? [] : ['it does not say why'];
  }
}

const isId = (value: unknown): boolean => typeof value === 'string' && value.length > 0;
const isHeld = (held: { posHoldId: unknown; expiresAt: unknown }): boolean =>
  isId(held.posHoldId) && (held.expiresAt === null || Number.isFinite(held.expiresAt));
const isSale = (sale: { invoiceId: unknown }): boolean => isId(sale.invoiceId);
const saysWhetherFound = (answer: { found: unknown }): boolean => typeof answer.found === 'boolean';

const wellFormed: Record<PosCallKind, (answer: never) => boolean> = {
  hold: isHeld,
  release: saysWhetherFound,
  invoice: isSale,
  void: saysWhetherFound,
  find: ({ hold, sale }: PosFound) =>
    (hold === null || hold === 'unknown' || isHeld(hold)) && (sale === null || isSale(sale)),
};

/** An id that any POS could have given: some have numbers only. */
export function newRemoteId(): string {
  return String(randomInt(1, 2 ** 31));
}

/** Everything that can be asked about one deal of two seats. */
export function newDeal(seats: readonly (string | null)[] = ['5', '6']): Requests {
  const reference = randomUUID() as OrderId;
  const remoteId = newRemoteId();
  const tickets = { reference, remoteId, quantity: seats.length, seats, marketplace: 'somewhere' };
  const expiresAt = Math.ceil(Date.now() / 1_000) * 1_000 + 600_000;
  const sale = { marketplaceOrderId: `no-${reference}`, soldAt: Date.now(), unitPrice: null, total: null, buyer: null };
  return {
    hold: { ...tickets, expiresAt, unitPrice: null },
    release: { ...tickets, posHoldId: null },
    invoice: { ...tickets, posHoldId: null, ...sale },
    void: { ...tickets, posHoldId: null, invoiceId: null },
    find: tickets,
  };
}
