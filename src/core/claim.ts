// Which seats a buyer gets, and whether the split rule lets the quantity go. Pure; the caller writes the claim.
import type { Refusal } from './order.ts';

/** How a listing may be divided. `quantities` lists the only allowed ones. */
export type Split =
  | { rule: 'any' }
  | { rule: 'pairs' }
  | { rule: 'whole' }
  | { rule: 'never_leave_one' }
  | { rule: 'quantities'; quantities: readonly number[] };

/** A listing's tickets as slots: one owner each, or none. Slot i is the same ticket in both arrays. */
export type Slots = {
  /** Seat labels in their order in the row; null labels are general-admission places. */
  seats: readonly (string | null)[];
  owners: readonly (string | null)[];
};

/**
 * The owner of a ticket that the POS has sold, or holds, for somebody else: neither free nor any order's. It is the largest
 * UUID there is, which no order can have.
 */
export const elsewhere = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Whether an order of ours owns it. */
export function isOrders(owner: string | null | undefined): owner is string {
  return owner !== null && owner !== undefined && owner !== elsewhere;
}

export type Picked = { slots: number[] } | { refusal: Extract<Refusal, 'not_available' | 'split_not_allowed'> };

/** Picks `quantity` free slots for one buyer, side by side where seats are numbered. */
export function pickSlots(tickets: Slots, split: Split, quantity: number): Picked {
  const free = tickets.owners.reduce((count, owner) => (owner === null ? count + 1 : count), 0);
  if (quantity > free) return { refusal: 'not_available' };
  if (!splitAllows(split, quantity, free)) return { refusal: 'split_not_allowed' };
  const slots = isGeneralAdmission(tickets) ? firstFree(tickets, quantity) : bestRun(tickets, quantity);
  return slots ? { slots } : { refusal: 'not_available' };
}

/** Whether `quantity` of the `free` tickets that remain may be sold to one buyer. */
export function splitAllows(split: Split, quantity: number, free: number): boolean {
  switch (split.rule) {
    case 'any':
      return true;
    case 'pairs':
      return quantity % 2 === 0;
    case 'whole':
      return quantity === free;
    case 'never_leave_one':
      return free - quantity !== 1;
    case 'quantities':
      return split.quantities.includes(quantity);
  }
}

/**
 * The slots that carry these seat labels, if every one of them is free; for general admission any free places will do. Whoever had
 * places has none where the seats are numbered by now: nobody can say which they are.
 */
export function reclaimSlots(tickets: Slots, seats: readonly (string | null)[]): number[] | null {
  const labels = seats.filter((seat) => seat !== null);
  if (labels.length < seats.length) return isGeneralAdmission(tickets) ? firstFree(tickets, seats.length) : null;
  const named = namedSlots(tickets, labels);
  return 'slots' in named ? named.slots : null;
}

/** Seats by label, none of which is in the listing any more, be it free or not: they may stand in another. */
export function haveLeft(tickets: Slots, seats: readonly (string | null)[]): seats is readonly string[] {
  return seats.length > 0 && seats.every((seat) => seat !== null && !tickets.seats.includes(seat));
}

/** Why seats that were named cannot be had: labels that the listing does not have (often enough), or that others own. */
export type Named = { slots: number[] } | { unknown: string[]; taken: string[] };

/** The very seats that are named, in their order, or none at all. A label that is named twice needs two tickets of that label. */
export function namedSlots(tickets: Slots, labels: readonly string[]): Named {
  const slots: number[] = [];
  const unknown: string[] = [];
  const taken: string[] = [];
  for (const label of labels) {
    const ofLabel = [...tickets.seats.keys()].filter((slot) => tickets.seats[slot] === label && !slots.includes(slot));
    const free = ofLabel.find((slot) => tickets.owners[slot] === null);
    if (free !== undefined) slots.push(free);
    else (ofLabel.length === 0 ? unknown : taken).push(label);
  }
  return slots.length === labels.length ? { slots } : { unknown, taken };
}

function isGeneralAdmission(tickets: Slots): boolean {
  return tickets.seats.length > 0 && tickets.seats[0] === null;
}

function firstFree(tickets: Slots, quantity: number): number[] | null {
  const slots: number[] = [];
  for (let slot = 0; slot < tickets.owners.length && slots.length < quantity; slot++) {
    if (tickets.owners[slot] === null) slots.push(slot);
  }
  return slots.length === quantity ? slots : null;
}

/**
 * Seats side by side: neighbours by their numbers too, where there are such; else by the listing's order alone, for the broker
 * knows the row.
 */
function bestRun({ seats, owners }: Slots, quantity: number): number[] | null {
  const start = bestStart(freeRuns(owners, gapsIn(seats)), quantity) ?? bestStart(freeRuns(owners), quantity);
  return start === null ? null : Array.from({ length: quantity }, (_, offset) => start + offset);
}

type Run = { start: number; length: number };

/**
 * In the shortest run that is long enough, so that long runs stay whole; a run that would keep a single orphan seat is taken
 * only when there is no other.
 */
function bestStart(runs: readonly Run[], quantity: number): number | null {
  let best: (Candidate & Run) | null = null;
  for (const run of runs) {
    if (run.length < quantity) continue;
    const candidate = { ...run, leavesOrphan: run.length - quantity === 1 };
    if (best === null || isBetter(candidate, best)) best = candidate;
  }
  return best?.start ?? null;
}

type Candidate = { leavesOrphan: boolean; length: number };

function isBetter(candidate: Candidate, best: Candidate): boolean {
  if (candidate.leavesOrphan !== best.leavesOrphan) return !candidate.leavesOrphan;
  return candidate.length < best.length;
}

/** Free slots that follow each other. `isGap`: whether the seat at a slot is apart from the one before it. */
function freeRuns(owners: Slots['owners'], isGap: (slot: number) => boolean = () => false): Run[] {
  const runs: Run[] = [];
  let start = -1;
  for (let slot = 0; slot <= owners.length; slot++) {
    const isFree = slot < owners.length && owners[slot] === null;
    if (start >= 0 && (!isFree || isGap(slot))) {
      runs.push({ start, length: slot - start });
      start = -1;
    }
    if (isFree && start < 0) start = slot;
  }
  return runs;
}

/** In a listing of odd numbers alone, or of even ones, neighbours are two apart. Labels that are no numbers tell of no gap. */
function gapsIn(seats: Slots['seats']): (slot: number) => boolean {
  const numbers = seats.map((seat) => (seat !== null && /^\d{1,9}$/.test(seat) ? Number(seat) : null));
  const known = numbers.filter((number) => number !== null);
  const step = known.every((number) => number % 2 === (known[0] ?? 0) % 2) ? 2 : 1;
  return (slot) => {
    const [before = null, at = null] = [numbers[slot - 1], numbers[slot]];
    return before !== null && at !== null && Math.abs(at - before) !== step;
  };
}

export function isSameTickets(some: Slots, others: Slots): boolean {
  return (
    some.seats.length === others.seats.length &&
    some.seats.every((seat, slot) => seat === others.seats[slot]) &&
    some.owners.every((owner, slot) => owner === others.owners[slot])
  );
}
