// A sandbox StubHub: its sales interface, and its webhooks. Written from its own pages: links that come and go with the
// state of a sale, a feed of changed sales, and no word in a webhook of how the sale stands. What they leave open is a way
// of this sandbox, so that a hub can be shown to do without it.
import type { Said } from '../faulty-answer.ts';
import { bodyIn } from '../instant-notification/body-in.ts';
import type { Asked, News, SaleMarketplace, Understood } from '../instant-notification/marketplace.ts';
import type { Sale, SaleBook } from '../instant-notification/sale-book.ts';
import { leaveMeAlone } from '../instant-notification/sale-faults.ts';
import { credentialsWith, newRefreshToken, SellerAccess } from './access.ts';
import { announcementOf, barcodesOf, proceedsOf } from './announcements.ts';

export type StubhubWays = {
  /** How the status is said. Localised: as a seller elsewhere would read it. */
  status: 'enum' | 'text' | 'localised';
  accessLivesMs: number;
  keyIn: 'bearer' | 'basic';
  confirmWithinMs: number;
  /** The status with which it says that a sale is past what was asked. */
  pastItStatus: number;
  /** Whether a sale that is past its deadline, and stands still, takes a word all the same. */
  takesLate: boolean;
  /** Whether a confirmation that is repeated is taken again. */
  takesRepeats: boolean;
  /** Whether it takes our seats. */
  takesSeats: boolean;
  mostPerPage: number;
};

const usualWays: StubhubWays = {
  status: 'text',
  accessLivesMs: 3_600_000,
  keyIn: 'bearer',
  confirmWithinMs: 15 * 60_000,
  pastItStatus: 403,
  takesLate: false,
  takesRepeats: false,
  takesSeats: true,
  mostPerPage: 100,
};

export type StubhubSandbox = SaleMarketplace & {
  /** Can be changed while it runs. */
  ways: StubhubWays;
  /** The seller's access at the marketplace that keeps this book. */
  accessAt: (book: SaleBook) => SellerAccess;
  credentialsWith: (refreshToken: string) => object;
};

export function stubhubSales(chosen: Partial<StubhubWays> = {}): StubhubSandbox {
  const ways = { ...usualWays, ...chosen };
  const refreshToken = newRefreshToken();
  const desks = new WeakMap<SaleBook, Desk>();
  const deskOf = (book: SaleBook): Desk => {
    const desk = desks.get(book) ?? new Desk(book, ways, new SellerAccess(refreshToken, () => ways.accessLivesMs));
    desks.set(book, desk);
    return desk;
  };
  return {
    slug: 'stubhub',
    name: 'StubHub',
    settings: (url) => ({ api_address: `${url}/v2`, account_address: url, call_every_ms: 0, poll_seconds: 1 }),
    credentials: credentialsWith(refreshToken),
    expireAccess: (book) => deskOf(book).access.runOut(),
    logIn: (book) => credentialsWith(deskOf(book).access.logIn()),
    saleId: (run, number) => `${(Number.parseInt(run, 36) % 20_000) + 1}${String(number).padStart(5, '0')}`,
    keyIn: ways.keyIn,
    understand: (asked, book, { host }) => deskOf(book).understand(asked, host),
    notice: (sale: Sale, news: News) => announcementOf(sale, news),
    confirmWithinMs: ways.confirmWithinMs,
    reserves: true,
    sendAgainAfterMs: [50, 200, 600],
    tooManyCalls: (waitSeconds) => leaveMeAlone(waitSeconds, no(429, 'too_many_requests')),
    ways,
    accessAt: (book) => deskOf(book).access,
    credentialsWith,
  };
}

type State = 'UnderReview' | 'ConfirmSale' | 'UploadETickets' | 'Cancelled';

const words: Readonly<Record<State, { text: string; localised: string }>> = {
  UnderReview: { text: 'Under Review', localised: 'Wird geprüft' },
  ConfirmSale: { text: 'Confirm Sales', localised: 'Verkauf bestätigen' },
  UploadETickets: { text: 'Upload E-Tickets', localised: 'E-Tickets hochladen' },
  Cancelled: { text: 'Cancelled', localised: 'Storniert' },
};

function stateOf({ state, isProvisional }: Sale): State {
  if (state === 'confirmed') return 'UploadETickets';
  if (state !== 'unconfirmed') return 'Cancelled';
  return isProvisional ? 'UnderReview' : 'ConfirmSale';
}

const hal = 'application/hal+json';

/** One seller's sales, and how they are dealt with. */
class Desk {
  readonly access: SellerAccess;
  readonly #book: SaleBook;
  readonly #ways: StubhubWays;
  /** When each sale was last seen to have changed. */
  readonly #changes = new Map<string, { shown: string; at: number }>();

  constructor(book: SaleBook, ways: StubhubWays, access: SellerAccess) {
    this.#book = book;
    this.#ways = ways;
    this.access = access;
  }

