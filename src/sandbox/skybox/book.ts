// The sandbox SkyBox's own book: holds and invoices over its shelf, by SkyBox's rules as far as they are known, and by its
// switches where they are not. It knows nothing of Holdfast. Kept: a ticket is on one live invoice line at most.
import { type Split, splitAllows } from '../../core/claim.ts';
import type { PosLine } from '../pos/pos-sandbox.ts';
import type { PosSwitches } from '../pos/switches.ts';
import { type Group, Shelf, type Ticket } from './shelf.ts';

export type Hold = {
  id: number;
  inventoryId: number;
  ticketIds: readonly number[];
  createdDate: number;
  expiryDate: number;
  removedDate: number | null;
  externalRef: string | null;
};

export type InvoiceLine = { id: number; amount: number; itemIds: readonly number[]; isDeleted: boolean };
export type Invoice = {
  id: number;
  customerId: number;
  externalRef: string | null;
  paymentRef: string | null;
  lines: InvoiceLine[];
};
export type Customer = { id: number; displayName: string; customerType: string };

/** Null: SkyBox calls the request wrong, and does not say why. */
type OrBad<Made> = Made | null;

export type HoldRequest = {
  inventoryId?: number | undefined;
  exchangePosId?: number | undefined;
  quantity?: number | undefined;
  lowSeat?: number | undefined;
  expiryDate: number;
  externalRef: string | null;
};
export type InvoiceRequest = {
  customerId: number;
  externalRef: string | null;
  paymentRef: string | null;
  lines: readonly { amount: number; itemIds: readonly number[] }[];
};

type BookParts = {
  clock: () => number;
  switches: PosSwitches;
  firstId: number;
  /** Told of every group that something is done with. */
  onChange: (groupId: number) => void;
};

export class SkyBoxBook {
  readonly shelf: Shelf;
  readonly holds = new Map<number, Hold>();
  readonly invoices = new Map<number, Invoice>();
  readonly customers = new Map<number, Customer>();
  readonly switches: PosSwitches;
  readonly #clock: () => number;

  constructor({ clock, switches, firstId, onChange }: BookParts) {
    this.#clock = clock;
    this.switches = switches;
    this.shelf = new Shelf(clock, firstId, onChange);
  }

  stands({ removedDate, expiryDate }: Hold): boolean {
    return removedDate === null && expiryDate > this.#clock();
  }

  hold(request: HoldRequest): OrBad<Hold> {
    const group = this.#groupFor(request);
    if (!group || request.expiryDate <= this.#clock()) return null;
    if (this.#isRepeated([...this.holds.values()], request.externalRef)) return null;
    const quantity = request.quantity ?? this.freeIn(group).length;
    const tickets = this.#choose(group, quantity, request.lowSeat);
    if (tickets === null || !this.#maySplit(group, quantity)) return null;
    const isPart = tickets.length < group.tickets.length && this.switches.partialHold === 'splits_the_group';
    const ticketIds = tickets.map(({ id }) => id);
    const held = isPart ? this.shelf.split(group, ticketIds) : group;
    const hold = {
      id: this.shelf.newId(),
      inventoryId: held.id,
      ticketIds,
      createdDate: this.#clock(),
      expiryDate: request.expiryDate,
      removedDate: null,
      externalRef: request.externalRef,
    };
    this.holds.set(hold.id, hold);
    this.shelf.touch(held);
    return hold;
  }

  #groupFor({ inventoryId, exchangePosId }: HoldRequest): Group | null {
    if (inventoryId !== undefined) return this.shelf.byId(inventoryId);
    const group = this.shelf.byExchangeId(exchangePosId ?? 0);
    const isFormer = group?.exchangePosId !== exchangePosId;
    return isFormer && this.switches.holdByAFormerId === 'refused' ? null : group;
  }

  #isRepeated(ones: readonly { externalRef: string | null }[], externalRef: string | null): boolean {
    if (this.switches.repeatedReference === 'accepted' || externalRef === null) return false;
    return ones.some((one) => one.externalRef === externalRef);
  }

  /** Available, and held by nobody. */
  freeIn(group: Group): Ticket[] {
    const held = new Set([...this.holds.values()].flatMap((hold) => (this.stands(hold) ? hold.ticketIds : [])));
    return group.tickets.filter(({ id, status }) => status === 'AVAILABLE' && !held.has(id));
  }

  /** From the low seat on, one after another as they stand in the group. */
  #choose(group: Group, quantity: number, lowSeat: number | undefined): Ticket[] | null {
    const free = new Set(this.freeIn(group));
    const first = lowSeat === undefined ? 0 : group.tickets.findIndex(({ seatNumber }) => seatNumber === lowSeat);
    const pool = lowSeat === undefined ? group.tickets.filter((ticket) => free.has(ticket)) : group.tickets;
    const tickets = first < 0 ? [] : pool.slice(first, first + quantity);
    return quantity > 0 && tickets.length === quantity && tickets.every((one) => free.has(one)) ? tickets : null;
  }

