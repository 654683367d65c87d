// The marketplaces that can be spoken to, connection by connection: opened once and kept for a while, so that calls to
// one connection share its pace, and changed settings are noticed soon.
import { Clone, Default, Parse } from 'typebox/value';
import type { Terms } from '../core/command.ts';
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { MarketplaceNature } from '../core/sale.ts';
import type { UnconfirmedLimit } from '../core/unconfirmed-limit.ts';
import { type ConnectionRow, readConnection } from '../db/connections.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';
import type { InstantNotification, Opened, RemoteMarketplace } from '../marketplaces/instant-notification.ts';
import { hasShape } from '../shape.ts';
import { AutoRejectRule } from './auto-reject.ts';
import type { HostStanding } from './host.ts';
import type { Hosts } from './hosts.ts';
import { openLentTokens } from './lent-tokens.ts';
import { type LineStanding, type PaceStanding, type Rate, RateLines } from './rate-line.ts';
import { Remembered } from './remembered.ts';
import { readSettings } from './unreadable.ts';
import { textsIn, withUnrecorded } from './unrecorded.ts';
import type { Urgency } from './urgency.ts';

/** How long changed settings or credentials may go unnoticed. */
export const rememberedForMs = 5_000;

type Known = {
  fingerprint: string;
  nature: MarketplaceNature | null;
  /** Where its interface is. Null: nothing is sent to it. */
  address: string | null;
  /** In which its calls stand. Null: nothing is sent to it. */
  pace: { system: string; lines: RateLines } | null;
  /** Opened at its first use, so that unreadable credentials trouble only those who need them. */
  remote: (urgency: Urgency) => RemoteMarketplace | null;
};

export class MarketplaceDirectory {
  readonly #pool: Pool;
  readonly #vault: Vault;
  readonly #hosts: Hosts;
  readonly #bySlug: ReadonlyMap<string, Marketplace>;
  readonly #clock: () => Instant;
  readonly #known: Remembered<Known>;

  constructor(parts: {
    pool: Pool;
    vault: Vault;
    hosts: Hosts;
    marketplaceBySlug: ReadonlyMap<string, Marketplace>;
    clock: () => Instant;
  }) {
    this.#pool = parts.pool;
    this.#vault = parts.vault;
    this.#hosts = parts.hosts;
    this.#bySlug = parts.marketplaceBySlug;
    this.#clock = parts.clock;
    this.#known = new Remembered(rememberedForMs, parts.clock);
  }

  /** What people call the marketplace of a slug. */
  nameOf(marketplace: string): string {
    return this.#bySlug.get(marketplace)?.name ?? marketplace;
  }

