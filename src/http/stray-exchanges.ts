// Keeps what a known caller asked and was told where no order can keep it: a malformed call is evidence too, and so is a
// notice about something else.
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Exchange } from '../core/outcome.ts';
import { keepStrayExchange } from '../db/journal.ts';
import type { Pool } from '../db/pool.ts';
import type { Caller } from './authentication.ts';
import { withoutKeys } from './secrets.ts';

/** A call that was turned away is kept, but not all of a body that is there to fill the disk. */
const longestBodyKept = 4_096;

export class StrayExchanges {
  readonly #pool: Pool;
  readonly #onTrouble: (trouble: unknown, during: string) => void;

  constructor(pool: Pool, onTrouble: (trouble: unknown, during: string) => void) {
    this.#pool = pool;
    this.#onTrouble = onTrouble;
  }

  /** A call that was answered with a problem. */
  async keep(request: FastifyRequest, answer: { status: number; body?: unknown }): Promise<void> {
    if (request.caller === null) return;
    const line = withoutKeys(`${request.method} ${request.url}`).replaceAll('\0', '').slice(0, longestBodyKept);
    const { accountId, terms } = request.caller;
    await this.keepExchange(
      { accountId, terms },
      {
        direction: 'in',
        requestId: request.id,
        request: request.body === undefined ? { line } : { line, body: kept(request.body) },
        response: answer,
      },
    );
  }

  /** Never throws: whoever asked gets an answer even when the record cannot be kept. */
  async keepExchange(who: Pick<Caller, 'accountId' | 'terms'>, exchange: Exchange): Promise<void> {
    const { accountId, terms } = who;
    const { connectionId } = terms;
    try {
      await keepStrayExchange(this.#pool, {
        accountId,
        connectionId,
        exchangeId: randomUUID(),
        at: Date.now(),
        exchange,
      });
    } catch (trouble) {
      this.#onTrouble(trouble, 'keeping a conversation that belongs to no order');
    }
  }
}

function kept(body: unknown): unknown {
  const text = withoutKeys(JSON.stringify(body));
  return text.length <= longestBodyKept ? JSON.parse(text) : `${text.slice(0, longestBodyKept).toWellFormed()}…`;
}
