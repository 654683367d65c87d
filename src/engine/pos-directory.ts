// The POS systems of every account, opened once and kept for a while, so that no call waits for the database to find one.
import type { PosNature } from '../core/command.ts';
import type { Fact } from '../core/evidence.ts';
import type { AccountId, Instant } from '../core/order.ts';
import type { Send } from '../core/wire.ts';
import { readPosSettings } from '../db/points-of-sale.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import type { NetworkPos, Pos, RemotePos } from '../pos/pos.ts';

/** How long changed settings of a POS may go unnoticed. */
const rememberedForMs = 5_000;
/** What we assume of a POS that does not say how late a cut call may still take effect. */
const cautiousLateEffectMs = 60_000;

type Known = { nature: PosNature; remote: RemotePos | null; until: Instant };

export class PosDirectory {
  readonly #pool: Pool;
  readonly #vault: Vault;
  readonly #sendTo: (address: string) => Send;
  readonly #posBySlug: ReadonlyMap<string, Pos>;
  readonly #clock: () => Instant;
  readonly #known = new Map<string, Known>();

  constructor(parts: {
    pool: Pool;
    vault: Vault;
    sendTo: (address: string) => Send;
    posBySlug: ReadonlyMap<string, Pos>;
    clock: () => Instant;
  }) {
    this.#pool = parts.pool;
    this.#vault = parts.vault;
    this.#sendTo = parts.sendTo;
    this.#posBySlug = parts.posBySlug;
    this.#clock = parts.clock;
  }

  /** What the engine must know of each POS; one that is not connected is left out. `house` is always there. */
  async natures(accountId: AccountId, slugs: ReadonlySet<string>): Promise<ReadonlyMap<string, PosNature>> {
    const natures = new Map([['house', this.#ledgerNature('house')]]);
    for (const slug of slugs) {
      if (natures.has(slug)) continue;
      const known = await this.#find(accountId, slug);
      if (known) natures.set(slug, known.nature);
    }
    return natures;
  }

  /** The POS to send to. Throws when it is not connected: then nobody should have got this far. */
  async remote(accountId: AccountId, slug: string): Promise<RemotePos> {
    const known = await this.#find(accountId, slug);
    if (!known?.remote) throw new Error(`the POS "${slug}" cannot be called`);
    return known.remote;
  }

  #ledgerNature(slug: string): PosNature {
    const pos = this.#posBySlug.get(slug);
    if (pos?.kind !== 'ledger') throw new Error(`"${slug}" is no POS of the ledger's own`);
    return { settle: pos.settle, repeatsAreSafe: true, lateEffectMs: 0, findsHolds: true, holdsLapseAfterMs: null };
  }

  async #find(accountId: AccountId, slug: string): Promise<Known | null> {
    const key = `${accountId} ${slug}`;
    const known = this.#known.get(key);
    if (known && known.until > this.#clock()) return known;
    const pos = this.#posBySlug.get(slug);
    if (!pos) return null;
    if (pos.kind === 'ledger')
      return { nature: this.#ledgerNature(slug), remote: null, until: Number.POSITIVE_INFINITY };
    const sealed = await readPosSettings(this.#pool, accountId, slug);
    if (!sealed) return null;
    const opened = this.#open(pos, this.#vault.open(sealed));
    this.#known.set(key, opened);
    return opened;
  }

  #open(pos: NetworkPos, settings: unknown): Known {
    const overrides = settings as Record<string, unknown>;
    const { repeatsAreSafe, lateEffectMs, findsByReference, holdsLapseAfterMs } = pos.capabilities;
    return {
      nature: {
        repeatsAreSafe: settled(repeatsAreSafe, overrides, false),
        lateEffectMs: settled(lateEffectMs, overrides, cautiousLateEffectMs),
        findsHolds: settled(findsByReference, overrides, false),
        holdsLapseAfterMs: holdsLapseAfterMs ? settled<number | null>(holdsLapseAfterMs, overrides, null) : null,
      },
      remote: pos.open(settings, this.#sendTo(pos.address(settings))),
      until: this.#clock() + rememberedForMs,
    };
  }
}

/** A declared fact as it applies here: the connection's own setting first, then what is known, then the cautious side. */
function settled<Value>(fact: Fact<Value>, overrides: Record<string, unknown>, cautious: Value): Value {
  const override = fact.setting ? overrides[fact.setting.name] : undefined;
  if (override !== undefined) return override as Value;
  return fact.value === 'unknown' ? cautious : (fact.value as Value);
}
