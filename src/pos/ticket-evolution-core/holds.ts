// Holds and takes: placed with our reference in the notes, found again by it in the lists, and let go of with proof.
// Kept: that a hold is gone counts only when no list shows it, for the address of the release is not proven; and a hold of
// another size or other seats than were asked for, where it shows them, is not ours to sell.
// Source: github.com/ticketevolution/ticketevolution-ruby lib/ticket_evolution/{ticket_groups,filtered_tickets}.rb (2016) and
// ticketevolution-php (2022) (VENDOR); the fields of the lists are INFERRED.
import Type, { type Static } from 'typebox';
import type { Instant } from '../../core/order.ts';
import type { Outcome, PosHeld, PosReleased } from '../../core/outcome.ts';
import { Maybe } from '../../shape.ts';
import { decimalOf } from '../decimal-money.ts';
import { pathFrom } from '../path-template.ts';
import type { PosTickets, RemotePos } from '../pos.ts';
import { instantOf } from '../times.ts';
import { Id, priceOf, readGroup, whyNot } from './groups.ts';
import { type Page, readPage } from './pages.ts';
import { isOfOtherSeats, lowSeatFor } from './seats.ts';
import { notAsked, notSeen, refusedAs, type Said, type Talk } from './talk.ts';

type HoldRequest = Parameters<RemotePos['hold']>[0];

/** The group that is really held may be another than was asked for: both ids are kept, as one. */
export type HoldId = { groupId: string; holdId: string };

export function readHoldId(posHoldId: string, remoteId: string): HoldId {
  const [holdId = '', groupId = remoteId] = posHoldId.split('@');
  return { groupId, holdId };
}

function posHoldIdOf({ holdId, groupId }: HoldId): string {
  return `${holdId}@${groupId}`;
}

const Standing = Type.Object({
  id: Id,
  notes: Maybe(Type.String()),
  ticket_group_id: Maybe(Id),
  quantity: Maybe(Type.Integer()),
  seats: Type.Optional(Type.Unknown()),
  low_seat: Type.Optional(Type.Unknown()),
  hold_until: Maybe(Type.String()),
});
export type Standing = Static<typeof Standing>;
const Listed = Type.Union([
  Type.Object({ ticket_holds: Type.Array(Standing) }),
  Type.Object({ filtered_tickets: Type.Array(Standing) }),
]);
const Answered = Type.Object({});

const mostPages = 20;
const mostOfOneReference = 5;

export async function hold(talk: Talk, request: HoldRequest): Promise<Outcome<PosHeld>> {
  const low_seat = await lowSeatFor(talk, request, { isHeld: false });
  if (typeof low_seat !== 'number') return low_seat;
  const price = await priceFor(talk, request);
  if (typeof price !== 'number') return price;
  const { ways } = talk;
  const body = {
    quantity: request.quantity,
    price,
    low_seat,
    held_for_type: ways.held_for_type,
    held_for_id: ways.held_for_id,
    ...(ways.hold_by === 'hold' ? { hold_until: new Date(request.expiresAt).toISOString() } : {}),
    notes: request.reference,
  };
  const path = pathFrom(`/v9/ticket_groups/{group_id}/${ways.hold_by}`, { group_id: request.remoteId });
  const said = await talk.tell(path, body, Answered);
  if (said.kind === 'not_sent' || said.kind === 'unsure') return said;
  const told = said.kind === 'said' ? toldIn(said.shown, ways.hold_id_field) : null;
  if (told !== null) return asAsked(talk, request, told);
  // It says no, or does not say what it made: what stands under our reference is looked up.
  const ours = await findHold(talk, request);
  if (ours.kind !== 'said') return notSeen(ours);
  if (ours.shown !== null) return asAsked(talk, request, ours.shown);
  if (said.kind === 'no') return whyNot(talk, request, said);
  return notSeen({ detail: 'Ticket Evolution Core took it, and shows no hold of ours' });
}

