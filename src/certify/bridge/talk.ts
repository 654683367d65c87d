// What a rule talks to a bridge through: it asks in the wire's words, is recorded, and takes away at the end whatever it left
// standing. Kept: the key stands in no record.
import { randomUUID } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { BridgeFound, BridgeHold, BridgeInvoice, BridgeNotFound, BridgeRefusal } from '../../pos/bridge/wire.ts';
import { Unmet } from '../unmet.ts';
import type { Shown } from '../visit.ts';
import { type BridgeVisit, type Said, wordsOf } from './visit.ts';

export type Code = Static<typeof BridgeRefusal>['code'];
type Seats = readonly (string | null)[];

/** How a request differs from a good one. */
export type Alteration = {
  fields?: Readonly<Record<string, unknown>>;
  /** The body, as it is. */
  text?: string;
  /** Null: without a key. */
  key?: string | null;
  /** The line is cut after the request was sent. */
  isCut?: boolean;
};

export type HoldChoice = Alteration & { seats?: Seats; remoteId?: string; expiresInMs?: number };
export type InvoiceChoice = Alteration & { seats?: Seats; holdId?: string | null; orderId?: string };

/** Longer than any visit lasts. */
const usualHoldMs = 15 * 60_000;

export class BridgeTalk {
  readonly visit: BridgeVisit;
  readonly exchanges: Shown[] = [];
  readonly #references = new Set<string>();

  constructor(visit: BridgeVisit) {
    this.visit = visit;
  }

  newReference(): string {
    return `certify-${randomUUID()}`;
  }

  /** The first two tickets of the listing, unless others are chosen. */
  hold(reference: string, choice: HoldChoice = {}): Promise<Said> {
    const { seats = this.visit.tickets.seats.slice(0, 2), remoteId = this.visit.tickets.remoteId } = choice;
    this.#references.add(reference);
    const body = {
      ...{ reference, remote_id: remoteId, quantity: seats.length, seats },
      expires_at: new Date(Date.now() + (choice.expiresInMs ?? usualHoldMs)).toISOString(),
      marketplace: 'certify',
      ...choice.fields,
    };
    return this.send('POST', '/holds', choice, body);
  }

  release(reference: string, alteration: Alteration = {}): Promise<Said> {
    return this.send('DELETE', `/holds/${encodeURIComponent(reference)}`, alteration);
  }

  invoice(reference: string, choice: InvoiceChoice = {}): Promise<Said> {
    const { remoteId, seats: all } = this.visit.tickets;
    const { seats = all.slice(0, 2), holdId = null, orderId = `order-${reference}` } = choice;
    this.#references.add(reference);
    const body = {
      ...{ reference, hold_id: holdId, remote_id: remoteId, quantity: seats.length, seats },
      ...{ marketplace: 'certify', order_id: orderId, ...choice.fields },
    };
    return this.send('POST', '/invoices', choice, body);
  }

  undo(reference: string, alteration: Alteration = {}): Promise<Said> {
    return this.send('DELETE', `/invoices/${encodeURIComponent(reference)}`, alteration);
  }

  find(reference: string, alteration: Alteration = {}): Promise<Said> {
    return this.send('GET', `/references/${encodeURIComponent(reference)}`, alteration);
  }

  /** A hold that stands, to begin with. */
  async held(reference: string, choice: HoldChoice = {}): Promise<BridgeHold> {
    return this.isHold(await this.hold(reference, choice), reference, choice.seats?.length);
  }

  async sold(reference: string, choice: InvoiceChoice = {}): Promise<BridgeInvoice> {
    return this.isInvoice(await this.invoice(reference, choice), reference, choice.seats?.length);
  }

  isHold(said: Said, reference: string, quantity = 2): BridgeHold {
    const hold = this.is(said, BridgeHold, 'a hold');
    const { remoteId } = this.visit.tickets;
    if (hold.reference !== reference || hold.remote_id !== remoteId || hold.quantity !== quantity) {
      this.unmet(said, `the hold of ${quantity} of ${remoteId} under ${reference}`, JSON.stringify(hold));
    }
    if (hold.expires_at !== null && Number.isNaN(Date.parse(hold.expires_at))) {
      this.unmet(said, 'expires_at that is a time, or null', hold.expires_at);
    }
    return hold;
  }

