// How the simulated Ticket Evolution Core understands what it is asked, and how it says what its book says. Every request must
// be signed over its very bytes, with the bare `?` where there is no query.
import { createHmac, timingSafeEqual } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { Said } from '../faulty-answer.ts';
import type { HeardRequest, UnderstoodRequest } from '../pos/pos-server.ts';
import type { PosSwitches } from '../pos/switches.ts';
import type { BookAnswer, CoreBook, CoreGroup, CoreHold, CoreOrder } from './core-book.ts';

const Taking = Type.Object({
  quantity: Type.Integer({ minimum: 1 }),
  price: Type.Number({ minimum: 0 }),
  low_seat: Type.Integer({ minimum: 0 }),
  held_for_type: Type.Union([Type.Literal('Office'), Type.Literal('Client')]),
  held_for_id: Type.Integer({ minimum: 1 }),
  notes: Type.Optional(Type.String()),
});
const Holding = Type.Intersect([Taking, Type.Object({ hold_until: Type.String({ minLength: 1 }) })]);
const Prolonging = Type.Object({ hold_until: Type.String({ minLength: 1 }) });
const Ordering = Type.Object({
  orders: Type.Array(
    Type.Object({
      seller_id: Type.Integer(),
      client_id: Type.Integer(),
      seller_reference_number: Type.String(),
      internal_notes: Type.String(),
      shipped_items: Type.Array(
        Type.Object({
          items: Type.Array(
            Type.Object({
              ticket_group_id: Type.Integer(),
              quantity: Type.Integer({ minimum: 1 }),
              low_seat: Type.Integer({ minimum: 0 }),
              price: Type.Optional(Type.Number()),
              ticket_hold_id: Type.Optional(Type.Integer()),
            }),
            { minItems: 1, maxItems: 1 },
          ),
        }),
        { minItems: 1, maxItems: 1 },
      ),
    }),
    { minItems: 1, maxItems: 1 },
  ),
});

export type SeatsShownAs = 'seats' | 'low_seat' | null;

type Manners = {
  token: string;
  secret: string;
  switches: PosSwitches;
  showsSeatsAs: SeatsShownAs;
  /** Has it done after a while. */
  queue: (work: () => void) => void;
};

export class CoreDesk {
  readonly #book: CoreBook;
  readonly #manners: Manners;
  readonly lockedOut: Said = { status: 401, body: { error: 'Not authorized' } };

  constructor(book: CoreBook, manners: Manners) {
    this.#book = book;
    this.#manners = manners;
  }

  understand = (heard: HeardRequest): UnderstoodRequest | Said => {
    if (!this.#isSigned(heard)) return this.lockedOut;
    const [version, collection, ...names] = heard.segments ?? [];
    if (version !== 'v9') return noSuchAddress;
    if (collection === 'ticket_groups') return this.#groups(names, heard);
    if (collection === 'filtered_tickets' && heard.method === 'GET') return this.#filtered(names, heard);
    return collection === 'orders' ? this.#orders(names, heard) : noSuchAddress;
  };

  #isSigned({ method, url, headers, bytes }: HeardRequest): boolean {
    const { token, secret } = this.#manners;
    const [path = '', query = ''] = url.split('?', 2);
    const data = bytes.length > 0 ? bytes.toString('utf8') : query;
    const text = `${method} ${headers.host}${path}?${data}`;
    const right = createHmac('sha256', secret).update(text).digest('base64');
    return isSame(headers['x-token'], token) && isSame(headers['x-signature'], right);
  }

