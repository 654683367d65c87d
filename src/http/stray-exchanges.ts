// Keeps what a known caller asked and was told where no order can keep it: a malformed call is evidence too, and so is a
// notice about something else. An invoice among them is a sale of which nothing is known here, so a person is told.
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { CallOf } from '../core/command.ts';
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import { timeText } from '../core/sale-words.ts';
import { raiseUnknownInvoiceAlert } from '../db/connection-alerts.ts';
import { keepStrayExchange } from '../db/journal.ts';
import type { Pool } from '../db/pool.ts';
import type { MarketplaceDirectory } from '../engine/marketplace-directory.ts';
import type { Caller } from './authentication.ts';
import { withoutKeys } from './secrets.ts';

/** A call that was turned away is kept, but not all of a body that is there to fill the disk. */
const longestBodyKept = 4_096;

type Parts = {
  pool: Pool;
  clock: () => Instant;
  directory: Pick<MarketplaceDirectory, 'nameOf'>;
  onTrouble: (trouble: unknown, during: string) => void;
  audience: { hearOfConnection: (accountId: AccountId, connectionId: ConnectionId) => void };
};

export class StrayExchanges {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A call that was answered with a problem. */
  async keep(request: FastifyRequest, answer: { status: number; body?: unknown }): Promise<void> {
    if (request.caller === null) return;
    const { accountId, terms } = request.caller;
    await this.keepExchange(
      { accountId, terms },
      { direction: 'in', requestId: request.id, request: askedIn(request), response: answer },
    );
  }

  /**
   * Tells a person of an invoice for a hold that nobody has; to be called before it is kept. Never throws: whoever asked gets
   * its answer.
   */
  async tellOfUnknown(request: FastifyRequest, invoice: CallOf<'invoice'>): Promise<void> {
    if (request.caller === null) return;
    const { pool, clock, directory, onTrouble, audience } = this.#parts;
    const { accountId, terms } = request.caller;
    const { connectionId, marketplace } = terms;
    const at = clock();
    const sentence = unknownInvoiceSentence(directory.nameOf(marketplace), invoice, at);
    try {
      const alert = { accountId, connectionId, sentence, request: askedIn(request), at };
      if (await raiseUnknownInvoiceAlert(pool, alert)) audience.hearOfConnection(accountId, connectionId);
    } catch (trouble) {
      onTrouble(trouble, 'telling of an invoice for a hold that nobody has');
    }
  }

  /** Never throws: whoever asked gets an answer even when the record cannot be kept. */
  async keepExchange(who: Pick<Caller, 'accountId' | 'terms'>, exchange: Exchange): Promise<void> {
    const { accountId, terms } = who;
    const { connectionId } = terms;
    try {
      const { pool, clock } = this.#parts;
      await keepStrayExchange(pool, { accountId, connectionId, exchangeId: randomUUID(), at: clock(), exchange });
    } catch (trouble) {
      this.#parts.onTrouble(trouble, 'keeping a conversation that belongs to no order');
    }
  }
}

function askedIn({ method, url, body }: FastifyRequest): Exchange['request'] {
  const line = withoutKeys(`${method} ${url}`).replaceAll('\0', '').slice(0, longestBodyKept);
  return body === undefined ? { line } : { line, body: kept(body) };
}

function unknownInvoiceSentence(
  marketplace: string,
  { globalId, marketplaceOrderId }: CallOf<'invoice'>,
  at: Instant,
): string {
  const first = `1 since ${timeText(at)}, the first ${globalId} as its order ${marketplaceOrderId}`;
  return `${marketplace} invoices holds that are not known here: ${first}. It was told that there is no such hold, and nothing was sold here. Look at these sales there; if this hub’s database is a restored backup, do what the runbook says of a restore.`;
}

function kept(body: unknown): unknown {
  const text = withoutKeys(JSON.stringify(body));
  return text.length <= longestBodyKept ? JSON.parse(text) : `${text.slice(0, longestBodyKept).toWellFormed()}…`;
}
