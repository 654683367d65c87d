// The book of a simulated Ticket Evolution Core: ticket groups seat by seat, holds that revert, takes that never do, orders. It
// knows nothing of Holdfast: notes and reference numbers are texts to it. Kept: a seat stands in one hold or order at most.
import type { ShownLine } from '../pos/pos-sandbox.ts';
import type { PosSwitches } from '../pos/switches.ts';

type Slot = { seat: string | null; by: CoreHold | CoreOrder | 'another' | null };

export type CoreGroup = {
  id: string;
  slots: Slot[];
  splits: number[] | null;
  /** Holds on it are of one ticket fewer than was asked for, or of those one further up. */
  holdsOthers: 'too_few' | 'the_next' | null;
};

export type CoreHold = {
  id: number;
  /** The group under which it is shown. */
  groupId: string;
  originId: string;
  slots: Slot[];
  notes: string;
  /** Null: a take. */
  until: number | null;
  /** `left`: sold, and still on the list. */
  state: 'held' | 'left' | 'sold' | 'released' | 'expired';
};

export type CoreOrder = {
  id: number;
  originId: string;
  slots: Slot[];
  reference: string;
  notes: string;
  state: string;
  total: string;
  holdId: number | null;
};

export type BookAnswer<Done> = { done: Done } | { not: 'gone' | 'wrong'; why: string };

type HoldRequest = { groupId: string; quantity: number; lowSeat: number; notes: string; until: number | null };
type OrderRequest = {
  groupId: string;
  quantity: number;
  lowSeat: number;
  price: number;
  holdId: number | null;
  reference: string;
  notes: string;
};

type Habits = Pick<PosSwitches, 'partialHold' | 'invoicing' | 'repeatedReference' | 'splits'> & {
  /** Whether tickets of an order that is taken back are free again. */
  returnsTickets: boolean;
};

export class CoreBook {
  readonly #clock: () => number;
  readonly #habits: Habits;
  readonly #groups = new Map<string, CoreGroup>();
  readonly #holds = new Map<number, CoreHold>();
  readonly #orders = new Map<number, CoreOrder>();
  #lastId = 4_000_000_000;
  /** In which state an order begins. */
  #ordersBegin: 'accepted' | 'open' = 'accepted';

  constructor(clock: () => number, habits: Habits) {
    this.#clock = clock;
    this.#habits = habits;
  }

