// Keeps what a known caller asked and was told where no order can keep it: a malformed call is evidence too.
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { keepStrayExchange } from '../db/journal.ts';
import type { Pool } from '../db/pool.ts';
import type { ProblemBody } from './problems.ts';
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

  /** Never throws: the caller gets its answer even when the record cannot be kept. */
  async keep(request: FastifyRequest, answer: ProblemBody): Promise<void> {
    if (request.caller === null) return;
    const line = withoutKeys(`${request.method} ${request.url}`).replaceAll('\0', '').slice(0, longestBodyKept);
    try {
      await keepStrayExchange(this.#pool, {
        accountId: request.caller.accountId,
        connectionId: request.caller.terms.connectionId,
        exchangeId: randomUUID(),
        at: Date.now(),
        exchange: {
          direction: 'in',
          requestId: request.id,
          request: request.body === undefined ? { line } : { line, body: kept(request.body) },
          response: { status: answer.status, body: answer },
        },
      });
    } catch (trouble) {
      this.#onTrouble(trouble, 'keeping a refused call');
    }
  }
}

function kept(body: unknown): unknown {
  const text = withoutKeys(JSON.stringify(body));
  return text.length <= longestBodyKept ? JSON.parse(text) : `${text.slice(0, longestBodyKept).toWellFormed()}…`;
}