/** Held for sale; or, of others than were asked for, let go of again, for it is no use to anyone. */
async function asAsked(talk: Talk, request: HoldRequest, standing: Standing): Promise<Outcome<PosHeld>> {
  if (!isOfOthers(standing, request)) return heldOf(talk, request, standing);
  const released = await letGo(talk, holdIdOf(standing, request.remoteId), request.reference);
  const detail = whichOthers(standing, request);
  if (released.kind !== 'done') return notSeen({ detail: `${detail}, and may hold it still: ${released.detail}` });
  return { kind: 'refused', why: 'not_available', detail: `${detail}, and has let go of it again` };
}

/** Of another number of tickets than were asked for, or of other seats. What is not shown is neither. */
export function isOfOthers(standing: Standing, wanted: PosTickets): boolean {
  return isOfOtherSize(standing, wanted) || isOfOtherSeats(standing, wanted);
}

function isOfOtherSize({ quantity }: Standing, wanted: PosTickets): boolean {
  return typeof quantity === 'number' && quantity !== wanted.quantity;
}

export function whichOthers(standing: Standing, wanted: PosTickets): string {
  const { quantity, seats } = wanted;
  return isOfOtherSize(standing, wanted)
    ? `Ticket Evolution Core holds ${standing.quantity} of the ${quantity} tickets that were asked for`
    : `Ticket Evolution Core holds other seats than ${seats.join(', ')}, which were asked for`;
}

/** Tickets are held, and sold without a hold, at a price. Where the marketplace named none, it is the group's. */
export async function priceFor(
  talk: Talk,
  { remoteId, unitPrice }: Pick<HoldRequest, 'remoteId' | 'unitPrice'>,
): Promise<number | Outcome<never>> {
  if (unitPrice !== null) return decimalOf(unitPrice);
  const group = await readGroup(talk, remoteId);
  if (group.kind === 'no') return refusedAs(group);
  if (group.kind !== 'said') return notAsked(group);
  if (group.shown === null) return { kind: 'refused', why: 'listing_unknown', detail: 'there is no such ticket group' };
  return priceOf(group.shown, talk.ways) ?? notAsked({ kind: 'unsure', detail: 'the group shows no price' });
}

/** What the answer itself tells of the hold. Null: not its id. */
function toldIn(shown: object, field: string): Standing | null {
  const id = idIn(shown, field);
  const ticket_group_id = idIn(shown, 'ticket_group_id');
  const { hold_until, quantity, seats, low_seat } = shown as { [name: string]: unknown };
  if (id === null) return null;
  return {
    id,
    seats,
    low_seat,
    ...(typeof quantity === 'number' ? { quantity } : {}),
    ...(ticket_group_id === null ? {} : { ticket_group_id }),
    ...(typeof hold_until === 'string' ? { hold_until } : {}),
  };
}

/** By a path of names: `ticket_hold.id`. */
function idIn(shown: object, field: string): string | null {
  let value: unknown = shown;
  for (const name of field.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name];
  const isId = (typeof value === 'string' && value !== '') || Number.isSafeInteger(value);
  return isId && String(value).length <= 64 ? String(value) : null;
}

export function holdIdOf({ id, ticket_group_id }: Standing, remoteId: string): HoldId {
  return { holdId: String(id), groupId: String(ticket_group_id ?? remoteId) };
}

export function heldOf(
  talk: Talk,
  { remoteId, expiresAt }: { remoteId: string; expiresAt: Instant | null },
  one: Standing,
) {
  const posHoldId = posHoldIdOf(holdIdOf(one, remoteId));
  return { kind: 'done', answer: { posHoldId, expiresAt: endOf(talk, expiresAt, one.hold_until) } } as const;
}

/** A take never ends by itself. */
function endOf({ ways }: Talk, asked: Instant | null, shown: string | null | undefined): Instant | null {
  if (ways.hold_by === 'take') return null;
  return instantOf(shown ?? '') ?? asked;
}

/** What stands under our reference: in the group's own list, or in that of all that is held, where a split would put it. */
export async function findHold(
  talk: Talk,
  { remoteId, reference }: Pick<PosTickets, 'remoteId' | 'reference'>,
): Promise<Said<Standing | null>> {
  const isOurs = ({ notes }: Standing): boolean | null => (notes === undefined ? null : notes === reference);
  return search(talk, remoteId, talk.ways.notes_are_listed ? isOurs : () => false);
}

