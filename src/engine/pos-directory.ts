// The POS systems of every account, opened once and kept for a while, so that no call waits for the database to find one.
import type { PosNature } from '../core/command.ts';
import type { Fact } from '../core/evidence.ts';
import type { AccountId, Instant } from '../core/order.ts';
import type { Send } from '../core/wire.ts';
import { findPosById, readPos, type WhenAway } from '../db/points-of-sale.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import type { NetworkPos, Pos, RemotePos } from '../pos/pos.ts';
import type { PosHint, PosHintRead } from '../pos/stock.ts';
import type { HostStanding } from './host.ts';
import type { Hosts } from './hosts.ts';
import { PosRates } from './pos-rates.ts';
import type { LineStanding, PaceStanding, RateLine, RateLines } from './rate-line.ts';
import { Remembered } from './remembered.ts';
import { readSettings } from './unreadable.ts';
import { secretsOf, withUnrecorded } from './unrecorded.ts';
import type { Urgency } from './urgency.ts';

/** How long changed settings of a POS may go unnoticed. */
const rememberedForMs = 5_000;
/** What we assume of a POS that does not say how late a cut call may still take effect. */
const cautiousLateEffectMs = 60_000;
/** How often we read the stock of a POS that does not say how often it likes that. */
const cautiousPollEveryMs = 300_000;

/** What must be known of a POS to follow its stock. */
export type StockNature = { choosesSeats: boolean; pollEveryMs: number };

export type HintDoor = { accountId: AccountId; pos: string; read: (hint: PosHint) => PosHintRead };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Network = {
  address: string;
  lines: RateLines;
  /** In which its holds stand. */
  holdLine: RateLine;
  /** Whether all else stands elsewhere. */
  isForHoldsOnly: boolean;
  whenAway: WhenAway;
  remote: (urgency: Urgency) => RemotePos;
};

type Known = {
  nature: PosNature;
  stock: StockNature;
  /** Null: it is inside the ledger. */
  network: Network | null;
};

export class PosDirectory {
  readonly #pool: Pool;
  readonly #vault: Vault;
  readonly #hosts: Hosts;
  readonly #posBySlug: ReadonlyMap<string, Pos>;
  readonly #clock: () => Instant;
  readonly #known: Remembered<Known | null>;
  readonly #rates = new PosRates();

  constructor(parts: {
    pool: Pool;
    vault: Vault;
    hosts: Hosts;
    posBySlug: ReadonlyMap<string, Pos>;
    clock: () => Instant;
  }) {
    this.#pool = parts.pool;
    this.#vault = parts.vault;
    this.#hosts = parts.hosts;
    this.#posBySlug = parts.posBySlug;
    this.#clock = parts.clock;
    this.#known = new Remembered(rememberedForMs, parts.clock);
  }

