// How the simulated Tixstock understands what it is asked, at either of its doors, and how it says what its book says.
import { timingSafeEqual } from 'node:crypto';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { Said } from '../faulty-answer.ts';
import type { HeardRequest, UnderstoodRequest } from '../pos/pos-server.ts';
import type { PosSwitches } from '../pos/switches.ts';
import type { BookAnswer, TixstockBook, TixstockListing } from './tixstock-book.ts';

const Quantity = Type.Union([Type.Integer(), Type.String({ pattern: '^[0-9]{1,4}$' })]);
const HoldBody = Type.Object({ quantity: Quantity, listing_id: Type.Optional(Type.String()) });
const OrderBody = Type.Object({
  order_id: Type.String({ minLength: 1 }),
  order_status: Type.String({ minLength: 1 }),
  datetime: Type.String({ minLength: 1 }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  customer: Type.Object({ id: Type.String({ minLength: 1 }) }),
});
const StatusBody = Type.Object({ order_status: Type.String({ minLength: 1 }) });

/** A no in words, or without, as the switch says. */
export function errorBody({ bodyOfABadRequest }: PosSwitches, why: string): unknown {
  if (bodyOfABadRequest === 'empty') return '';
  return bodyOfABadRequest === 'text' ? why : { message: why, errors: [why] };
}

type Manners = { token: string; switches: PosSwitches; pageSize: number };

export class TixstockDesk {
  readonly #book: TixstockBook;
  readonly #manners: Manners;
  readonly lockedOut: Said = { status: 401, body: { message: 'Unauthenticated.' } };

  constructor(book: TixstockBook, manners: Manners) {
    this.#book = book;
    this.#manners = manners;
  }

  get #isReseller(): boolean {
    return this.#manners.switches.tixstockDoor === 'reseller';
  }

  /** By what name a webhook calls the id of a listing. */
  idOf(listingId: string): object {
    return this.#isReseller ? { external_id: listingId } : { id: listingId };
  }

  understand = (heard: HeardRequest): UnderstoodRequest | Said => {
    if (!isSame(heard.headers.authorization ?? '', `Bearer ${this.#manners.token}`)) return this.lockedOut;
    const parts = heard.segments ?? [];
    const [collection, call, ...names] = parts;
    const orders = this.#isReseller ? 'order' : 'orders';
    if (collection === 'tickets') return this.#tickets(`${heard.method} ${call}`, names, heard);
    return collection === orders ? this.#orders(`${heard.method} ${call}`, names, heard) : noSuchAddress;
  };

  #tickets(call: string, names: string[], { json, query }: HeardRequest): UnderstoodRequest | Said {
    const [name = '', quantity] = names;
    if (call === 'POST hold' && Check(HoldBody, json)) {
      const listingId = this.#isReseller ? name : (json.listing_id ?? '');
      return { kind: 'hold', about: listingId, act: () => this.#hold(listingId, Number(json.quantity)) };
    }
    if (call === 'POST release') {
      return { kind: 'release', about: name, act: () => this.#release(name, Number(quantity)) };
    }
    if (call === (this.#isReseller ? 'GET get' : 'GET feed')) {
      const listingId = query.get('listing_id');
      if (listingId !== null) return { kind: 'read', about: listingId, act: () => this.#listing(listingId) };
      return { kind: 'groups', about: query.get('page') ?? '1', act: () => this.#page(query) };
    }
    return call === 'POST hold' ? this.#no(422, 'The quantity is required.') : noSuchAddress;
  }

  #orders(call: string, names: string[], { json, query }: HeardRequest): UnderstoodRequest | Said {
    const [name = '', quantity] = names;
    switch (call) {
      case 'POST add':
        if (!Check(OrderBody, json)) return this.#no(422, 'The order is not whole.');
        return { kind: 'invoice', about: json.order_id, act: () => this.#add(name, Number(quantity), json) };
      case 'POST update':
        if (!Check(StatusBody, json)) return this.#no(422, 'The status is required.');
        return {
          kind: 'void',
          about: name,
          act: () => this.#tell(this.#book.changeStatus(name, json.order_status), orderBody, 'order.update'),
        };
      case 'GET get': {
        const id = this.#isReseller ? (query.get('order_id') ?? '') : name;
        return { kind: 'find', about: id, act: () => this.#readOrder(id) };
      }
      default:
        return noSuchAddress;
    }
  }

  #hold(listingId: string, quantity: number): Said {
    const meta = this.#isReseller ? { external_id: listingId } : {};
    return this.#tell(
      this.#book.hold(listingId, quantity),
      (hold) => ({ data: this.#left(hold.listingId), meta: { ...meta, hold_id: hold.id, quantity } }),
      'ticket.hold',
    );
  }

  #release(holdId: string, quantity: number): Said {
    const released = this.#book.release(holdId, quantity);
    if ('not' in released && released.not === 'gone') return this.#goneHold(quantity);
    const meta = this.#isReseller ? { hold_id: holdId } : {};
    return this.#tell(
      released,
      (hold) => ({ data: this.#left(hold.listingId), meta: { ...meta, quantity } }),
      'ticket.release',
    );
  }

  #goneHold(quantity: number): Said {
    const status = this.#manners.switches.releaseOfAGoneHold;
    if (status !== 200) return this.#no(status, 'The hold was not found.');
    return { status, body: { data: { quantity_available: 0 }, meta: this.#meta('ticket.release', { quantity }) } };
  }

  #add(holdId: string, quantity: number, body: { order_id: string; order_status: string }): Said {
    const added = this.#book.order(holdId, quantity, { id: body.order_id, status: body.order_status });
    if ('not' in added && added.not === 'gone') return this.#no(this.#manners.switches.saleOfAGoneHold, added.why);
    return this.#tell(added, orderBody, 'order.add');
  }

  #readOrder(id: string): Said {
    const order = this.#book.readOrder(id);
    if (this.#isReseller)
      return { status: 200, body: { data: order ? [orderBody(order).data] : [], meta: this.#meta('order.get') } };
    if (order) return { status: 200, body: { ...orderBody(order), meta: this.#meta('order.get') } };
    return { status: 404, body: { message: 'The order was not found.' } };
  }

  #listing(listingId: string): Said {
    const listing = this.#book.find(listingId);
    return { status: 200, body: { data: listing ? [this.#shown(listing)] : [], meta: this.#meta('ticket.get') } };
  }

  #page(query: URLSearchParams): Said {
    const size = Math.min(Number(query.get('per_page') ?? 50), this.#manners.pageSize);
    const page = Math.max(1, Number(query.get('page') ?? 1));
    const all = this.#book.listings;
    const meta = this.#meta('ticket.get', { current_page: page, last_page: Math.max(1, Math.ceil(all.length / size)) });
    const data = all.slice((page - 1) * size, page * size).map((listing) => this.#shown(listing));
    return { status: 200, body: { data, meta } };
  }

  #shown(listing: TixstockListing): object {
    return {
      id: listing.id,
      event: {
        id: 'EV-1',
        name: 'The Longest Night',
        datetime: '2031-05-04T19:30:00+0000',
        venue: { name: 'Old Hall' },
      },
      ticket: { general_admission: 'false', type: 'eTicket', split_type: listing.splitType },
      seat_details: { category: 'Longside', section: '112', row: 'C', first_seat: '1' },
      number_of_tickets_for_sale: { quantity_available: this.#book.available(listing), split_quantity: 0 },
      proceed_price: { amount: '90.00', currency: 'GBP' },
    };
  }

  #left(listingId: string): object {
    const listing = this.#book.find(listingId);
    return { quantity_available: listing ? this.#book.available(listing) : 0 };
  }

  #tell<Done>(answer: BookAnswer<Done>, show: (done: Done) => { data: object; meta?: object }, type: string): Said {
    if ('not' in answer) return answer.not === 'gone' ? this.#notFound(answer.why) : this.#no(422, answer.why);
    const { data, meta = {} } = show(answer.done);
    return { status: 200, body: { data, meta: this.#meta(type, meta), message: 'Done.' } };
  }

  #notFound(why: string): Said {
    return { status: 404, body: { message: why } };
  }

  #no(status: number, why: string): Said {
    return { status, body: errorBody(this.#manners.switches, why) };
  }

  #meta(type: string, fields: object = {}): object {
    const prefix = this.#isReseller ? '' : 'partner.';
    return { mode: 'Sandbox', type: `${prefix}${type}`, request_id: this.#book.newId(), ...fields };
  }
}

const noSuchAddress: Said = { status: 404, body: '<h1>Not Found</h1>', type: 'text/html' };

function orderBody({
  id,
  listingId,
  quantity,
  status,
}: {
  id: string;
  listingId: string;
  quantity: number;
  status: string;
}) {
  return { data: { id, items: [{ listing_id: listingId }], quantity, currency: 'GBP', status } };
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
