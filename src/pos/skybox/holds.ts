// Holds in SkyBox, read as what they mean: which are ours, which still stand, and of which seats.
import type { Instant } from '../../core/order.ts';
import type { PosHeld } from '../../core/outcome.ts';
import { instantOf } from '../times.ts';
import { isSameSet, seatsIn } from './seats.ts';
import type { Listed, Seen, Talk } from './talk.ts';
import { SkyBoxHold } from './wire.ts';

export type Hold = {
  id: number;
  inventoryId: number;
  quantity: number;
  /** Null: SkyBox does not say so in a way that we can read. */
  seats: readonly number[] | null;
  expiresAt: Instant;
  isRemoved: boolean;
  reference: string | null;
};

/** `numbers`: of the seats; any will do where the ledger names none. */
export type Wanted = { quantity: number; numbers: readonly number[] | 'any' };

/** Null: it has times that are none. */
export function holdOf(shown: SkyBoxHold): Hold | null {
  const { id, inventoryId, quantity, seats, expiryDate, removedDate, externalRef } = shown;
  const expiresAt = instantOf(expiryDate);
  const removedAt = removedDate ? instantOf(removedDate) : null;
  if (expiresAt === null || removedDate === '' || (removedDate && removedAt === null)) return null;
  const isRemoved = removedAt !== null;
  return {
    id,
    inventoryId,
    quantity,
    seats: seatsIn(seats, quantity),
    expiresAt,
    isRemoved,
    reference: externalRef ?? null,
  };
}

/** Judged by the hub's clock: a hold that has lapsed need not have been removed. */
export function stands({ clock }: Talk, { isRemoved, expiresAt }: Hold): boolean {
  return !isRemoved && expiresAt > clock();
}

export function standingOf(talk: Talk, holds: readonly Hold[]): Hold[] {
  return holds.filter((hold) => stands(talk, hold));
}

/** Of another number of tickets than were asked for, or of other seats where it says which. */
export function isOfOthers({ quantity, seats }: Hold, wanted: Wanted): boolean {
  if (quantity !== wanted.quantity) return true;
  return wanted.numbers !== 'any' && seats !== null && !isSameSet(seats, wanted.numbers);
}

export function whichOthers({ quantity, seats }: Hold): string {
  return seats === null ? `other tickets, ${quantity} of them,` : `seat ${seats.join(', ')}`;
}

export function heldOf({ id, expiresAt }: Hold): PosHeld {
  return { posHoldId: String(id), expiresAt };
}

/** Every hold that was ever made under this reference, the latest first. */
export async function holdsUnder(talk: Talk, reference: string): Promise<Listed<Hold[]>> {
  const holds = await listHolds(talk, `externalRef=${encodeURIComponent(reference)}`);
  if (holds.kind !== 'seen') return holds;
  const isStrange = holds.shown.some((hold) => hold.reference !== null && hold.reference !== reference);
  return isStrange ? { kind: 'unsure', detail: 'SkyBox lists holds that are not under our reference' } : holds;
}

/** Every hold on a group, whoever has it. */
export function holdsOn(talk: Talk, inventoryId: number): Promise<Listed<Hold[]>> {
  return listHolds(talk, `inventoryId=${inventoryId}`);
}

export async function listHolds(talk: Talk, query: string): Promise<Listed<Hold[]>> {
  const listed = await talk.list(`/holds?${query}`, SkyBoxHold);
  if (listed.kind !== 'seen') return listed;
  const holds = listed.shown.map(holdOf).filter((hold) => hold !== null);
  if (holds.length < listed.shown.length)
    return { kind: 'unsure', detail: 'SkyBox lists a hold with a time that is none' };
  return { kind: 'seen', shown: holds.sort((one, other) => other.id - one.id) };
}

export async function readHold(talk: Talk, id: number): Promise<Seen<Hold>> {
  const read = await talk.look(`/holds/${id}`, SkyBoxHold);
  if (read.kind !== 'seen') return read;
  const hold = read.shown.id === id ? holdOf(read.shown) : null;
  return hold ? { kind: 'seen', shown: hold } : { kind: 'unsure', detail: 'SkyBox shows a hold that cannot be read' };
}

/** Ours by reference, and the one whose id we were given, should it have lost our reference. */
export async function ourHolds(
  talk: Talk,
  { reference, posHoldId }: { reference: string; posHoldId: string | null },
): Promise<Listed<Hold[]>> {
  const under = await holdsUnder(talk, reference);
  const id = Number(posHoldId);
  if (under.kind !== 'seen' || !Number.isSafeInteger(id) || id < 1) return under;
  if (under.shown.some((hold) => hold.id === id)) return under;
  const known = await readHold(talk, id);
  if (known.kind === 'missing') return under;
  if (known.kind !== 'seen') return known;
  const isOurs = known.shown.reference === null || known.shown.reference === reference;
  return { kind: 'seen', shown: isOurs ? [...under.shown, known.shown] : under.shown };
}
