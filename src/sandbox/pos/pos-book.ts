// The sandbox POS's own book: listings, seats, and what stands under each reference. It knows nothing of Holdfast.
// Kept: a reference takes effect once, however often it is sent; a seat stands in one live line at most.
import type { Static } from 'typebox';
import type {
  BridgeFound,
  BridgeHold,
  BridgeHoldRequest,
  BridgeInvoice,
  BridgeInvoiceRequest,
} from '../../pos/bridge/wire.ts';
import type { PosRefusalCode } from './faults.ts';

export type PosListing = { remoteId: string; seats: readonly (string | null)[] };

export type PosLine = {
  reference: string;
  remoteId: string;
  seats: readonly (string | null)[];
  /** Null when the tickets were invoiced without a hold. */
  holdId: string | null;
  expiresAt: number | null;
  invoiceId: string | null;
  /** The marketplace's order number. */
  orderId: string | null;
  state: 'held' | 'sold' | 'released' | 'expired';
};

export type PosSaid = { status: number; body: object };

type HoldRequest = Static<typeof BridgeHoldRequest>;
type InvoiceRequest = Static<typeof BridgeInvoiceRequest>;
type Slot = { seat: string | null; owner: PosLine | null };

export class PosBook {
  readonly #clock: () => number;
  readonly #listings = new Map<string, Slot[]>();
  readonly #lines = new Map<string, PosLine>();
  #lastId = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  addListing({ remoteId, seats }: PosListing): void {
    if (this.#listings.has(remoteId)) throw new Error(`the listing ${remoteId} is there already`);
    this.#listings.set(
      remoteId,
      seats.map((seat) => ({ seat, owner: null })),
    );
  }

  /** Every reference that ever took effect, as it stands now. */
  lines(): PosLine[] {
    return Array.from(this.#lines.values(), (line) => ({ ...this.#asOfNow(line) }));
  }

  hold(request: HoldRequest): PosSaid {
    const known = this.#find(request.reference);
    if (known) return this.#holdAgain(known, request);
    const expiresAt = Date.parse(request.expires_at);
    if (Number.isNaN(expiresAt)) return refusal('bad_request', 'expires_at is no time');
    const taken = this.#freeSlots(request);
    if ('status' in taken) return taken;
    const line: PosLine = {
      reference: request.reference,
      remoteId: request.remote_id,
      seats: [...request.seats],
      holdId: this.#newId('H'),
      expiresAt,
      invoiceId: null,
      orderId: null,
      state: 'held',
    };
    this.#take(line, taken);
    return { status: 201, body: holdBody(line) };
  }

  /** Lets go of a hold. A sale is not let go of by this call. */
  release(reference: string): PosSaid {
    const line = this.#find(reference);
    if (line?.state === 'sold') return refusal('not_allowed', 'the tickets under this reference are sold');
    if (line?.state !== 'held') return nothingThere('no hold stands under this reference');
    this.#drop(line, 'released');
    return { status: 200, body: holdBody(line) };
  }

  /** Sells what is held under the reference; where no hold stands any more, the named seats if all of them are free. */
  invoice(request: InvoiceRequest): PosSaid {
    const known = this.#find(request.reference);
    if (known && !isSameDeal(known, request)) return refusal('bad_request', 'the reference stands for other tickets');
    if (known?.state === 'sold') return this.#invoiceAgain(known, request);
    if (known?.invoiceId) return refusal('not_available', 'the invoice under this reference was voided');
    if (known?.state !== 'held') {
      const taken = this.#freeSlots(request);
      if ('status' in taken) return taken;
      const line = known ?? lineOf(request);
      this.#take(line, taken);
      return this.#sell(line, request);
    }
    return this.#sell(known, request);
  }

  /** Takes a sale back, and with it a hold that was never sold: nothing of the reference is left standing. */
  void(reference: string): PosSaid {
    const line = this.#find(reference);
    const wasSold = line?.state === 'sold';
    if (line?.state === 'sold' || line?.state === 'held') this.#drop(line, 'released');
    return line && wasSold
      ? { status: 200, body: invoiceBody(line) }
      : nothingThere('no invoice stands under this reference');
  }

  find(reference: string): PosSaid {
    const line = this.#find(reference);
    const body: Static<typeof BridgeFound> = {
      hold: line?.state === 'held' ? holdBody(line) : null,
      invoice: line?.state === 'sold' ? invoiceBody(line) : null,
    };
    return { status: 200, body };
  }

  #holdAgain(line: PosLine, request: HoldRequest): PosSaid {
    if (!isSameDeal(line, request)) return refusal('bad_request', 'the reference stands for other tickets');
    if (line.state === 'held') return { status: 200, body: holdBody(line) };
    return refusal('not_available', `what stood under this reference is ${line.state}`);
  }

  #invoiceAgain(line: PosLine, request: InvoiceRequest): PosSaid {
    if (line.orderId !== request.order_id) return refusal('bad_request', 'the reference was sold as another order');
    return { status: 200, body: invoiceBody(line) };
  }

  #sell(line: PosLine, request: InvoiceRequest): PosSaid {
    line.state = 'sold';
    line.orderId = request.order_id;
    line.invoiceId = this.#newId('I');
    return { status: 201, body: invoiceBody(line) };
  }

  /** The slots of exactly the seats that were named, or why they cannot be had. */
  #freeSlots(request: HoldRequest | InvoiceRequest): Slot[] | PosSaid {
    if (request.seats.length !== request.quantity) return refusal('bad_request', 'seats and quantity do not agree');
    const slots = this.#listings.get(request.remote_id);
    if (!slots) return refusal('listing_unknown', `there is no listing ${request.remote_id}`);
    const free = slots.filter(({ owner }) => owner === null || !isLive(this.#asOfNow(owner)));
    const taken = new Set<Slot>();
    for (const seat of request.seats) {
      const slot = free.find((one) => one.seat === seat && !taken.has(one));
      if (!slot) return refusal('not_available', `seat ${seat ?? '(general admission)'} is not free`);
      taken.add(slot);
    }
    return [...taken];
  }

  #take(line: PosLine, slots: readonly Slot[]): void {
    this.#lines.set(line.reference, line);
    for (const slot of slots) slot.owner = line;
  }

  #drop(line: PosLine, state: 'released' | 'expired'): void {
    line.state = state;
    for (const slot of this.#listings.get(line.remoteId) ?? []) if (slot.owner === line) slot.owner = null;
  }

  #find(reference: string): PosLine | null {
    const line = this.#lines.get(reference);
    return line ? this.#asOfNow(line) : null;
  }

  /** Holds lapse by this POS's own clock, judged whenever one is looked at. */
  #asOfNow(line: PosLine): PosLine {
    if (line.state === 'held' && line.expiresAt !== null && line.expiresAt <= this.#clock()) {
      this.#drop(line, 'expired');
    }
    return line;
  }

  #newId(letter: string): string {
    this.#lastId += 1;
    return `${letter}-${String(this.#lastId).padStart(6, '0')}`;
  }
}

