// The imports that a hub runs beside everything else: few at once, because each holds a whole file in memory, and none is left
// behind when the hub stops.
import type { AccountId, Instant } from '../core/order.ts';
import type { Pool } from '../db/pool.ts';
import { beginImport, FileTrouble, type ImportOrder, type RunningImport } from './recorded-import.ts';

const mostAtOnce = 2;

type Parts = {
  pool: Pool;
  clock: () => Instant;
  /** Tells the account's readers that something has changed of it. */
  tell: (accountId: AccountId, importId: string) => void;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class ImportDesk {
  readonly #parts: Parts;
  readonly #running = new Set<Promise<unknown>>();
  #places = mostAtOnce;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins an import, which goes on by itself. `busy`: this hub has enough of them; `under_way`: the account has one. */
  async begin(order: ImportOrder): Promise<RunningImport | 'busy' | 'under_way'> {
    if (this.#places === 0) return 'busy';
    this.#places -= 1;
    const { pool, clock, tell, onTrouble } = this.#parts;
    const onNoted = ({ accountId, importId }: { accountId: AccountId; importId: string }) => tell(accountId, importId);
    const giveBack = (): void => {
      this.#places += 1;
    };
    try {
      const running = await beginImport({ pool, clock, onNoted }, order);
      if (running === null) {
        giveBack();
        return 'under_way';
      }
      const ended = running.ended
        .catch((trouble: unknown) => {
          if (!(trouble instanceof FileTrouble)) onTrouble(trouble, 'importing listings');
        })
        .finally(() => {
          giveBack();
          this.#running.delete(ended);
        });
      this.#running.add(ended);
      return running;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** Waits for those that are under way: what was accepted is finished. */
  async stop(): Promise<void> {
    await Promise.all(this.#running);
  }
}
