// Setting tickets aside in SkyBox. It says no with a bare 400, whatever the reason: after one the group is read again, and
// what has become of it says why.

import type { PosHeld, PosRefusal } from '../../core/outcome.ts';
import type { Conversation } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import type { RemotePos } from '../pos.ts';
import { timeOf } from '../times.ts';
import { whyNot } from './classify.ts';
import { findGroup, idOf, isFree, ticketsWith } from './groups.ts';
import { type Hold, heldOf, holdOf, holdsUnder, isOfOthers, standingOf, type Wanted, whichOthers } from './holds.ts';
import { letGo } from './release.ts';
import { numbersOf } from './seats.ts';
import { notSeen, type Said, type Talk } from './talk.ts';
import { type SkyBoxGroup, SkyBoxHold } from './wire.ts';

type Request = Parameters<RemotePos['hold']>[0];
type Told = Conversation<PosHeld, PosRefusal>;
type Numbers = Wanted['numbers'];

export async function hold(talk: Talk, request: Request): Promise<Told> {
  const numbers = numbersOf(request.seats);
  const id = idOf(request.remoteId);
  if (id === null)
    return talk.end({ kind: 'refused', why: 'listing_unknown', detail: 'no id of SkyBox looks like this' });
  if (numbers === null)
    return talk.end({ kind: 'refused', why: 'bad_request', detail: 'no seat of SkyBox has such a label' });
  const named = talk.settings.remote_id === 'inventory_id' ? { inventoryId: id } : { exchangePosId: id };
  const said = await talk.say('POST', '/holds', bodyOf(request, numbers, named));
  return isNo(said) ? afterNo(talk, request, numbers) : readAnswer(talk, request, numbers, said);
}

function bodyOf(
  request: Request,
  numbers: Numbers,
  group: { inventoryId: number } | { exchangePosId: number },
): object {
  const { quantity, reference, marketplace, expiresAt } = request;
  return {
    ...group,
    quantity,
    ...(numbers === 'any' ? {} : { lowSeat: Math.min(...numbers) }),
    expiryDate: timeOf(expiresAt),
    externalRef: reference,
    notes: `Held for ${marketplace} by Holdfast`,
  };
}

function isNo(said: Said): boolean {
  return said.kind === 'said' && said.status === 400;
}

async function readAnswer(talk: Talk, request: Request, numbers: Numbers, said: Said): Promise<Told> {
  if (said.kind !== 'said') return talk.end(said);
  const held = said.status === 200 && hasShape(SkyBoxHold, said.body) ? holdOf(said.body) : null;
  if (held === null || !isNamedAs(held, request.reference)) {
    return talk.end({ kind: 'unsure', detail: `SkyBox answered the hold with ${said.status}, and not with our hold` });
  }
  if (isOfOthers(held, { ...request, numbers })) return giveBack(talk, held);
  return talk.end({ kind: 'done', answer: heldOf(held) });
}

function isNamedAs({ reference }: Hold, ours: string): boolean {
  return reference === null || reference === ours;
}

/** SkyBox held others than the ledger has claimed, or fewer: they are no use to anyone. */
async function giveBack(talk: Talk, held: Hold): Promise<Told> {
  const released = await letGo(talk, held);
  if (released.kind !== 'done') return talk.end(notSeen(released));
  const detail = `SkyBox held ${whichOthers(held)} instead, and has let go of them again`;
  return talk.end({ kind: 'refused', why: 'not_available', detail });
}

/**
 * Why it said no. It may have: because our own hold stands already, when the request came twice; because the id is one that
 * the group had once, when it is asked again by the group's own id; or because of what the group is like now.
 */
async function afterNo(talk: Talk, request: Request, numbers: Numbers): Promise<Told> {
  const ours = await holdsUnder(talk, request.reference);
  if (ours.kind !== 'seen') return talk.end(notSeen(ours));
  const standing = standingOf(talk, ours.shown).find((one) => !isOfOthers(one, { ...request, numbers }));
  if (standing) return talk.end({ kind: 'done', answer: heldOf(standing) });
  const group = await findGroup(talk, request.remoteId);
  if (group.kind === 'missing') {
    return talk.end({ kind: 'refused', why: 'listing_unknown', detail: `SkyBox has no listing ${request.remoteId}` });
  }
  if (group.kind !== 'seen') return talk.end(notSeen(group));
  if (wentByAFormerId(talk, request, group.shown) && hasThem(group.shown, request, numbers)) {
    const said = await talk.say('POST', '/holds', bodyOf(request, numbers, { inventoryId: group.shown.id }));
    if (!isNo(said)) return readAnswer(talk, request, numbers, said);
  }
  return whyNot(talk, group.shown, { ...request, numbers });
}

function wentByAFormerId(talk: Talk, { remoteId }: Request, { exchangePosId }: SkyBoxGroup): boolean {
  return talk.settings.remote_id === 'exchange_pos_id' && exchangePosId !== idOf(remoteId);
}

function hasThem(group: SkyBoxGroup, { quantity }: Request, numbers: Numbers): boolean {
  if (numbers === 'any') return group.quantity >= quantity;
  return ticketsWith(group, numbers)?.every(isFree) ?? false;
}