  /** How the marketplace of each of these connections deals; one that only asks first is left out. @throws Unreadable */
  async natures(
    accountId: AccountId,
    connectionIds: ReadonlySet<ConnectionId>,
  ): Promise<ReadonlyMap<ConnectionId, MarketplaceNature>> {
    const natures = new Map<ConnectionId, MarketplaceNature>();
    if (!this.#anyNotifies) return natures;
    for (const connectionId of connectionIds) {
      const { nature } = this.#known.fresh(connectionId) ?? (await this.#find(accountId, connectionId));
      if (nature !== null) natures.set(connectionId, nature);
    }
    return natures;
  }

  /** Those with a list of sales to read. */
  get polled(): string[] {
    return [...this.#bySlug.values()].flatMap(({ slug, instantNotification }) =>
      instantNotification?.pollEveryMs ? [slug] : [],
    );
  }

  /** Those that limit how many sales of one headliner stand unconfirmed. */
  get limited(): string[] {
    return [...this.#bySlug.values()].flatMap(({ slug, instantNotification }) =>
      instantNotification?.unconfirmedLimit ? [slug] : [],
    );
  }

  /** Null: there is none here. Throws when the connection's settings cannot be read. */
  unconfirmedLimit({
    marketplace,
    settings,
  }: Pick<ConnectionRow, 'marketplace' | 'settings'>): UnconfirmedLimit | null {
    const declared = this.#bySlug.get(marketplace);
    const limit = declared?.instantNotification?.unconfirmedLimit?.(settledSettings(declared, settings)) ?? null;
    const name = declared?.capabilities.mostUnconfirmedPerHeadliner?.setting?.name;
    return limit && { ...limit, isAssumed: name !== undefined && !Object.hasOwn(settings as object, name) };
  }

  /** How long to leave this connection's list alone after a look, in milliseconds. Throws when its settings cannot be read. */
  pollEveryMs({ marketplace, settings }: Pick<ConnectionRow, 'marketplace' | 'settings'>): number {
    const declared = this.#bySlug.get(marketplace);
    const every = declared?.instantNotification?.pollEveryMs;
    if (!declared || !every) throw new Error(`${marketplace} has no list of sales`);
    return every(settledSettings(declared, settings));
  }

  /** Null: the connection has no credentials, or its marketplace takes no calls. Throws when what is stored cannot be read. */
  async remote(accountId: AccountId, connectionId: ConnectionId, urgency: Urgency): Promise<RemoteMarketplace | null> {
    return (this.#known.fresh(connectionId) ?? (await this.#find(accountId, connectionId))).remote(urgency);
  }

  /** The same by what is stored at this moment, for somebody who has just entered it and waits. */
  async remoteNow(accountId: AccountId, connectionId: ConnectionId): Promise<RemoteMarketplace | null> {
    return (await this.#find(accountId, connectionId)).remote('awaited');
  }

  /** Whether this remote, of that urgency, speaks with what is stored at this moment. */
  async isCurrent(
    { accountId, connectionId }: Pick<ConnectionRow, 'accountId' | 'connectionId'>,
    remote: RemoteMarketplace | null,
    urgency: Urgency,
  ): Promise<boolean> {
    return (await this.#find(accountId, connectionId)).remote(urgency) === remote;
  }

  /** The same by what was read of the connection a moment ago, or by what is stored now where other things are known of it. */
  async remoteOf(row: ConnectionRow, urgency: Urgency): Promise<RemoteMarketplace | null> {
    const known = this.#known.last(row.connectionId);
    const isKnown = known?.fingerprint === fingerprintOf(row);
    return (isKnown ? known : await this.#find(row.accountId, row.connectionId)).remote(urgency);
  }

  /**
   * How calls to this connection's marketplace fare, in this process. Null: none was made yet. It reads nothing: what is
   * remembered for those who call must not grow old by those who look.
   */
  callsOf(connectionId: ConnectionId): { host: HostStanding; lines: LineStanding[] } | null {
    const { address = null, pace = null } = this.#known.last(connectionId) ?? {};
    if (address === null || pace === null) return null;
    return { host: this.#hosts.standingOf(address), lines: pace.lines.standing };
  }

  /** How all calls to marketplaces stand in line. */
  get paces(): PaceStanding[] {
    return this.#known.all.flatMap(({ pace }) =>
      pace ? [{ kind: 'marketplace' as const, system: pace.system, lines: pace.lines.standing }] : [],
    );
  }

  #find(accountId: AccountId, connectionId: ConnectionId): Promise<Known> {
    const read = () => readConnection(this.#pool, accountId, connectionId);
    return this.#known.anew(connectionId, read, (row, before) => {
      const fingerprint = fingerprintOf(row);
      // The same connection keeps its pace, and whatever else it has learnt.
      if (before?.fingerprint === fingerprint) return before;
      return { fingerprint, ...readSettings(`connection ${connectionId}`, () => this.#open(row)) };
    });
  }

  #open(row: ConnectionRow | null): Pick<Known, 'nature' | 'address' | 'pace' | 'remote'> {
    const declared = row ? this.#bySlug.get(row.marketplace) : undefined;
    const speaks = declared?.instantNotification;
    if (!row || !declared || !speaks) return { nature: null, address: null, pace: null, remote: () => null };
    const { credentials, isAnotherSince } = row;
    const settings = settledSettings(declared, row.settings);
    const rule = hasShape(AutoRejectRule, row.autoReject) ? { autoReject: row.autoReject } : {};
    const nature = { ...speaks.nature(settings), since: row.createdAt, ...rule };
    const whose = { accountId: row.accountId, connectionId: row.connectionId };
    const address = speaks.address(settings);
    if (credentials === null || address === null) return { nature, address, pace: null, remote: () => null };
    const lines = linesOf(speaks, settings);
    const tokens = openLentTokens({ pool: this.#pool, vault: this.#vault, ...whose });
    const learnt = madeOnce();
    const remotes = new Map<Urgency, RemoteMarketplace>();
    return {
      nature,
      address,
      pace: { system: row.marketplace, lines },
      remote: (urgency) => {
        const known = remotes.get(urgency);
        if (known) return known;
        const readable = Parse(speaks.credentials, this.#vault.open(credentials));
        const opened = { settings, credentials: readable, tokens, isAnotherSince, learnt };
        const send = withUnrecorded(this.#hosts.sendTo(address, lines, urgency), textsIn(readable));
        const remote = speaks.open(opened, send, this.#clock);
        remotes.set(urgency, remote);
        return remote;
      },
    };
  }

  get #anyNotifies(): boolean {
    return [...this.#bySlug.values()].some(({ instantNotification }) => instantNotification !== undefined);
  }
}

function fingerprintOf(row: ConnectionRow | null): string {
  if (row === null) return '';
  return `${JSON.stringify(row.settings)} ${row.credentials?.toString('base64')} ${JSON.stringify(row.autoReject)}`;
}

function linesOf({ callEveryMs, budgetsEveryMs }: InstantNotification, settings: unknown): RateLines {
  const every = (perMs: number): Rate => ({ calls: 1, perMs });
  const budgets = Object.entries(budgetsEveryMs?.(settings) ?? {}).map(([name, perMs]) => [name, every(perMs)]);
  return new RateLines(every(callEveryMs(settings)), Object.fromEntries(budgets));
}

/** Whoever comes first makes it; everybody has the same. */
function madeOnce(): Opened['learnt'] {
  let made: { thing: unknown } | null = null;
  return <Learnt>(make: () => Learnt): Learnt => {
    made ??= { thing: make() };
    return made.thing as Learnt;
  };
}

/** A connection's settings as they are in force: what it does not set has its default. */
export function settledSettings({ settings: schema }: Pick<Marketplace, 'settings'>, stored: unknown): unknown {
  return Parse(schema, Default(schema, Clone(stored)));
}

/** A sale that a marketplace made binds nobody to a hold. */
export function termsOfSales({
  connectionId,
  marketplace,
}: Pick<ConnectionRow, 'connectionId' | 'marketplace'>): Terms {
  return { connectionId, marketplace, flow: 'instant_notification', binding: false, holdLifetimeMs: 0 };
}
