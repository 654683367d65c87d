// Ticket groups: what there is, seat by seat where it is shown, and why a hold may have been refused.
// Source: GET /v9/ticket_groups in the vendor's clients, and their test answer (VENDOR); states of single tickets are INFERRED.
import Type, { type Static } from 'typebox';
import type { Outcome, PosRefusal } from '../../core/outcome.ts';
import { hasShape, Maybe } from '../../shape.ts';
import { moneyFrom } from '../decimal-money.ts';
import { pathFrom } from '../path-template.ts';
import type { PosTickets } from '../pos.ts';
import type { StockGroup, StockTicket } from '../stock.ts';
import { instantOf } from '../times.ts';
import { unreadable } from '../unreadable-groups.ts';
import type { CoreWays } from './settings.ts';
import type { Said, Talk } from './talk.ts';

export const Id = Type.Union([Type.Integer({ minimum: 1 }), Type.String({ minLength: 1, maxLength: 128 })]);
const Text = Type.String({ maxLength: 500 });
const Label = Type.Union([Type.Integer(), Type.String({ maxLength: 64 }), Type.Null()]);

const Ticket = Type.Object({ seat: Label, state: Type.Optional(Text) });

const Group = Type.Object({
  id: Id,
  event: Maybe(Type.Object({ name: Maybe(Text), occurs_at: Maybe(Text), venue: Maybe(Type.Object({ name: Text })) })),
  section: Maybe(Type.Union([Text, Type.Integer()])),
  row: Maybe(Type.Union([Text, Type.Integer()])),
  splits: Maybe(Type.Array(Type.Integer({ minimum: 1 }))),
  available_quantity: Maybe(Type.Integer({ minimum: 0, maximum: 10_000 })),
  /** The seats that are available. */
  seats: Maybe(Type.Array(Label, { maxItems: 10_000 })),
  tickets: Maybe(Type.Array(Ticket, { maxItems: 10_000 })),
});
type Group = Static<typeof Group>;

const free = new Set(['available', 'free', 'unsold']);

/** Null: there is no such group, as it says in words of its own; for a wrong address is not found either. */
export async function readGroup(talk: Talk, groupId: string): Promise<Said<Group | null>> {
  const path = pathFrom('/v9/ticket_groups/{group_id}', { group_id: groupId });
  const said = await talk.look(path, { ticket_list: 'true' }, Group);
  if (said.kind === 'said' && String(said.shown.id) !== groupId) {
    return { kind: 'unsure', detail: 'Ticket Evolution Core showed another group' };
  }
  const isNone = said.kind === 'no' && said.status === 404 && said.isInWords;
  return isNone ? { kind: 'said', shown: null } : said;
}

/** Every ticket that is shown, with whether it can be had. */
function ticketsOf({ tickets, seats, available_quantity }: Group): StockTicket[] {
  if (tickets) {
    return tickets.map(({ seat, state }) => ({ seat: labelOf(seat), standing: standingOf(state), reference: null }));
  }
  const shown = seats ?? Array.from({ length: available_quantity ?? 0 }, () => null);
  return shown.map((seat) => ({ seat: labelOf(seat), standing: 'free', reference: null }));
}

/** The labels of all its seats that are shown, whether they can be had or not. */
export function labelsIn(group: Group): string[] {
  return ticketsOf(group).flatMap(({ seat }) => seat ?? []);
}

function labelOf(seat: Static<typeof Label>): string | null {
  return seat === null || seat === '' ? null : String(seat);
}

/** A state that we do not know is not free. */
function standingOf(state: string | undefined): StockTicket['standing'] {
  if (state === undefined || free.has(state)) return 'free';
  return state === 'held' || state === 'taken' ? 'held' : 'sold';
}

/** Whether these tickets could be had now. */
export function hasFree(group: Group, { seats, quantity }: Pick<PosTickets, 'seats' | 'quantity'>): boolean {
  const shown = ticketsOf(group).filter(({ standing }) => standing === 'free');
  const labels = new Set(shown.map(({ seat }) => seat));
  return shown.length >= quantity && (labels.has(null) || seats.every((seat) => seat === null || labels.has(seat)));
}

/** A no, in the words of the port: the group is read again. */
export async function whyNot(
  talk: Talk,
  wanted: PosTickets,
  no: { status: number; detail: string },
): Promise<Outcome<never>> {
  const because = (why: PosRefusal): Outcome<never> => ({ kind: 'refused', why, detail: no.detail });
  if (no.status === 403) return because('not_allowed');
  const group = await readGroup(talk, wanted.remoteId);
  if (group.kind !== 'said') return because('not_available');
  if (group.shown === null) return because('listing_unknown');
  if (!hasFree(group.shown, wanted)) return because('not_available');
  const fits = group.shown.splits?.includes(wanted.quantity) ?? true;
  return because(fits ? 'bad_request' : 'split_not_allowed');
}

/** What one ticket costs. Null: it is not shown. */
export function priceOf(group: Group, { price_field, currency }: CoreWays): number | null {
  const shown = (group as Record<string, unknown>)[price_field];
  return moneyFrom(shown, currency) === null ? null : Number(shown);
}

const Named = Type.Object({ id: Id });

/** Null: not even its id can be read. A price or a time that is not shown is none, and keeps the group off the shelf by itself. */
export function stockGroupOf(shown: unknown, ways: CoreWays): StockGroup | null {
  if (!hasShape(Group, shown)) return hasShape(Named, shown) ? unreadable(idsOf(shown)) : null;
  const price = moneyFrom((shown as Record<string, unknown>)[ways.price_field], ways.currency);
  return {
    ...idsOf(shown),
    event: shown.event?.name ?? '',
    venue: shown.event?.venue?.name ?? '',
    eventAt: instantOf(shown.event?.occurs_at ?? '') ?? Number.NaN,
    section: shown.section == null ? null : String(shown.section),
    row: shown.row == null ? null : String(shown.row),
    price: price ?? { amount: Number.NaN, currency: ways.currency },
    split: shown.splits ? { rule: 'quantities', quantities: shown.splits } : { rule: 'whole' },
    tickets: ticketsOf(shown),
  };
}

function idsOf({ id }: Static<typeof Named>): Pick<StockGroup, 'groupId' | 'remoteId'> {
  return { groupId: String(id), remoteId: String(id) };
}
