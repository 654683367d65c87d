// A call that changes nothing and shows whether somebody outside lets us in: as whoever connects them wants to know at once.
import { randomUUID } from 'node:crypto';
import type { OrderId } from '../core/order.ts';
import type { Exchange, Outcome } from '../core/outcome.ts';
import type { Conversation } from '../core/wire.ts';
import type { PosTickets, RemotePos } from '../pos/pos.ts';

/** Somebody sits and waits for it. */
const patienceMs = 10_000;

/** `refused`: it answered, and does not let us in, or not to this. `not_reached`: nothing reached it. `no_answer`: or none that can be read. */
export type Tried = {
  came: 'works' | 'refused' | 'not_reached' | 'no_answer';
  /** In its words, or the transport's. Null: it works. */
  detail: string | null;
  /** What was said, secrets removed. */
  exchanges: readonly Exchange[];
};

type Asked<Answer> = (signal: AbortSignal) => Promise<Conversation<Answer, string>>;

/** Never throws: whatever goes wrong is what is to be shown. */
export async function tryCall(ask: Asked<unknown>): Promise<Tried> {
  try {
    const { outcome, exchanges } = await ask(AbortSignal.timeout(patienceMs));
    const came = cameOf(outcome);
    return { ...came, ...(came.came !== 'works' && isTurnedAway(exchanges) ? { came: 'refused' } : {}), exchanges };
  } catch (trouble) {
    return { came: 'no_answer', detail: trouble instanceof Error ? trouble.message : String(trouble), exchanges: [] };
  }
}

/** Some adapters take a door that stays shut for a call that was not sent, so that it may be repeated: here it is the news. */
function isTurnedAway(exchanges: readonly Exchange[]): boolean {
  const status = exchanges.at(-1)?.response?.status;
  return status === 401 || status === 403;
}

function cameOf(outcome: Outcome<unknown, string>): Pick<Tried, 'came' | 'detail'> {
  switch (outcome.kind) {
    case 'done':
      return { came: 'works', detail: null };
    case 'refused':
      return { came: 'refused', detail: outcome.detail };
    case 'not_sent':
      return { came: 'not_reached', detail: outcome.detail };
    case 'unsure':
      return { came: 'no_answer', detail: outcome.detail };
  }
}

/** A POS: the beginning of its stock is read, or a reference that nobody has is looked up where it shows none. */
export function tryPos({ stock, find }: Pick<RemotePos, 'stock' | 'find'>): Promise<Tried> {
  if (stock) return tryCall((signal) => stock.changes(null, signal));
  const reference = randomUUID() as OrderId;
  const nobodys: PosTickets = { reference, remoteId: '1', quantity: 1, seats: [null], marketplace: '' };
  return tryCall(async (signal) => {
    const { outcome, exchanges } = await find(nobodys, signal);
    // Whoever says that there is no such listing has let us in.
    const letIn = outcome.kind === 'refused' && outcome.why === 'listing_unknown';
    return { outcome: letIn ? { kind: 'done', answer: null } : outcome, exchanges };
  });
}
