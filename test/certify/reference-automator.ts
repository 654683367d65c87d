// An automator for tests, over real HTTP, written from the published contract alone, that can be broken to order. It shares
// no line with the hub, so that the kit is tried on somebody else's work.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultName } from './faults.ts';
import { ReferenceBook, type Reply } from './reference-book.ts';

export type ReferenceAutomator = {
  url: string;
  key: string;
  listings: { large: string; small: string; pairs: string };
  /** How many tickets of a listing are free. */
  free: (remoteId: string) => number;
  close: () => Promise<void>;
};

export type ReferenceOptions = {
  fault?: FaultName;
  lifetimeMs?: number;
  isPosSlow?: boolean;
  /** A hold begins so long after it was asked for. */
  holdsAfterMs?: number;
};

const statuses: Readonly<Record<string, number>> = {
  ...{
    malformed: 400,
    unauthenticated: 401,
    not_this_one: 403,
    listing_unknown: 404,
    hold_unknown: 404,
    not_found: 404,
  },
  ...{ not_available: 409, global_id_reused: 409, hold_released: 409, hold_expired: 409, already_invoiced: 409 },
  ...{ order_id_reused: 409, too_large: 413, unsupported_media_type: 415, split_not_allowed: 422 },
  ...{ rate_limited: 429, internal: 500, pos_unreachable: 503 },
};

type Fields = Record<string, unknown>;
type Refused = { code: string; errors?: { field: string }[] };

