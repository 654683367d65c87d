// Watches how many sales of each headliner stand unconfirmed where a marketplace limits them, and has a person told before
// the limit is reached. Any number of hubs may watch: each sees the same rows and keeps the same alerts.
import type { Instant } from '../core/order.ts';
import { isNearLimit, unconfirmedSentence, unconfirmedStates } from '../core/unconfirmed-limit.ts';
import { type HeadlinerAlert, keepHeadlinerAlerts } from '../db/connection-alerts.ts';
import type { Pool } from '../db/pool.ts';
import { countUnconfirmed, type UnconfirmedOfHeadliner } from '../db/unconfirmed.ts';
import type { MarketplaceDirectory } from './marketplace-directory.ts';
import { firstRoundAfterMs, Rounds } from './rounds.ts';

/** A burst of sales takes longer than this to come. */
const roundEveryMs = 1_000;

type Parts = {
  pool: Pool;
  directory: Pick<MarketplaceDirectory, 'limited' | 'nameOf' | 'unconfirmedLimit'>;
  clock: () => Instant;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class UnconfirmedWatch {
  readonly #parts: Parts;
  readonly #rounds = new Rounds(() => this.#makeRound());

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#parts.directory.limited.length > 0) this.#rounds.start(firstRoundAfterMs.unconfirmed);
  }

  /** Resolves when the round that is under way has ended. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #makeRound(): Promise<number> {
    const { pool, directory, clock, onTrouble } = this.#parts;
    try {
      const counted = await countUnconfirmed(pool, { marketplaces: directory.limited, states: unconfirmedStates });
      await keepHeadlinerAlerts(
        pool,
        'unconfirmed_limit_near',
        counted.flatMap((one) => this.#alertOf(one) ?? []),
        clock(),
      );
    } catch (trouble) {
      onTrouble(trouble, 'counting unconfirmed sales');
    }
    return roundEveryMs;
  }

  /** Null: it is far from the limit, or there is none. Settings that cannot be read keep nobody else from being warned. */
  #alertOf(counted: UnconfirmedOfHeadliner): HeadlinerAlert | null {
    try {
      const limit = this.#parts.directory.unconfirmedLimit(counted);
      if (limit === null || !isNearLimit(counted.unconfirmed, limit)) return null;
      const { accountId, connectionId, headliner } = counted;
      const marketplace = this.#parts.directory.nameOf(counted.marketplace);
      const sentence = unconfirmedSentence({ ...counted, marketplace }, limit);
      return { accountId, connectionId, headliner, sentence };
    } catch (trouble) {
      this.#parts.onTrouble(trouble, `reading the limit of connection ${counted.connectionId}`);
      return null;
    }
  }
}
