// The book of a simulated POS: which tickets it holds or has sold, under which reference. It trusts whoever asks and
// takes what it is told to take, so that a ticket which is asked for twice is seen to be taken twice.
import type { Instant, OrderId } from '../../src/core/order.ts';
import type { Outcome, PosHeld, PosInvoiced, PosReleased } from '../../src/core/outcome.ts';
import type { PosFound, PosTickets } from '../../src/pos/pos.ts';

export type Claim = PosTickets & { id: string; kind: 'hold' | 'sale'; expiresAt: Instant | null };

export type Habits = {
  recognisesReferences: boolean;
  /** Whether a hold is found under its reference; else only its id tells it. */
  findsHolds: boolean;
  /** How long every hold stands, whatever is asked for. Null: as long as asked for. */
  holdsLapseAfterMs: number | null;
  /** How many places there are to be had; Infinity: it takes whatever it is told to. */
  places: number;
};

export class PosBook {
  readonly claims: Claim[] = [];
  /** Answers once given, by reference: a POS that recognises our references does nothing twice, ever. */
  readonly #held = new Map<OrderId, PosHeld>();
  readonly #habits: Habits;
  #numbered = 0;

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  hold(tickets: PosTickets, named: Instant | null, now: Instant): Outcome<PosHeld> {
    const { reference } = tickets;
    const { holdsLapseAfterMs } = this.#habits;
    const before = this.#held.get(reference);
    if (before && this.#habits.recognisesReferences) {
      return this.of(reference).length > 0 ? { kind: 'done', answer: before } : refusal('let go already');
    }
    if (this.of(reference).some(({ kind }) => kind === 'sale')) return refusal('sold already');
    if (!this.#hasRoomFor(tickets)) return refusal('too few are left');
    const held = { posHoldId: this.#nextId('hold'), expiresAt: holdsLapseAfterMs === null ? named : null };
    const expiresAt = holdsLapseAfterMs === null ? named : now + holdsLapseAfterMs;
    this.#held.set(reference, held);
    this.claims.push({ ...tickets, id: held.posHoldId, kind: 'hold', expiresAt });
    return { kind: 'done', answer: held };
  }

  release(reference: OrderId, posHoldId: string | null): Outcome<PosReleased> {
    const held = this.#holdsOf(reference, posHoldId);
    for (const claim of held) this.#drop(claim);
    return { kind: 'done', answer: { found: held.length > 0 } };
  }

  invoice(tickets: PosTickets, posHoldId: string | null): Outcome<PosInvoiced> {
    const claims = this.of(tickets.reference);
    const sale = claims.find(({ kind }) => kind === 'sale');
    if (sale && this.#habits.recognisesReferences) return { kind: 'done', answer: { invoiceId: sale.id } };
    const [held] = this.#holdsOf(tickets.reference, posHoldId);
    if (held) this.#drop(held);
    else if (!this.#hasRoomFor(tickets)) return refusal('too few are left');
    const invoiceId = this.#nextId('invoice');
    this.claims.push({ ...tickets, id: invoiceId, kind: 'sale', expiresAt: null });
    return { kind: 'done', answer: { invoiceId } };
  }

  find(reference: OrderId): PosFound {
    const claims = this.of(reference);
    const hold = claims.find(({ kind }) => kind === 'hold');
    const sale = claims.find(({ kind }) => kind === 'sale');
    const found = hold ? { posHoldId: hold.id, expiresAt: hold.expiresAt } : null;
    return {
      hold: this.#habits.findsHolds ? found : 'unknown',
      sale: sale ? { invoiceId: sale.id } : null,
    };
  }

  /** Holds end at the time that was named for them, or when they lapse. */
  expire(now: Instant): void {
    for (const claim of [...this.claims]) if (claim.expiresAt !== null && claim.expiresAt <= now) this.#drop(claim);
  }

  of(reference: string): Claim[] {
    return this.claims.filter((claim) => claim.reference === reference);
  }

  #holdsOf(reference: OrderId, posHoldId: string | null): Claim[] {
    const holds = this.of(reference).filter(({ kind }) => kind === 'hold');
    return this.#habits.findsHolds ? holds : holds.filter(({ id }) => id === posHoldId);
  }

  #hasRoomFor({ quantity }: PosTickets): boolean {
    return this.claims.reduce((taken, claim) => taken + claim.quantity, quantity) <= this.#habits.places;
  }

  #drop(claim: Claim): void {
    this.claims.splice(this.claims.indexOf(claim), 1);
  }

  #nextId(kind: string): string {
    this.#numbered += 1;
    return `${kind}-${this.#numbered}`;
  }
}

function refusal(detail: string): { kind: 'refused'; why: 'not_available'; detail: string } {
  return { kind: 'refused', why: 'not_available', detail };
}
