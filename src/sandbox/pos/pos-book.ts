// The sandbox POS's own book: what stands under each reference, on which seats of its shelf. It knows nothing of Holdfast.
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
import type { PosLine } from './pos-sandbox.ts';
import { groupBody, PosShelf, type PosSlot } from './pos-shelf.ts';

export type PosSaid = { status: number; body: object };

type HoldRequest = Static<typeof BridgeHoldRequest>;
type InvoiceRequest = Static<typeof BridgeInvoiceRequest>;

export class PosBook {
  readonly shelf = new PosShelf();
  readonly #clock: () => number;
  readonly #pageSize: number;
  readonly #lines = new Map<string, PosLine>();
  #lastId = 0;

  constructor(clock: () => number, pageSize: number) {
    this.#clock = clock;
    this.#pageSize = pageSize;
  }

  /** Every reference that ever took effect, as it stands now. */
  lines(): PosLine[] {
    return Array.from(this.#lines.values(), (line) => ({ ...this.#asOfNow(line) }));
  }

  /** As when a call takes effect that everybody had given up. */
  takeOver(reference: string, by: string): void {
    const line = this.#find(reference);
    if (!line) throw new Error(`nothing stands under ${reference}`);
    this.#lines.delete(reference);
    line.reference = by;
    this.#lines.set(by, line);
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

  /** What has changed on the shelf. A cursor is the number of the last change that was read. */
  groups(cursor: string | null): PosSaid {
    if (cursor !== null && !/^\d{1,15}$/.test(cursor)) return refusal('bad_request', 'the cursor is none of ours');
    this.#lapse();
    const { groups, gone, upTo, hasMore } = this.shelf.after(Number(cursor ?? 0), this.#pageSize);
    const total = [...this.shelf.all].length;
    const body = { groups: groups.map(groupBody), gone, cursor: String(upTo), has_more: hasMore, total };
    return { status: 200, body };
  }

  group(remoteId: string): PosSaid {
    this.#lapse();
    const group = this.shelf.find(remoteId);
    return group ? { status: 200, body: groupBody(group) } : nothingThere(`there is no group ${remoteId}`);
  }

  /** Every hold that stands, by its reference. */
  holds(cursor: string | null): PosSaid {
    const standing = this.lines().filter(({ state, reference }) => state === 'held' && reference > (cursor ?? ''));
    const page = standing.sort((a, b) => (a.reference < b.reference ? -1 : 1)).slice(0, this.#pageSize);
    const body = {
      holds: page.map(holdBody),
      cursor: page.at(-1)?.reference ?? null,
      has_more: standing.length > page.length,
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
    this.#touch(line);
    line.orderId = request.order_id;
    line.invoiceId = this.#newId('I');
    return { status: 201, body: invoiceBody(line) };
  }

  /** The slots of exactly the seats that were named, or why they cannot be had. */
  #freeSlots(request: HoldRequest | InvoiceRequest): PosSlot[] | PosSaid {
    if (request.seats.length !== request.quantity) return refusal('bad_request', 'seats and quantity do not agree');
    const group = this.shelf.find(request.remote_id);
    if (!group) return refusal('listing_unknown', `there is no listing ${request.remote_id}`);
    const free = group.slots.filter(
      ({ line, elsewhere }) => elsewhere === null && (line === null || !isLive(this.#asOfNow(line))),
    );
    const taken = new Set<PosSlot>();
    for (const seat of request.seats) {
      const slot = free.find((one) => one.seat === seat && !taken.has(one));
      if (!slot) return refusal('not_available', `seat ${seat ?? '(general admission)'} is not free`);
      taken.add(slot);
    }
    return [...taken];
  }

  #take(line: PosLine, slots: readonly PosSlot[]): void {
    this.#lines.set(line.reference, line);
    for (const slot of slots) slot.line = line;
    this.#touch(line);
  }

  #touch({ remoteId }: PosLine): void {
    const group = this.shelf.find(remoteId);
    if (group) this.shelf.touch(group);
  }

  #lapse(): void {
    for (const line of this.#lines.values()) this.#asOfNow(line);
  }

  #drop(line: PosLine, state: 'released' | 'expired'): void {
    line.state = state;
    for (const slot of this.shelf.find(line.remoteId)?.slots ?? []) if (slot.line === line) slot.line = null;
    this.#touch(line);
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

export function refusal(code: PosRefusalCode, detail: string, status = statusOf[code]): PosSaid {
  return { status, body: { code, detail } };
}

function nothingThere(detail: string): PosSaid {
  return { status: 404, body: { code: 'not_found', detail } };
}