  #maySplit(group: Group, quantity: number): boolean {
    const free = this.freeIn(group).length;
    return this.switches.splits === 'not_enforced' || splitAllows(splitOf(group), quantity, free);
  }

  release(id: number): Hold | null {
    const hold = this.holds.get(id);
    if (!hold || !this.stands(hold)) return null;
    hold.removedDate = this.#clock();
    this.#touchGroup(hold.inventoryId);
    return hold;
  }

  /** `force`: takes tickets that are held, whoever holds them. */
  invoice(request: InvoiceRequest, force: boolean): OrBad<Invoice> {
    const ids = request.lines.flatMap(({ itemIds }) => itemIds);
    if (!this.customers.has(request.customerId) || ids.length === 0 || new Set(ids).size < ids.length) return null;
    if (this.#isRepeated([...this.invoices.values()], request.externalRef)) return null;
    const groups = ids.map((id) => this.shelf.ofTicket(id));
    const isHad = ids.every((id, index) => {
      const ticket = groups[index]?.tickets.find((one) => one.id === id);
      return ticket?.status === 'AVAILABLE' && (force || this.freeIn(groups[index] as Group).includes(ticket));
    });
    if (!isHad) return null;
    const lines = request.lines.map((line) => ({ ...line, id: this.shelf.newId(), isDeleted: false }));
    const invoice = { ...request, id: this.shelf.newId(), lines };
    this.invoices.set(invoice.id, invoice);
    for (const line of lines) this.#mark(line.itemIds, 'SOLD', line.id);
    if (this.switches.invoicing === 'closes_the_hold') this.#closeHoldsOn(ids);
    return invoice;
  }

  #mark(ticketIds: readonly number[], status: Ticket['status'], invoiceLineId: number | null): void {
    for (const id of ticketIds) {
      const group = this.shelf.ofTicket(id);
      const ticket = group?.tickets.find((one) => one.id === id);
      if (!group || !ticket) continue;
      Object.assign(ticket, { status, invoiceLineId });
      this.shelf.touch(group);
    }
  }

  #closeHoldsOn(sold: readonly number[]): void {
    for (const hold of this.holds.values()) {
      if (this.stands(hold) && hold.ticketIds.every((id) => sold.includes(id))) hold.removedDate = this.#clock();
    }
  }

  /** The tickets go back to the pool. */
  deleteLine(invoiceId: number, lineId: number): boolean {
    const line = this.invoices.get(invoiceId)?.lines.find(({ id }) => id === lineId);
    if (!line || line.isDeleted) return false;
    line.isDeleted = true;
    this.#mark(line.itemIds, 'AVAILABLE', null);
    return true;
  }

  /** Somebody else takes these seats: another seller, or the broker. */
  takeElsewhere(group: Group, seatNumbers: readonly number[], how: 'held' | 'sold', forMs = 3_600_000): void {
    const ticketIds = group.tickets.filter(({ seatNumber }) => seatNumbers.includes(seatNumber)).map(({ id }) => id);
    if (how === 'sold') {
      this.#mark(ticketIds, 'SOLD', this.shelf.newId());
      return;
    }
    const [createdDate, expiryDate] = [this.#clock(), this.#clock() + forMs];
    const id = this.shelf.newId();
    this.holds.set(id, {
      id,
      inventoryId: group.id,
      ticketIds,
      createdDate,
      expiryDate,
      removedDate: null,
      externalRef: null,
    });
    this.shelf.touch(group);
  }

  #touchGroup(id: number): void {
    const group = this.shelf.byId(id);
    if (group) this.shelf.touch(group);
  }

  /** What stands or stood under each external reference. A hold that its own sale has taken over is no line beside it. */
  lines(): PosLine[] {
    const invoices = [...this.invoices.values()].filter(({ externalRef }) => externalRef !== null);
    const holds = [...this.holds.values()].filter(({ externalRef }) => externalRef !== null);
    const isSoldBy = (hold: Hold, { externalRef, lines }: Invoice): boolean =>
      externalRef === hold.externalRef &&
      isSame(
        hold.ticketIds,
        lines.flatMap(({ itemIds }) => itemIds),
      );
    const isUndone = ({ lines }: Invoice): boolean => lines.every(({ isDeleted }) => isDeleted);
    const sales = invoices.map((invoice): PosLine => {
      const hold = holds.findLast((one) => isSoldBy(one, invoice));
      const ticketIds = invoice.lines.flatMap(({ itemIds }) => itemIds);
      const state = isUndone(invoice) ? (hold && this.stands(hold) ? 'held' : 'released') : 'sold';
      return {
        ...this.#lineOf(invoice.externalRef, ticketIds, hold),
        state,
        invoiceId: String(invoice.id),
        orderId: invoice.paymentRef,
      };
    });
    const held = holds.filter((hold) => !invoices.some((invoice) => isSoldBy(hold, invoice)));
    return [...sales, ...held.map((hold) => this.#lineOf(hold.externalRef, hold.ticketIds, hold))];
  }

  #lineOf(reference: string | null, ticketIds: readonly number[], hold: Hold | undefined): PosLine {
    const group = this.shelf.ofTicket(ticketIds[0] ?? 0);
    const numbers = ticketIds.map(
      (id) => this.shelf.ofTicket(id)?.tickets.find((one) => one.id === id)?.seatNumber ?? 0,
    );
    const isGone = hold !== undefined && hold.removedDate === null ? 'expired' : 'released';
    return {
      reference: reference ?? '',
      remoteId: group?.listing ?? '',
      seats: numbers.map((number) => (group?.seatType === 'GA' ? null : String(number))),
      holdId: hold ? String(hold.id) : null,
      expiresAt: hold?.expiryDate ?? null,
      invoiceId: null,
      orderId: null,
      state: hold && this.stands(hold) ? 'held' : isGone,
    };
  }
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

function splitOf({ splitType, customSplit }: Group): Split {
  if (splitType === 'ANY') return { rule: 'any' };
  if (splitType !== 'CUSTOM') return { rule: 'never_leave_one' };
  return { rule: 'quantities', quantities: (customSplit ?? '').split(',').map(Number) };
}
