// One deal before a sandbox POS: a listing of its own, whatever must come before a call, and what stands of it in the book.
import assert from 'node:assert/strict';
import type { RemotePos } from '../../src/pos/pos.ts';
import type { PosCallKind } from '../../src/sandbox/pos/faults.ts';
import type { PosSandbox, RunningPos, ShownLine } from '../../src/sandbox/pos/pos-sandbox.ts';
import type { PosCall } from '../../src/sandbox/pos/pos-server.ts';
import { type Asked, ask, newDeal, type Requests } from './pos-calls.ts';

/** An adapter before its sandbox, and what may not be told of it. */
export type Networked = {
  running: RunningPos;
  sandbox: PosSandbox;
  adapter: RemotePos;
  /** What time it is there. */
  clock: () => number;
  /** Lets so many milliseconds pass there. */
  pass: (ms: number) => void;
  /** Is told from now on of every request that comes in there, before it is answered. */
  listen: (listener: (call: PosCall) => void) => void;
  secrets: string[];
  /** Whether it is found by our reference what stands; else later calls name the ids that earlier ones told. */
  findsHolds: boolean;
};

/** What stands in the POS when the call has taken effect. */
export const stateAfter: Record<PosCallKind, string> = {
  hold: 'held',
  release: 'released',
  invoice: 'sold',
  void: 'released',
  find: 'held',
};
const comesBefore: Partial<Record<PosCallKind, PosCallKind>> = {
  release: 'hold',
  invoice: 'hold',
  void: 'invoice',
  find: 'hold',
};

export function startDeal({ running }: Networked, seats?: readonly (string | null)[]) {
  const requests = newDeal(seats);
  const { reference, remoteId } = requests.hold;
  running.addListing({ remoteId, seats: requests.hold.seats });
  const isOfIt = (line: ShownLine): boolean =>
    line.reference === null ? line.remoteId === remoteId : line.reference === reference;
  const lines = () => running.book().filter(isOfIt);
  const live = () => lines().filter(({ state }) => state === 'held' || state === 'sold');
  return { requests, lines, live, state: (): string => lines()[0]?.state ?? 'nothing' };
}
export type Deal = ReturnType<typeof startDeal>;

/** What a call has told is named by the later ones, as the engine does, where nothing else can find it. */
export function learn(requests: Requests, asked: Asked, { findsHolds }: Networked): void {
  const { posHoldId, invoiceId } = answerIn(asked) as { posHoldId?: string; invoiceId?: string };
  if (findsHolds) return;
  for (const request of [requests.release, requests.invoice, requests.void]) request.posHoldId = posHoldId ?? null;
  requests.void.invoiceId = invoiceId ?? null;
}

/** A deal that has come as far as this call needs it. */
export async function readyFor(kind: PosCallKind, networked: Networked) {
  const { adapter, secrets } = networked;
  const deal = startDeal(networked);
  const earlier = comesBefore[kind];
  if (earlier) learn(deal.requests, await ask(adapter, earlier, deal.requests, { secrets }), networked);
  const asks = (signal?: AbortSignal): Promise<Asked> =>
    ask(adapter, kind, deal.requests, { secrets, ...(signal ? { signal } : {}) });
  return { deal, stood: deal.state(), asks };
}

export const answerIn = ({ outcome }: Asked): unknown => {
  assert.equal(outcome.kind, 'done', JSON.stringify(outcome));
  return (outcome as { answer: unknown }).answer;
};
