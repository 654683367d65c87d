// The ticket groups of the sandbox SkyBox, and their two ids: its own, which stays, and the one that exchanges know, which is
// made anew whenever a group is edited. Kept: an exchange id is never used again, and still leads to its group.
import type { SandboxListing } from '../pos/pos-sandbox.ts';

export type Ticket = {
  id: number;
  seatNumber: number;
  status: 'AVAILABLE' | 'SOLD' | 'CANCELLED';
  invoiceLineId: number | null;
};

export type Group = {
  id: number;
  exchangePosId: number;
  /** The exchange id by which it was first offered: the listing's remote id, for the books. */
  listing: string;
  section: string;
  row: string;
  seatType: 'CONSECUTIVE' | 'GA';
  splitType: 'ANY' | 'DEFAULT' | 'NEVERLEAVEONE' | 'CUSTOM';
  customSplit: string | null;
  listPrice: number | null;
  version: number;
  lastUpdate: number;
  tickets: Ticket[];
};

export const theEvent = {
  id: 4_410,
  name: 'The Longest Night',
  date: '2031-05-04T19:30:00Z',
  venue: { name: 'Old Hall' },
};

export class Shelf {
  readonly #clock: () => number;
  readonly #onChange: (groupId: number) => void;
  readonly #groups = new Map<number, Group>();
  readonly #byExchangeId = new Map<number, number>();
  readonly #gone = new Map<number, number>();
  #lastId: number;

  constructor(clock: () => number, firstId: number, onChange: (groupId: number) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#lastId = firstId;
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  add({ remoteId, seats }: SandboxListing): Group {
    const isAdmission = seats.every((seat) => seat === null);
    const tickets = seats.map((seat, index) => ({
      id: this.newId(),
      seatNumber: isAdmission ? index + 1 : Number(seat),
      status: 'AVAILABLE' as const,
      invoiceLineId: null,
    }));
    const exchangePosId = Number(remoteId);
    if (this.#byExchangeId.has(exchangePosId)) throw new Error(`the listing ${remoteId} is there already`);
    return this.#put({
      id: this.newId(),
      exchangePosId,
      listing: remoteId,
      section: '112',
      row: 'C',
      seatType: isAdmission ? 'GA' : 'CONSECUTIVE',
      splitType: 'ANY',
      customSplit: null,
      listPrice: 185,
      version: 1,
      lastUpdate: 0,
      tickets,
    });
  }

  #put(group: Group): Group {
    this.#groups.set(group.id, group);
    this.#byExchangeId.set(group.exchangePosId, group.id);
    this.touch(group);
    return group;
  }

  touch(group: Group): void {
    group.version += 1;
    group.lastUpdate = this.#clock();
    this.#onChange(group.id);
  }

  byId(id: number): Group | null {
    return this.#groups.get(id) ?? null;
  }

  /** By the exchange id that it has or had. */
  byExchangeId(exchangePosId: number): Group | null {
    return this.byId(this.#byExchangeId.get(exchangePosId) ?? 0);
  }

  ofTicket(ticketId: number): Group | null {
    return [...this.#groups.values()].find(({ tickets }) => tickets.some(({ id }) => id === ticketId)) ?? null;
  }

  get all(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /** The broker edits the group: exchanges know it by another id from now on. */
  edit(
    group: Group,
    changed: Partial<Pick<Group, 'section' | 'row' | 'listPrice' | 'splitType' | 'customSplit'>>,
  ): void {
    Object.assign(group, changed);
    group.exchangePosId = this.newId();
    this.#byExchangeId.set(group.exchangePosId, group.id);
    this.touch(group);
  }

  /** These tickets become a group of their own. */
  split(group: Group, ticketIds: readonly number[]): Group {
    const tickets = group.tickets.filter(({ id }) => ticketIds.includes(id));
    group.tickets = group.tickets.filter(({ id }) => !ticketIds.includes(id));
    this.touch(group);
    return this.#put({ ...group, id: this.newId(), exchangePosId: this.newId(), tickets });
  }

  remove(group: Group): void {
    this.#groups.delete(group.id);
    this.#gone.set(group.id, this.#clock());
    this.#onChange(group.id);
  }

  /** The ids of whatever was created, changed or deleted in that time. */
  changedBetween(from: number, to: number): number[] {
    const isIn = (at: number): boolean => at >= from && at <= to;
    const changed = this.all.filter(({ lastUpdate }) => isIn(lastUpdate)).map(({ id }) => id);
    return [...changed, ...[...this.#gone].filter(([, at]) => isIn(at)).map(([id]) => id)];
  }
}