  /** What the engine must know of each POS; one that is not connected is left out. `house` is always there. @throws Unreadable */
  async natures(accountId: AccountId, slugs: ReadonlySet<string>): Promise<ReadonlyMap<string, PosNature>> {
    const natures = new Map([['house', this.#ledgerNature('house')]]);
    for (const slug of slugs) {
      if (natures.has(slug)) continue;
      const known = await this.#find(accountId, slug);
      if (known) natures.set(slug, this.#natureNow(known));
    }
    return natures;
  }

  /** What people call the POS of a slug. */
  nameOf(slug: string): string {
    return this.#posBySlug.get(slug)?.name ?? slug;
  }

  /** The POS to send to, for calls of one urgency. Throws when it is not connected: then nobody should have got this far. */
  async remote(accountId: AccountId, slug: string, urgency: Urgency): Promise<RemotePos> {
    const known = await this.#find(accountId, slug);
    if (!known?.network) throw new Error(`the POS "${slug}" cannot be called`);
    return known.network.remote(urgency);
  }

  /** How the host of this POS fares, as this process sees it. Null: it is not connected, or inside the ledger. */
  async standing(accountId: AccountId, slug: string): Promise<HostStanding | null> {
    const known = await this.#find(accountId, slug);
    return known?.network ? this.#hosts.standingOf(known.network.address) : null;
  }

  /** How the account's calls to this POS stand in line, in this process. Null: it is not connected, or inside the ledger. */
  async paceOf(accountId: AccountId, slug: string): Promise<LineStanding[] | null> {
    const known = await this.#find(accountId, slug);
    return known?.network?.lines.standing ?? null;
  }

  /** The same of every account whose POS was called. */
  get paces(): PaceStanding[] {
    return this.#rates.standings;
  }

  /**
   * How its host fares and how calls stand in line, of what this process remembers. Null: it has called no such POS over the
   * network. It reads nothing: whoever only looks costs no question.
   */
  callsOf(accountId: AccountId, slug: string): { host: HostStanding; lines: LineStanding[] } | null {
    const { network = null } = this.#known.last(`${accountId} ${slug}`) ?? {};
    return network && { host: this.#hosts.standingOf(network.address), lines: network.lines.standing };
  }

  /**
   * The POS for reading its stock in the background, by its settings of this moment: a place in one POS's stock means
   * nothing in another's. Null: it is not connected, or is none over the network.
   */
  async opened(
    accountId: AccountId,
    slug: string,
  ): Promise<{ remote: RemotePos; nature: PosNature; stock: StockNature } | null> {
    const known = await this.#readAnew(accountId, slug);
    return known?.network ? { ...known, remote: known.network.remote('background') } : null;
  }

  /** Whose address for hints this is, and how they are read there. Null: nobody's, or that of a POS that sends none. */
  async hintDoor(posId: string): Promise<HintDoor | null> {
    if (!uuid.test(posId)) return null;
    const found = await findPosById(this.#pool, posId);
    const pos = found && this.#posBySlug.get(found.pos);
    if (pos?.kind !== 'network' || !pos.readHint || found === null) return null;
    const { readHint } = pos;
    const settings = this.#vault.open(found.settings);
    return { accountId: found.accountId, pos: found.pos, read: (hint) => readHint(hint, settings) };
  }

  /** Its nature, and whether it is out of reach: its host is left alone or being tried, or it has asked for a pause where holds go. */
  #natureNow({ nature, network }: Known): PosNature {
    if (network === null) return nature;
    const { awayUntil } = this.#hosts.standingOf(network.address);
    const { pausedForMs } = network.holdLine;
    if (awayUntil === null && pausedForMs === 0) return nature;
    const until = Math.max(awayUntil ?? 0, this.#clock() + pausedForMs);
    const forHoldsOnly = awayUntil === null && network.isForHoldsOnly;
    return { ...nature, away: { until, pledges: network.whenAway === 'pledge', forHoldsOnly } };
  }

  #ledgerNature(slug: string): PosNature {
    const pos = this.#posBySlug.get(slug);
    if (pos?.kind !== 'ledger') throw new Error(`"${slug}" is no POS of the ledger's own`);
    return { settle: pos.settle, repeatsAreSafe: true, lateEffectMs: 0, findsHolds: true, holdsLapseAfterMs: null };
  }

  async #find(accountId: AccountId, slug: string): Promise<Known | null> {
    return this.#known.fresh(`${accountId} ${slug}`) ?? this.#readAnew(accountId, slug);
  }

  async #readAnew(accountId: AccountId, slug: string): Promise<Known | null> {
    const pos = this.#posBySlug.get(slug);
    if (!pos) return null;
    if (pos.kind === 'ledger') {
      return { nature: this.#ledgerNature(slug), stock: { choosesSeats: true, pollEveryMs: 0 }, network: null };
    }
    const whose = `${accountId} ${slug}`;
    const read = () => readPos(this.#pool, accountId, slug);
    return this.#known.anew(whose, read, (stored) => {
      if (stored === null) return null;
      return readSettings(`the POS "${slug}" of account ${accountId}`, () =>
        this.#open(whose, pos, this.#vault.open(stored.settings), stored.whenAway),
      );
    });
  }

  #open(whose: string, pos: NetworkPos, settings: unknown, whenAway: WhenAway): Known {
    const overrides = settings as Record<string, unknown>;
    const { repeatsAreSafe, lateEffectMs, findsByReference, holdsLapseAfterMs, choosesSeats, pollEveryMs } =
      pos.capabilities;
    const address = pos.address(settings);
    const lines = this.#rates.linesOf(whose, pos, settings);
    const secrets = secretsOf(pos.settings, settings);
    const remotes = new Map<Urgency, RemotePos>();
    const remote = (urgency: Urgency): RemotePos => {
      const send = (): Send => withUnrecorded(this.#hosts.sendTo(address, lines, urgency), secrets);
      const opened = remotes.get(urgency) ?? pos.open(settings, send(), this.#clock);
      remotes.set(urgency, opened);
      return opened;
    };
    return {
      nature: {
        repeatsAreSafe: settled(repeatsAreSafe, overrides, false),
        lateEffectMs: settled(lateEffectMs, overrides, cautiousLateEffectMs),
        findsHolds: settled(findsByReference, overrides, false),
        holdsLapseAfterMs: holdsLapseAfterMs ? settled<number | null>(holdsLapseAfterMs, overrides, null) : null,
      },
      stock: {
        choosesSeats: settled(choosesSeats, overrides, false),
        pollEveryMs: settled(pollEveryMs, overrides, cautiousPollEveryMs),
      },
      network: {
        address,
        lines,
        holdLine: lines.lineOf(pos.holdBudget),
        isForHoldsOnly: pos.holdBudget !== undefined,
        whenAway,
        remote,
      },
    };
  }
}

/** A declared fact as it applies here: the connection's own setting first, then what is known, then the cautious side. */
function settled<Value>(fact: Fact<Value>, overrides: Record<string, unknown>, cautious: Value): Value {
  const override = fact.setting ? overrides[fact.setting.name] : undefined;
  if (override !== undefined) return override as Value;
  return fact.value === 'unknown' ? cautious : (fact.value as Value);
}