function isLive(line: PosLine): boolean {
  return line.state === 'held' || line.state === 'sold';
}

function isSameDeal(line: PosLine, request: HoldRequest | InvoiceRequest): boolean {
  return (
    line.remoteId === request.remote_id &&
    line.seats.length === request.seats.length &&
    line.seats.every((seat, index) => seat === request.seats[index])
  );
}

function lineOf(request: InvoiceRequest): PosLine {
  return {
    reference: request.reference,
    remoteId: request.remote_id,
    seats: [...request.seats],
    holdId: null,
    expiresAt: null,
    invoiceId: null,
    orderId: null,
    state: 'sold',
  };
}

function holdBody(line: PosLine): BridgeHold {
  return {
    hold_id: line.holdId ?? line.reference,
    reference: line.reference,
    remote_id: line.remoteId,
    quantity: line.seats.length,
    expires_at: line.expiresAt === null ? null : new Date(line.expiresAt).toISOString(),
  };
}

function invoiceBody(line: PosLine): BridgeInvoice {
  return {
    invoice_id: line.invoiceId ?? line.reference,
    reference: line.reference,
    remote_id: line.remoteId,
    quantity: line.seats.length,
  };
}

const statusOf: Record<PosRefusalCode, number> = {
  not_available: 409,
  listing_unknown: 404,
  split_not_allowed: 422,
  not_allowed: 403,
  bad_request: 400,
};

export function refusal(code: PosRefusalCode, detail: string): PosSaid {
  return { status: statusOf[code], body: { code, detail } };
}

function nothingThere(detail: string): PosSaid {
  return { status: 404, body: { code: 'not_found', detail } };
}