  #groups(names: string[], { method, json, query }: HeardRequest): UnderstoodRequest | Said {
    const [id, act, holdId] = names;
    const route = [method, id === undefined ? '' : 'group', act ?? '', holdId === undefined ? '' : 'id']
      .join(' ')
      .trim();
    const release = `POST group ${this.#manners.switches.coreReleasePath} id`;
    const about = id ?? '';
    if (route === release)
      return { kind: 'release', about, act: () => this.#tellHold(this.#book.release('hold', about, Number(holdId))) };
    switch (route) {
      case 'GET':
        return { kind: 'groups', about: query.get('page') ?? '1', act: () => this.#page(query) };
      case 'GET group':
        return { kind: 'read', about, act: () => this.#tell(this.#found(about), (group) => shownGroup(group)) };
      case 'GET group ticket_holds':
        return { kind: 'read', about, act: () => this.#listed('ticket_holds', this.#book.holds('hold', about), query) };
      case 'POST group hold':
        if (!Check(Holding, json)) return this.#no(400, 'All six fields of a hold are required');
        return { kind: 'hold', about, act: () => this.#hold(about, json, Date.parse(json.hold_until)) };
      case 'POST group take':
        if (!Check(Taking, json)) return this.#no(400, 'All five fields of a take are required');
        return { kind: 'hold', about, act: () => this.#hold(about, json, null) };
      case 'POST group release_take id':
        return { kind: 'release', about, act: () => this.#tellHold(this.#book.release('take', about, Number(holdId))) };
      case 'POST group update_hold id':
        if (!Check(Prolonging, json)) return this.#no(400, 'hold_until is required');
        return {
          kind: 'hold',
          about,
          act: () => this.#tellHold(this.#book.prolong(about, Number(holdId), Date.parse(json.hold_until))),
        };
      default:
        return noSuchAddress;
    }
  }

  #filtered([which]: string[], { query }: HeardRequest): UnderstoodRequest | Said {
    if (which !== 'held' && which !== 'taken') return noSuchAddress;
    const kind = which === 'held' ? 'hold' : 'take';
    return {
      kind: 'holds',
      about: which,
      act: () => this.#listed('filtered_tickets', this.#book.holds(kind, null), query),
    };
  }

  #orders(names: string[], { method, json, query }: HeardRequest): UnderstoodRequest | Said {
    const [name, act] = names;
    if (method === 'GET' && name === undefined) {
      const reference = query.get('seller_reference_number');
      const orders = this.#book.orders.filter((order) => reference === null || order.reference === reference);
      return {
        kind: 'find',
        about: reference ?? '',
        act: () => ({ status: 200, body: { orders: orders.map(this.#shownOrder) } }),
      };
    }
    if (method === 'GET' && act === undefined) {
      return { kind: 'read', about: name ?? '', act: () => this.#tell(this.#ordered(Number(name)), this.#shownOrder) };
    }
    if (method === 'POST' && (act === 'return' || act === 'cancel')) {
      return {
        kind: 'void',
        about: name ?? '',
        act: () => this.#tell(this.#book.undo(Number(name)), this.#shownOrder),
      };
    }
    if (method !== 'POST' || act !== undefined) return noSuchAddress;
    if (!Check(Ordering, json)) return this.#no(400, 'The order is not whole');
    const request = orderIn(json.orders[0] as OrderRequest);
    if (request === null) return this.#no(400, 'The price is required');
    if (name === undefined) {
      const make = () => this.#tell(this.#book.order(request), (order) => ({ orders: [this.#shownOrder(order)] }));
      return { kind: 'invoice', about: request.reference, act: make };
    }
    if (name !== 'background' && name !== 'open') return noSuchAddress;
    const queue = (): Said => {
      this.#manners.queue(() => void this.#book.order(request));
      return { status: 202, body: { id: `request-${request.reference}`, state: 'pending' } };
    };
    return { kind: 'invoice', about: request.reference, act: queue };
  }

  readonly #shownOrder = (order: CoreOrder): object => shownOrder(order, this.#manners.showsSeatsAs);

  #hold(
    groupId: string,
    { quantity, low_seat, notes = '' }: { quantity: number; low_seat: number; notes?: string },
    until: number | null,
  ): Said {
    if (Number.isNaN(until)) return this.#no(400, 'hold_until is no time');
    return this.#tellHold(this.#book.hold({ groupId, quantity, lowSeat: low_seat, notes, until }));
  }

  /** With its id where the switch has it. */
  #tellHold(answer: BookAnswer<CoreHold>): Said {
    return this.#tell(answer, (hold) => {
      const { id, ...rest } = shownHold(hold, this.#manners.showsSeatsAs);
      const { coreHoldId } = this.#manners.switches;
      if (coreHoldId === 'nowhere') return { ...rest, url: '/ticket_holds' };
      return { ...rest, [coreHoldId === 'id' ? 'id' : 'ticket_hold_id']: id };
    });
  }

  #found(id: string): BookAnswer<CoreGroup> {
    const group = this.#book.group(id);
    return group === null ? { not: 'gone', why: 'The ticket group was not found' } : { done: group };
  }

  #ordered(id: number): BookAnswer<CoreOrder> {
    const order = this.#book.findOrder(id);
    return order === null ? { not: 'gone', why: 'The order was not found' } : { done: order };
  }

  #listed(name: string, holds: readonly CoreHold[], query: URLSearchParams): Said {
    const { page, size } = pageOf(query);
    const isNoteless = this.#manners.switches.coreHoldId === 'only_in_the_answer';
    const shown = holds.slice((page - 1) * size, page * size).map((hold) => {
      const { notes, ...rest } = shownHold(hold, this.#manners.showsSeatsAs);
      return isNoteless ? rest : { ...rest, notes };
    });
    return { status: 200, body: { [name]: shown, page, per_page: size, total_entries: holds.length } };
  }

  #page(query: URLSearchParams): Said {
    const { page, size } = pageOf(query);
    const all = this.#book.groups;
    const groups = all.slice((page - 1) * size, page * size).map(shownGroup);
    return { status: 200, body: { ticket_groups: groups, page, per_page: size, total_entries: all.length } };
  }

  #tell<Done>(answer: BookAnswer<Done>, show: (done: Done) => object): Said {
    if ('done' in answer) return { status: 200, body: show(answer.done) };
    return answer.not === 'gone' ? { status: 404, body: { error: answer.why } } : this.#no(422, answer.why);
  }

  #no(status: number, why: string): Said {
    return { status, body: errorBody(this.#manners.switches, why) };
  }
}

/** A no in words, or without, as the switch says. */
export function errorBody({ bodyOfABadRequest }: PosSwitches, why: string): unknown {
  if (bodyOfABadRequest === 'empty') return '';
  return bodyOfABadRequest === 'text' ? why : { error: why };
}

type OrderRequest = Static<typeof Ordering>['orders'][number];

/** Null: nothing has a price that it could be sold at. */
function orderIn(order: OrderRequest) {
  const item = order.shipped_items[0]?.items[0] as OrderRequest['shipped_items'][number]['items'][number];
  if (item.price === undefined && item.ticket_hold_id === undefined) return null;
  return {
    groupId: String(item.ticket_group_id),
    quantity: item.quantity,
    lowSeat: item.low_seat,
    price: item.price ?? 185,
    holdId: item.ticket_hold_id ?? null,
    reference: order.seller_reference_number,
    notes: order.internal_notes,
  };
}

function pageOf(query: URLSearchParams): { page: number; size: number } {
  return {
    page: Math.max(1, Number(query.get('page') ?? 1)),
    size: Math.min(100, Number(query.get('per_page') ?? 100)),
  };
}

function shownGroup({ id, slots, splits }: CoreGroup): object {
  const available = slots.filter(({ by }) => by === null);
  const tickets = slots.map(({ seat, by }) => ({
    seat: numberOf(seat),
    state: by === null ? 'available' : by !== 'another' && 'until' in by ? 'held' : 'sold',
  }));
  return {
    id: Number(id),
    event: { id: 1337, name: 'The Longest Night', occurs_at: '2031-05-04T19:30:00Z', venue: { name: 'Old Hall' } },
    section: '112',
    row: 'C',
    available_quantity: available.length,
    splits: splits ?? Array.from({ length: available.length }, (_, index) => index + 1),
    retail_price: '185.00',
    tickets,
  };
}

/** Labels that are no numbers as they are. */
function numberOf(seat: string | null): number | string | null {
  return seat === null || !/^\d+$/.test(seat) ? seat : Number(seat);
}

function shownSeats(slots: CoreHold['slots'], as: SeatsShownAs): object {
  const seats = slots.map(({ seat }) => numberOf(seat));
  if (as === 'low_seat') return { low_seat: seats[0] };
  return as === 'seats' ? { seats } : {};
}

function shownHold({ id, groupId, slots, notes, until }: CoreHold, as: SeatsShownAs) {
  const hold_until = until === null ? null : new Date(until).toISOString();
  const quantity = slots.length;
  return { id, ticket_group_id: Number(groupId), quantity, ...shownSeats(slots, as), notes, hold_until };
}

function shownOrder({ id, state, reference, notes, total, slots, originId }: CoreOrder, as: SeatsShownAs): object {
  const items = [{ ticket_group_id: Number(originId), quantity: slots.length, ...shownSeats(slots, as) }];
  return { id, state, seller_reference_number: reference, internal_notes: notes, total, items };
}

const noSuchAddress: Said = { status: 404, body: '<h1>Not Found</h1>', type: 'text/html' };

function isSame(given: string | string[] | undefined, right: string): boolean {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