  add(id: string, seats: readonly (string | null)[], splits: number[] | null): void {
    if (this.#groups.has(id)) throw new Error(`the group ${id} is there already`);
    this.#groups.set(id, { id, slots: seats.map((seat) => ({ seat, by: null })), splits, holdsOthers: null });
  }

  /** Somebody else sells, or holds, these seats. */
  takeAway(id: string, seats: readonly (string | null)[]): void {
    for (const slot of this.#groups.get(id)?.slots ?? []) if (seats.includes(slot.seat)) slot.by = 'another';
  }

  /** From now on it holds others of this group than it is asked for. */
  holdOthers(id: string, which: NonNullable<CoreGroup['holdsOthers']>): void {
    const group = this.#groups.get(id);
    if (group) group.holdsOthers = which;
  }

  /** From now on orders are open until their review ends. */
  reviewOrders(): void {
    this.#ordersBegin = 'open';
  }

  /** The review of every order that is open comes to this end; new ones have none. */
  endReviews(as: 'accepted' | 'canceled_open'): void {
    this.#ordersBegin = 'accepted';
    for (const order of this.#orders.values()) {
      if (order.state !== 'open') continue;
      order.state = as;
      if (as === 'canceled_open') for (const slot of order.slots) if (slot.by === order) slot.by = null;
    }
  }

  group(id: string): CoreGroup | null {
    this.#revert();
    return this.#groups.get(id) ?? null;
  }

  get groups(): CoreGroup[] {
    this.#revert();
    return [...this.#groups.values()];
  }

  /** The holds, or takes, that are shown: of one group, or all. */
  holds(kind: 'hold' | 'take', groupId: string | null): CoreHold[] {
    this.#revert();
    return [...this.#holds.values()].filter(
      (hold) =>
        (hold.until === null) === (kind === 'take') &&
        (hold.state === 'held' || hold.state === 'left') &&
        (groupId === null || hold.groupId === groupId),
    );
  }

  hold({ groupId, quantity, lowSeat, notes, until }: HoldRequest): BookAnswer<CoreHold> {
    const others = this.#groups.get(groupId)?.holdsOthers ?? null;
    const found = this.#free(groupId, quantity, others === 'the_next' ? lowSeat + 1 : lowSeat);
    if ('not' in found) return found;
    const { group, slots: asked } = found.done;
    const slots = others === 'too_few' ? asked.slice(0, -1) : asked;
    const isPart = slots.length < group.slots.filter(({ by }) => by === null).length;
    const isSplit = isPart && this.#habits.partialHold === 'splits_the_group';
    const id = this.#newId();
    const shownAs = isSplit ? String(this.#newId()) : groupId;
    const hold: CoreHold = { id, groupId: shownAs, originId: groupId, slots, notes, until, state: 'held' };
    for (const slot of slots) slot.by = hold;
    this.#holds.set(id, hold);
    return { done: hold };
  }

  prolong(groupId: string, holdId: number, until: number): BookAnswer<CoreHold> {
    const hold = this.#standing(groupId, holdId);
    if (hold === null || hold.until === null) return { not: 'gone', why: 'The hold was not found' };
    hold.until = until;
    return { done: hold };
  }

  /** Each kind has an address of its own, and is not found at the other's. */
  release(kind: 'hold' | 'take', groupId: string, holdId: number): BookAnswer<CoreHold> {
    const hold = this.#standing(groupId, holdId);
    if (hold === null || (hold.until === null) !== (kind === 'take'))
      return { not: 'gone', why: 'The hold was not found' };
    this.#end(hold, hold.state === 'left' ? 'sold' : 'released');
    return { done: hold };
  }

  order(request: OrderRequest): BookAnswer<CoreOrder> {
    const { reference, quantity } = request;
    const isTaken = [...this.#orders.values()].some((order) => order.reference === reference && isStanding(order));
    if (isTaken && this.#habits.repeatedReference === 'refused') {
      return { not: 'wrong', why: 'The reference number is taken' };
    }
    const hold = request.holdId === null ? null : this.#standing(null, request.holdId);
    if (request.holdId !== null && hold?.state !== 'held') return { not: 'wrong', why: 'The hold was not found' };
    const found =
      hold === null ? this.#free(request.groupId, quantity, request.lowSeat) : { done: { slots: hold.slots } };
    if ('not' in found) return found;
    const order: CoreOrder = {
      id: this.#newId(),
      originId: hold?.originId ?? request.groupId,
      slots: found.done.slots,
      reference,
      notes: request.notes,
      state: this.#ordersBegin,
      total: (request.price * quantity).toFixed(2),
      holdId: hold?.id ?? null,
    };
    for (const slot of order.slots) slot.by = order;
    if (hold !== null) hold.state = this.#habits.invoicing === 'leaves_the_hold' ? 'left' : 'sold';
    this.#orders.set(order.id, order);
    return { done: order };
  }

  findOrder(id: number): CoreOrder | null {
    return this.#orders.get(id) ?? null;
  }

  get orders(): CoreOrder[] {
    return [...this.#orders.values()];
  }

  undo(id: number): BookAnswer<CoreOrder> {
    const order = this.#orders.get(id);
    if (!order) return { not: 'gone', why: 'The order was not found' };
    if (!isStanding(order)) return { not: 'wrong', why: `The order is ${order.state}` };
    order.state = 'canceled_post_acceptance';
    const left = order.holdId === null ? null : this.#standing(null, order.holdId);
    if (left !== null) left.state = 'held';
    if (this.#habits.returnsTickets) for (const slot of order.slots) if (slot.by === order) slot.by = left;
    return { done: order };
  }

  /** What stands first. */
  lines(): ShownLine[] {
    this.#revert();
    const orders = this.orders.map(({ reference, originId, slots, holdId, id, state, notes }): ShownLine => {
      const isSold = isStanding({ state });
      const ids = { holdId: holdId === null ? null : String(holdId), invoiceId: String(id), orderId: notes };
      return { reference, ...shownAs(originId, slots), ...ids, expiresAt: null, state: isSold ? 'sold' : 'released' };
    });
    const holds = [...this.#holds.values()].flatMap(({ id, notes, originId, slots, until, state }): ShownLine[] => {
      if (state === 'sold' || state === 'left') return [];
      const ids = { holdId: String(id), invoiceId: null, orderId: null };
      return [{ reference: notes, ...shownAs(originId, slots), ...ids, expiresAt: until, state }];
    });
    const rank = { sold: 0, held: 1, released: 2, expired: 2 };
    return [...orders, ...holds].sort((one, other) => rank[one.state] - rank[other.state]);
  }

  /** The seats from the low one on, by their numbers and not as they are listed; places without numbers are any that are free. */
  #free(groupId: string, quantity: number, lowSeat: number): BookAnswer<{ group: CoreGroup; slots: Slot[] }> {
    const group = this.group(groupId);
    if (group === null) return { not: 'gone', why: 'The ticket group was not found' };
    const isAllowed = group.splits === null || group.splits.includes(quantity);
    if (!isAllowed && this.#habits.splits === 'enforced')
      return { not: 'wrong', why: 'The quantity is not in the splits' };
    const isNumbered = group.slots.some(({ seat }) => seat !== null);
    const inOrder = group.slots.toSorted((one, other) => Number(one.seat) - Number(other.seat));
    const from = inOrder.findIndex(({ seat }) => seat === String(lowSeat));
    const slots = isNumbered
      ? inOrder.slice(Math.max(from, 0), Math.max(from, 0) + quantity)
      : group.slots.filter(({ by }) => by === null).slice(0, quantity);
    const isThere = (!isNumbered || from >= 0) && slots.length === quantity && slots.every(({ by }) => by === null);
    return isThere ? { done: { group, slots } } : { not: 'wrong', why: 'The tickets are not available' };
  }

  #standing(groupId: string | null, holdId: number): CoreHold | null {
    this.#revert();
    const hold = this.#holds.get(holdId);
    const isThis = hold !== undefined && (groupId === null || hold.groupId === groupId);
    return isThis && (hold.state === 'held' || hold.state === 'left') ? hold : null;
  }

  /** Tickets revert when the time of their hold has come. */
  #revert(): void {
    const now = this.#clock();
    for (const hold of this.#holds.values()) {
      const isOver = hold.until !== null && hold.until <= now;
      if (isOver && hold.state === 'held') this.#end(hold, 'expired');
      else if (isOver && hold.state === 'left') hold.state = 'sold';
    }
  }

  #end(hold: CoreHold, state: CoreHold['state']): void {
    hold.state = state;
    for (const slot of hold.slots) if (slot.by === hold) slot.by = null;
  }

  #newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

function isStanding({ state }: Pick<CoreOrder, 'state'>): boolean {
  return state === 'accepted' || state === 'open';
}

function shownAs(originId: string, slots: readonly Slot[]) {
  return { remoteId: originId, seats: slots.map(({ seat }) => seat) };
}
