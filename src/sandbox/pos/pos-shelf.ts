// What the sandbox POS has: its groups and their tickets, the ids by which they go and went, and what changed after what.
// Kept: every change gets a number of its own, so that whoever has read up to one misses nothing by going on from there.
import type { BridgeGroup } from '../../pos/bridge/wire.ts';
import type { PosLine } from './pos-sandbox.ts';

/** What a test or demo says of a group; what it leaves out is made up. */
export type PosListing = { remoteId: string; seats: readonly (string | null)[] } & Partial<GroupContent>;

type GroupContent = Pick<BridgeGroup, 'event' | 'venue' | 'event_at' | 'section' | 'row' | 'price' | 'split'>;

/** `line`: our hold or sale, by reference. `elsewhere`: whatever the broker or another seller did with it. */
export type PosSlot = { seat: string | null; line: PosLine | null; elsewhere: 'held' | 'sold' | null };

export type PosGroup = { groupId: string; remoteId: string; content: GroupContent; slots: PosSlot[]; change: number };

const usualContent: GroupContent = {
  event: 'The Longest Night',
  venue: 'Old Hall',
  event_at: '2031-05-04T19:30:00Z',
  section: '112',
  row: 'C',
  price: { amount: 18_500, currency: 'USD' },
  split: 'any',
};

export class PosShelf {
  readonly #groups = new Map<string, PosGroup>();
  /** Every remote id that a group has or had. */
  readonly #byRemoteId = new Map<string, PosGroup>();
  readonly #gone: { groupId: string; change: number }[] = [];
  #lastChange = 0;

  add({ remoteId, seats, ...content }: PosListing): void {
    if (this.find(remoteId)) throw new Error(`the listing ${remoteId} is there already`);
    const times = this.#byRemoteId.has(remoteId) ? `-${this.#lastChange}` : '';
    const slots = seats.map((seat) => ({ seat, line: null, elsewhere: null }));
    const group = {
      groupId: `G-${remoteId}${times}`,
      remoteId,
      content: { ...usualContent, ...content },
      slots,
      change: 0,
    };
    this.#groups.set(group.groupId, group);
    this.#byRemoteId.set(remoteId, group);
    this.touch(group);
  }

  /** By a remote id that it has or had. */
  find(remoteId: string): PosGroup | null {
    const group = this.#byRemoteId.get(remoteId);
    return group && this.#groups.has(group.groupId) ? group : null;
  }

  get all(): Iterable<PosGroup> {
    return this.#groups.values();
  }

  touch(group: PosGroup): void {
    group.change = this.#nextChange();
  }

  /** From now on it goes by another id; the old one still leads to it. */
  move(remoteId: string, to: string): void {
    const group = this.#existing(remoteId);
    group.remoteId = to;
    this.#byRemoteId.set(to, group);
    this.touch(group);
  }

  change(remoteId: string, content: Partial<GroupContent>): void {
    const group = this.#existing(remoteId);
    group.content = { ...group.content, ...content };
    this.touch(group);
  }

  /** Something is done with tickets without us; null frees them again. */
  standElsewhere(remoteId: string, seats: readonly string[], standing: PosSlot['elsewhere']): void {
    const group = this.#existing(remoteId);
    for (const slot of group.slots) if (slot.seat !== null && seats.includes(slot.seat)) slot.elsewhere = standing;
    this.touch(group);
  }

  /** As the POS's own people would: what stands under one of our references is left alone. */
  tradeElsewhere(remoteId: string, seat: string, standing: PosSlot['elsewhere']): void {
    const slot = this.#existing(remoteId).slots.find((one) => one.seat === seat);
    if (slot && standingOf(slot.line) === 'free') this.standElsewhere(remoteId, [seat], standing);
  }

  remove(remoteId: string): void {
    const { groupId } = this.#existing(remoteId);
    this.#groups.delete(groupId);
    this.#gone.push({ groupId, change: this.#nextChange() });
  }

  /** A new group has come in its stead, under the same remote id; that the old one went is said after that. */
  replace(remoteId: string, seats: readonly (string | null)[]): void {
    const { groupId, content } = this.#existing(remoteId);
    this.#groups.delete(groupId);
    this.add({ remoteId, seats, ...content });
    this.#gone.push({ groupId, change: this.#nextChange() });
  }

  /** Its tickets are another group's from now on, to which its remote id leads, too. */
  merge(remoteId: string, into: string): void {
    const { slots } = this.#existing(remoteId);
    const group = this.#existing(into);
    this.remove(remoteId);
    this.#byRemoteId.set(remoteId, group);
    group.slots.push(...slots);
    this.touch(group);
  }

  /** Forgets what went: from now on only a pass over everything shows that it is gone. */
  forget(): void {
    this.#gone.length = 0;
  }

  /** What changed after the change of that number, the earliest first, `limit` at most. */
  after(change: number, limit: number): { groups: PosGroup[]; gone: string[]; upTo: number; hasMore: boolean } {
    const changed = [...this.#groups.values()].map((group) => ({ group, gone: null, change: group.change }));
    const gone = this.#gone.map((one) => ({ group: null, gone: one.groupId, change: one.change }));
    const news = [...changed, ...gone].filter((one) => one.change > change).sort((a, b) => a.change - b.change);
    const page = news.slice(0, limit);
    return {
      groups: page.flatMap(({ group }) => group ?? []),
      gone: page.flatMap((one) => one.gone ?? []),
      upTo: page.at(-1)?.change ?? change,
      hasMore: news.length > limit,
    };
  }

  #existing(remoteId: string): PosGroup {
    const group = this.find(remoteId);
    if (!group) throw new Error(`there is no listing ${remoteId}`);
    return group;
  }

  #nextChange(): number {
    this.#lastChange += 1;
    return this.#lastChange;
  }
}

/** As the wire shows it. Whoever asks has judged the holds by the clock first. */
export function groupBody({ groupId, remoteId, content, slots }: PosGroup): BridgeGroup {
  const tickets = slots.map(({ seat, line, elsewhere }) => ({
    seat,
    standing: elsewhere ?? standingOf(line),
    reference: elsewhere === null ? (line?.reference ?? null) : null,
  }));
  return { group_id: groupId, remote_id: remoteId, ...content, tickets };
}

function standingOf(line: PosLine | null): 'free' | 'held' | 'sold' {
  return line?.state === 'held' || line?.state === 'sold' ? line.state : 'free';
}