export async function startReferenceAutomator(options: ReferenceOptions = {}): Promise<ReferenceAutomator> {
  const key = `reference-${randomUUID()}`;
  const has = (fault: FaultName): boolean => options.fault === fault;
  const { lifetimeMs = 900_000, isPosSlow = false } = options;
  const book = new ReferenceBook({ lifetimeMs, isPosSlow, has });
  const listings = { large: 'GA-100', small: 'TWO', pairs: 'PAIRS' };
  book.shelve(
    listings.large,
    Array.from({ length: 100 }, () => null),
  );
  book.shelve(listings.small, ['7', '8']);
  book.shelve(listings.pairs, ['1', '2', '3', '4'], true);
  const automator = new Automator(book, key, has, options.holdsAfterMs ?? 0);
  const server = createServer((request, response) => void automator.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    listings,
    free: (remoteId) => book.free(remoteId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class Automator {
  readonly #book: ReferenceBook;
  readonly #key: string;
  readonly #has: (fault: FaultName) => boolean;
  readonly #holdsAfterMs: number;
  #answers = 0;

  constructor(book: ReferenceBook, key: string, has: (fault: FaultName) => boolean, holdsAfterMs: number) {
    this.#book = book;
    this.#key = key;
    this.#has = has;
    this.#holdsAfterMs = holdsAfterMs;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    if (this.#has('every answer is slow')) await pause(30);
    if (this.#has('one answer is very late') && ++this.#answers === 1) await pause(1_800);
    const said = this.#isAllowed(request) ?? (await this.#serve(request, text));
    if (await this.#isGone(response)) return this.#afterTheCaller(request, text);
    if ('code' in said && said.code === 'cut') return void response.destroy();
    if ('code' in said) this.#refuse(response, said);
    else this.#grant(response, said);
  }

  #isAllowed({ headers, method }: IncomingMessage): Refused | null {
    const bearer = headers.authorization?.replace(/^Bearer /, '');
    const carried = bearer ?? (this.#has('X-API-Key is not read') ? undefined : headers['x-api-key']);
    if (carried === this.#key) return null;
    const isAlmost = typeof carried === 'string' && carried.slice(0, 12) === this.#key.slice(0, 12);
    if (isAlmost && this.#has('keys are compared by their start')) return null;
    if (carried === undefined && method === 'GET' && this.#has('GET needs no key')) return null;
    return { code: carried !== undefined && this.#has('a wrong key is 403') ? 'not_this_one' : 'unauthenticated' };
  }

  async #serve({ method, url = '', headers }: IncomingMessage, text: string): Promise<Reply | Refused> {
    const [, globalId, invoice] = /^\/oi\/v1\/holds(?:\/([^/]+)(\/invoice)?)?$/.exec(url) ?? [];
    const id = decodeURIComponent(globalId ?? '');
    if (method === 'GET' && globalId) return this.#book.look(id);
    if (method === 'DELETE' && globalId) return this.#book.release(id);
    if (method !== 'POST' || (globalId && !invoice)) return { code: 'not_found' };
    const isJson = headers['content-type']?.startsWith('application/json') === true;
    if (!isJson && !this.#has('any media type is taken')) return { code: 'unsupported_media_type' };
    if (Buffer.byteLength(text) > 65_536 && !this.#has('large bodies are taken')) return { code: 'too_large' };
    const body = readFields(text);
    if (body === null) return { code: this.#has('what is no JSON is a 500') ? 'internal' : 'malformed' };
    return globalId ? this.#invoice(id, body) : this.#hold(body);
  }

  async #hold(body: Fields): Promise<Reply | Refused> {
    if (this.#has('numbers are taken from texts') && typeof body.quantity === 'string')
      body.quantity = Number(body.quantity);
    if (this.#has('a missing quantity is one')) body.quantity ??= 1;
    const { quantity } = body;
    const isCount = Number.isInteger(quantity) && (quantity as number) >= 1 && (quantity as number) <= 100;
    const wrong = [
      ...(isId(body.global_id) ? [] : ['global_id']),
      ...(isId(body.remote_id) ? [] : ['remote_id']),
      ...(isCount ? [] : ['quantity']),
      ...this.#unknownIn(body, ['global_id', 'remote_id', 'quantity'], ['unit_price']),
    ];
    if (wrong.length > 0) return this.#malformed(wrong);
    if (this.#holdsAfterMs > 0) await pause(this.#holdsAfterMs);
    return this.#book.hold(body.global_id as string, body.remote_id as string, quantity as number);
  }

  async #invoice(globalId: string, body: Fields): Promise<Reply | Refused> {
    const wrong = [
      ...(isId(body.order_id) ? [] : ['order_id']),
      ...this.#unknownIn(body, ['order_id'], ['total', 'buyer']),
    ];
    if (wrong.length > 0) return this.#malformed(wrong);
    return this.#book.invoice(globalId, body.order_id as string);
  }

  #unknownIn(body: Fields, known: string[], optional: string[]): string[] {
    const isRefused = this.#has('optional fields are refused');
    if (this.#has('unknown fields are passed over')) return [];
    return Object.keys(body).filter((name) => !known.includes(name) && (isRefused || !optional.includes(name)));
  }

  #malformed(fields: string[]): Refused {
    const named = this.#has('errors name no field') ? [] : fields;
    return { code: 'malformed', errors: named.map((field) => ({ field })) };
  }

  /** Whether the caller went away before its answer; looked at only by the faults that are about it. */
  async #isGone(response: ServerResponse): Promise<boolean> {
    const isAboutIt =
      this.#has('a hold that nobody waits for is forgotten') ||
      this.#has('a release that nobody waits for is half done') ||
      this.#has('an invoice that nobody waits for is forgotten');
    if (!isAboutIt) return false;
    await pause(10);
    return response.destroyed || response.socket?.destroyed !== false;
  }

  #afterTheCaller({ method, url = '' }: IncomingMessage, text: string): void {
    const id = decodeURIComponent(/^\/oi\/v1\/holds\/([^/]+)/.exec(url)?.[1] ?? '');
    if (method === 'DELETE' && this.#has('a release that nobody waits for is half done')) this.#book.halfDo(id);
    if (url.endsWith('/invoice') && this.#has('an invoice that nobody waits for is forgotten')) this.#book.forget(id);
    if (id === '' && this.#has('a hold that nobody waits for is forgotten')) {
      this.#book.forget(String(readFields(text)?.global_id));
    }
  }

  #grant(response: ServerResponse, { status, hold }: Extract<Reply, { status: number }>): void {
    const seats = this.#book.seatsOf(hold).map((seat) => ({ section: '112', row: 'C', seat }));
    const body = {
      ...{ global_id: hold.globalId, remote_id: hold.remoteId, quantity: hold.quantity, status: hold.status },
      ...(this.#has('binding is missing') ? {} : { binding: true }),
      seats: this.#has('a seat is missing in the answer') ? seats.slice(1) : seats,
      ...{ held_at: this.#time(hold.heldAt), expires_at: this.#time(hold.expiresAt) },
      order_id: this.#has('a sale has no order id') ? null : hold.orderId,
      ...{ invoice_id: hold.invoiceId, confirmed_at: this.#time(hold.confirmedAt) },
    };
    const type = this.#has('holds are called text') ? 'text/plain' : 'application/json';
    response.writeHead(status, { 'content-type': type, 'x-request-id': randomUUID() });
    response.end(JSON.stringify(body));
  }

  #refuse(response: ServerResponse, { code, errors }: Refused): void {
    const status = code === 'not_available' && this.#has('gone is 404') ? 404 : (statuses[code] ?? 500);
    const request_id = randomUUID();
    const body = { type: 'about:blank', title: code, status, detail: `This is ${code}.`, code, request_id, errors };
    const waits = code === 'pos_unreachable' ? { 'retry-after': '5' } : {};
    const named = this.#has('problems have no request id') ? {} : { 'x-request-id': request_id };
    const type = this.#has('problems are plain JSON') ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type, ...named, ...waits });
    response.end(JSON.stringify(body));
  }

  #time(instant: number | null): string | null {
    if (instant === null) return null;
    const text = new Date(instant).toISOString();
    return this.#has('times are local') ? text.replace('Z', '+02:00') : text;
  }
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= 128;
}

function readFields(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
