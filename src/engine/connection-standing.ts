// Whether a connection works, as its marketplace's answers show. One that refuses us is told to a person, once for all its
// sales; the first answer that is none of a refusal ends that.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Outcome } from '../core/outcome.ts';
import type { MarketplaceRefusal } from '../core/sale.ts';
import { endConnectionAlert, raiseConnectionAlert } from '../db/connection-alerts.ts';
import type { Pool } from '../db/pool.ts';
import type { Audience } from './batch.ts';

/** How long what is on record is taken as known, so that a busy connection costs nothing; another hub may have changed it. */
const rememberedForMs = 60_000;

const kind = 'connection_refused';

const always = async (): Promise<boolean> => true;

type Whose = { accountId: AccountId; connectionId: ConnectionId; marketplace: string };
type Standing = { isRefused: boolean; until: Instant };
type Parts = {
  pool: Pool;
  clock: () => Instant;
  /** What people call the marketplace of a slug. */
  nameOf: (marketplace: string) => string;
  onTrouble: (trouble: unknown, during: string) => void;
  audience?: Audience | undefined;
};

export class ConnectionStanding {
  readonly #parts: Parts;
  readonly #known = new Map<ConnectionId, Standing>();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Takes note of how a question to the marketplace ended. `canBeCalled` false: nothing could be asked. `isCurrent`: whether it was
   * asked with the credentials that are there now; a refusal of others says nothing of them.
   */
  async heard(
    whose: Whose,
    outcome: Outcome<unknown, MarketplaceRefusal>,
    { canBeCalled = true, isCurrent = always }: { canBeCalled?: boolean; isCurrent?: () => Promise<boolean> } = {},
  ): Promise<void> {
    const name = this.#parts.nameOf(whose.marketplace);
    const why = canBeCalled
      ? outcome.kind === 'refused' && outcome.why === 'not_allowed'
        ? `${name} refuses our credentials (${outcome.detail})`
        : null
      : `${name} cannot be called: its connection has no credentials`;
    // Silence says nothing about our credentials.
    if (why === null && outcome.kind !== 'done') return;
    // One after the other: what was heard last must be what is on record.
    this.#last = this.#last
      .then(() => this.#note(whose, why, isCurrent))
      .catch((trouble) => {
        this.#known.delete(whose.connectionId);
        this.#parts.onTrouble(trouble, `noting how connection ${whose.connectionId} works`);
      });
    await this.#last;
  }

  async #note(
    { accountId, connectionId }: Whose,
    why: string | null,
    isCurrent: () => Promise<boolean>,
  ): Promise<void> {
    const { pool, clock, audience } = this.#parts;
    const at = clock();
    const isRefused = why !== null;
    const known = this.#known.get(connectionId);
    if (known && known.isRefused === isRefused && known.until > at) return;
    if (isRefused && !(await isCurrent())) return;
    this.#known.set(connectionId, { isRefused, until: at + rememberedForMs });
    if (why === null) {
      await endConnectionAlert(pool, { accountId, connectionId, kind, at });
      if (known?.isRefused) audience?.hearOfConnection(accountId, connectionId);
      return;
    }
    const sentence = `${why}. Its sales are neither read nor confirmed meanwhile: enter credentials that work, with "holdfast connect --credentials".`;
    await raiseConnectionAlert(pool, { accountId, connectionId, kind, sentence, at });
    if (!known?.isRefused) audience?.hearOfConnection(accountId, connectionId);
  }
}