/** The hold of this id, where it still stands. */
export function findHoldById(talk: Talk, { groupId, holdId }: HoldId): Promise<Said<Standing | null>> {
  return search(talk, groupId, ({ id }) => String(id) === holdId);
}

/** That hold, where it still stands, or another of ours. */
export function findLeft(talk: Talk, { groupId, holdId }: HoldId, reference: string): Promise<Said<Standing | null>> {
  const { notes_are_listed } = talk.ways;
  return search(talk, groupId, ({ id, notes }) => String(id) === holdId || (notes_are_listed && notes === reference));
}

/** Null: it cannot be told. */
type Test = (one: Standing) => boolean | null;

async function search(talk: Talk, groupId: string, isIt: Test): Promise<Said<Standing | null>> {
  if (talk.ways.hold_by === 'hold') {
    const near = await through(
      talk,
      pathFrom('/v9/ticket_groups/{group_id}/ticket_holds', { group_id: groupId }),
      isIt,
    );
    const isThere = near.kind === 'said' && near.shown !== null;
    if (isThere || (near.kind !== 'said' && near.kind !== 'no')) return near;
  }
  return through(talk, talk.ways.hold_by === 'hold' ? '/v9/filtered_tickets/held' : '/v9/filtered_tickets/taken', isIt);
}

async function through(talk: Talk, path: string, isIt: Test): Promise<Said<Standing | null>> {
  for (let page = 1; page <= mostPages; page++) {
    const listed = await holdsPage(talk, path, page);
    if (listed.kind !== 'said') return listed;
    const { entries, isLast } = listed.shown;
    const found = entries.find((one) => isIt(one) === true);
    const isDoubtful = found === undefined && entries.some((one) => isIt(one) === null);
    if (isDoubtful) return { kind: 'unsure', detail: 'holds are shown without the notes by which ours are known' };
    if (found || isLast) return { kind: 'said', shown: found ?? null };
  }
  return { kind: 'unsure', detail: 'there is more held than can be looked through' };
}

export function holdsPage(talk: Talk, path: string, page: number): Promise<Said<Page<Standing>>> {
  const entriesIn = (shown: Static<typeof Listed>) =>
    'ticket_holds' in shown ? shown.ticket_holds : shown.filtered_tickets;
  return readPage(talk, { path, schema: Listed, entriesIn }, page);
}

/**
 * Lets go, and looks whether it is so. Where a request came there twice, another stands under our reference: that is let go
 * of as well.
 */
export async function letGo(talk: Talk, held: HoldId, reference: string): Promise<Outcome<PosReleased>> {
  const first = await letGoOfOne(talk, held, reference);
  let last = first;
  for (let more = 0; last.kind === 'left' && more < mostOfOneReference; more++) {
    last = await letGoOfOne(talk, last.other, reference);
    if (last.kind === 'not_sent' || last.kind === 'refused') return notSeen(last);
  }
  if (last.kind === 'left') return notSeen({ detail: 'more holds stand under our reference than can be let go of' });
  return last.kind === 'done' && first.kind === 'left' ? { kind: 'done', answer: { found: true } } : last;
}

type LetGo = Outcome<PosReleased> | { kind: 'left'; other: HoldId };

async function letGoOfOne(talk: Talk, held: HoldId, reference: string): Promise<LetGo> {
  const { hold_by, release_path, release_take_path } = talk.ways;
  const { groupId, holdId } = held;
  const path = pathFrom(hold_by === 'hold' ? release_path : release_take_path, { group_id: groupId, hold_id: holdId });
  const said = await talk.tell(path, undefined, Type.Unknown());
  if (said.kind === 'not_sent' || said.kind === 'unsure') return said;
  const left = await findLeft(talk, held, reference);
  if (left.kind !== 'said') return notSeen(left);
  if (left.shown === null) return { kind: 'done', answer: { found: said.kind === 'said' } };
  if (String(left.shown.id) !== holdId) return { kind: 'left', other: holdIdOf(left.shown, groupId) };
  return said.kind === 'no'
    ? refusedAs(said)
    : notSeen({ detail: 'Ticket Evolution Core took it, and still shows the hold' });
}