  isInvoice(said: Said, reference: string, quantity = 2): BridgeInvoice {
    const invoice = this.is(said, BridgeInvoice, 'an invoice');
    const { remoteId } = this.visit.tickets;
    if (invoice.reference !== reference || invoice.remote_id !== remoteId || invoice.quantity !== quantity) {
      this.unmet(said, `the invoice of ${quantity} of ${remoteId} under ${reference}`, JSON.stringify(invoice));
    }
    return invoice;
  }

  /** Expects what stands under the reference, and returns it. */
  async stands(reference: string, what: 'hold' | 'invoice' | 'nothing'): Promise<Static<typeof BridgeFound>> {
    const said = await this.find(reference);
    const found = this.is(said, BridgeFound, 'hold and invoice, each or null');
    const there = found.invoice ? 'invoice' : found.hold ? 'hold' : 'nothing';
    if (there !== what || (found.hold && found.invoice)) {
      this.unmet(said, `${what} under ${reference}`, found.hold && found.invoice ? 'a hold and an invoice' : there);
    }
    return found;
  }

  is<Schema extends TSchema>(said: Said, schema: Schema, what: string): Static<Schema> {
    if (said.status < 200 || said.status >= 300 || !Check(schema, said.body)) this.unmet(said, `2xx with ${what}`);
    return said.body as Static<Schema>;
  }

  /** Expects a no in words: a 4xx with one of these codes. */
  refused(said: Said, ...codes: Code[]): void {
    const { body } = said;
    const isNo = said.status >= 400 && said.status < 500 && Check(BridgeRefusal, body) && codes.includes(body.code);
    if (!isNo) this.unmet(said, `4xx with the code ${codes.join(' or ')}`);
  }

  nothingThere(said: Said): void {
    if (said.status !== 404 || !Check(BridgeNotFound, said.body)) this.unmet(said, '404 with the code not_found');
  }

  /** `came`: what was wrong with the answer, where its status and code do not say so. */
  unmet(said: Said, expected: string, came: string = wordsOf(said)): never {
    said.exchange.isUnmet = true;
    if (!this.exchanges.includes(said.exchange)) this.exchanges.push(said.exchange);
    throw new Unmet(expected, came);
  }

  /** Takes away whatever stands, as far as the bridge does its part. */
  async cleanUp(): Promise<void> {
    for (const reference of this.#references) {
      const of = encodeURIComponent(reference);
      await this.#exchange('DELETE', `/invoices/${of}`, {}, undefined, true);
      await this.#exchange('DELETE', `/holds/${of}`, {}, undefined, true);
      const { body } = await this.#exchange('GET', `/references/${of}`, {}, undefined, true);
      const isGone = Check(BridgeFound, body) && body.hold === null && body.invoice === null;
      if (!isGone) this.visit.leftBehind.add(reference);
    }
  }

  async send(method: string, path: string, alteration: Alteration = {}, body?: object): Promise<Said> {
    const said = await this.#exchange(method, path, alteration, body, false);
    this.visit.log.push(said);
    return said;
  }

  async #exchange(
    method: string,
    path: string,
    alteration: Alteration,
    body: object | undefined,
    isCleanup: boolean,
  ): Promise<Said> {
    const { line, key } = this.visit;
    const used = alteration.key === undefined ? key : alteration.key;
    const text = alteration.text ?? (body === undefined ? null : JSON.stringify(body));
    const type = text === null ? {} : { 'content-type': 'application/json' };
    const authorization = used === null ? {} : { authorization: `Bearer ${used}` };
    const sent = { method, path, headers: { ...type, ...authorization }, body: text };
    const { received, lost, tookMs } = await line.send(sent, alteration.isCut);
    const shown =
      used === null ? type : { ...type, authorization: `Bearer ${used === key ? '[the key]' : '[another key]'}` };
    const clean = received && { ...received, body: received.body.replaceAll(key, '[the key]') };
    const exchange: Shown = {
      ...{ sent: { ...sent, headers: shown }, received: clean, lost, tookMs },
      ...{ isCleanup, isUnmet: false },
    };
    this.exchanges.push(exchange);
    return { status: received?.status ?? 0, body: jsonIn(clean?.body ?? ''), exchange };
  }
}

/** Tickets beside which a pair finds no room, be they seats or places. */
export function contested({ visit }: BridgeTalk): Seats {
  return visit.tickets.seats.slice(0, 3);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