  understand(asked: Asked, host: string): Understood | Said {
    const { method, path, query, headers } = asked;
    if (method === 'POST' && path === '/oauth2/token') return this.access.grant(asked);
    if (!headers['user-agent']) return no(400, 'user_agent_required');
    if (!this.access.letsIn(headers.authorization))
      return no(401, 'unauthorized', `not good: ${headers.authorization}`);
    if (method === 'GET' && path === '/v2/sales/recentupdates') {
      return { call: 'list', act: () => this.#feed(query, host) };
    }
    const sale = this.#book.sales.get(/^\/v2\/sales\/(\d+)$/.exec(path)?.[1] ?? '');
    if (!sale) return no(404, 'not_found');
    if (method === 'GET') return { call: 'read', act: () => this.#show(sale) };
    if (method === 'DELETE') return { call: 'reject', act: () => this.#reject(sale, false) };
    const said = method === 'PATCH' ? bodyIn(asked.text) : {};
    if (said.confirmed === true) return { call: 'confirm', act: () => this.#confirm(sale, said.seating) };
    if (said.confirmed === false) return { call: 'reject', act: () => this.#reject(sale, true) };
    return no(400, 'invalid_request_body');
  }

  #show(sale: Sale): Said {
    return { status: 200, body: this.#shown(sale), type: hal };
  }

  #confirm(sale: Sale, seating: unknown): Said {
    const seats = seatsIn(seating, sale.quantity);
    if (seats === null || (seats.length > 0 && !this.#ways.takesSeats)) return no(400, 'validation_failed');
    if (this.#isTooLate(sale)) return this.#isPastIt();
    const effect = this.#book.confirm(sale, seats);
    const isTaken = effect === 'changed' || (effect === 'again' && this.#ways.takesRepeats);
    return isTaken ? this.#show(sale) : this.#isPastIt();
  }

  /** Two words for the same: a PATCH is answered with the sale, a DELETE with nothing. */
  #reject(sale: Sale, showsIt: boolean): Said {
    if (this.#isTooLate(sale) || this.#book.reject(sale, null) !== 'changed') return this.#isPastIt();
    return showsIt ? this.#show(sale) : { status: 204, body: '' };
  }

  /** Whether or not it has been cancelled for it yet. */
  #isTooLate({ state, confirmBy }: Sale): boolean {
    return !this.#ways.takesLate && state === 'unconfirmed' && confirmBy !== null && confirmBy <= Date.now();
  }

  #isPastIt(): Said {
    return no(this.#ways.pastItStatus, 'invalid_sale_action');
  }

  #feed(query: URLSearchParams, host: string): Said {
    const since = Date.parse(query.get('updated_since') ?? '');
    if (Number.isNaN(since)) return no(400, 'validation_failed');
    const sales = [...this.#book.sales.values()]
      .map((sale) => ({ sale, at: this.#changedAt(sale) }))
      .filter(({ at }) => at >= since)
      .sort((one, other) => one.at - other.at);
    const page = Number(query.get('page') ?? 1);
    const size = Math.min(this.#ways.mostPerPage, Number(query.get('page_size') ?? this.#ways.mostPerPage));
    const items = sales.slice((page - 1) * size, page * size).map(({ sale }) => this.#shown(sale));
    const linkTo = (number: number) => {
      const asked = new URLSearchParams({ updated_since: query.get('updated_since') ?? '', page: String(number) });
      return { href: `http://${host}/v2/sales/recentupdates?${asked}`, title: null, templated: false };
    };
    const hasNext = page * size < sales.length;
    const body = {
      total_items: sales.length,
      page,
      page_size: size,
      _links: { self: linkTo(page), first: linkTo(1), ...(hasNext ? { next: linkTo(page + 1) } : {}) },
      _embedded: { items },
    };
    return { status: 200, body, type: hal };
  }

  /** Never before it did. */
  #changedAt(sale: Sale): number {
    const shown = stateOf(sale);
    const known = this.#changes.get(sale.saleId);
    if (known?.shown === shown) return known.at;
    const at = Date.now();
    this.#changes.set(sale.saleId, { shown, at });
    return at;
  }

  #shown(sale: Sale): object {
    const { saleId, soldAt, confirmBy, quantity, remoteId, event = 'The Longest Night' } = sale;
    const state = stateOf(sale);
    const { status } = this.#ways;
    const proceeds = proceedsOf(sale);
    return {
      id: Number(saleId),
      created_at: new Date(soldAt).toISOString(),
      seating: { section: '112', row: 'C', seat_from: null, seat_to: null },
      proceeds,
      display_proceeds: proceeds,
      number_of_tickets: quantity,
      status: status === 'enum' ? state : words[state][status],
      status_description: 'What a seller has to do next.',
      confirm_by: confirmBy === null ? null : new Date(confirmBy).toISOString().replace('Z', '0000+00:00'),
      ship_by: null,
      external_listing_id: remoteId,
      is_legacy_stubhub_order: false,
      barcodes: barcodesOf(sale),
      _links: this.#linksOf(sale, state),
      _embedded: { event: { id: 5, name: event }, venue: { id: 6, name: 'Old Hall' } },
    };
  }

  #linksOf({ saleId }: Sale, state: State): object {
    const link = { href: `https://sandbox.invalid/sales/${saleId}`, title: null, templated: false };
    const here = { self: link, 'sale:ticketholders': link, 'sale:etickets': link };
    if (state === 'ConfirmSale') return { ...here, 'sale:confirm': link, 'sale:reject': link };
    return state === 'UploadETickets' ? { ...here, 'sale:uploadetickets': link } : here;
  }
}

function no(status: number, code: string, message: string | null = null): Said {
  return { status, body: { code, message, errors: null } };
}

/** Empty: none are named. Null: they are not as many as were sold, or the section is missing. */
function seatsIn(seating: unknown, quantity: number): string[] | null {
  if (seating === undefined) return [];
  const { section, seat_from, seat_to } = seating as Record<string, unknown>;
  const [from, to] = [Number(seat_from), Number(seat_to)];
  if (typeof section !== 'string' || typeof seat_from !== 'string' || to - from + 1 !== quantity) return null;
  return Array.from({ length: quantity }, (_, index) => String(from + index));
}
