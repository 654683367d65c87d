// What an order's listing adds to what is told of it: the event, and the price where none was agreed. Looked up once for all
// readers of a hub, and remembered for a while.
import type { AccountId, Instant } from '../core/order.ts';
import { type Heading, readHeadings } from '../db/listings.ts';
import type { Pool } from '../db/pool.ts';
import type { LiveEvent, OrderMoved } from './live-event.ts';

const rememberedForMs = 60_000;
const mostRemembered = 10_000;

type Parts = { pool: Pool; clock: () => Instant; onTrouble: (trouble: unknown, during: string) => void };

export class Headings {
  readonly #parts: Parts;
  readonly #remembered = new Map<string, { heading: Heading | null; until: Instant }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Never throws: what cannot be looked up is left out. */
  async addTo(accountId: AccountId, events: readonly LiveEvent[]): Promise<LiveEvent[]> {
    const asked = events.flatMap((event) => (event.kind === 'order' ? (event.data.remote_id ?? []) : []));
    try {
      await this.#learn(accountId, new Set(asked));
    } catch (trouble) {
      this.#parts.onTrouble(trouble, 'looking up what is sold');
    }
    return events.map((event) =>
      event.kind === 'order' ? { ...event, data: this.#added(accountId, event.data) } : event,
    );
  }

  async #learn(accountId: AccountId, remoteIds: ReadonlySet<string>): Promise<void> {
    const now = this.#parts.clock();
    const unknown = [...remoteIds].filter((id) => (this.#remembered.get(keyOf(accountId, id))?.until ?? 0) <= now);
    if (unknown.length === 0) return;
    const found = await readHeadings(this.#parts.pool, accountId, unknown);
    if (this.#remembered.size + unknown.length > mostRemembered) this.#remembered.clear();
    for (const id of unknown) {
      this.#remembered.set(keyOf(accountId, id), { heading: found.get(id) ?? null, until: now + rememberedForMs });
    }
  }

  #added(accountId: AccountId, moved: OrderMoved): OrderMoved {
    const heading = this.#remembered.get(keyOf(accountId, moved.remote_id ?? ''))?.heading;
    if (!heading) return moved;
    const { quantity, money } = moved;
    const { amount, currency } = heading.price;
    return {
      ...moved,
      event: heading.event,
      money: money ?? (quantity === null ? null : { amount: amount * quantity, currency }),
    };
  }
}

function keyOf(accountId: AccountId, remoteId: string): string {
  return `${accountId} ${remoteId}`;
}
