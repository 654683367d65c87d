// The book of a simulated POS: which tickets it holds or has sold, under which reference. It trusts whoever asks and
// takes what it is told to take, so that a ticket which is asked for twice is seen to be taken twice.
import type { Instant, OrderId } from '../../src/core/order.ts';
import type { Outcome, PosHeld, PosInvoiced, PosReleased } from '../../src/core/outcome.ts';
import type { PosFound, PosTickets } from '../../src/pos/pos.ts';

export type Claim = PosTickets & { id: string; kind: 'hold' | 'sale'; expiresAt: Instant | null };

export class PosBook {
  readonly claims: Claim[] = [];
  /** Answers once given, by reference: a POS that recognises our references does nothing twice, ever. */
  readonly #held = new Map<OrderId, PosHeld>();
  readonly #recognisesReferences: boolean;
  #numbered = 0;

  constructor(recognisesReferences: boolean) {
    this.#recognisesReferences = recognisesReferences;
  }

  hold(tickets: PosTickets, expiresAt: Instant | null): Outcome<PosHeld> {
    const { reference } = tickets;
    const before = this.#held.get(reference);
    if (before && this.#recognisesReferences) {
      return this.of(reference).length > 0 ? { kind: 'done', answer: before } : refusal('let go already');
    }
    if (this.of(reference).some(({ kind }) => kind === 'sale')) return refusal('sold already');
    const held = { posHoldId: this.#nextId('hold'), expiresAt };
    this.#held.set(reference, held);
    this.claims.push({ ...tickets, id: held.posHoldId, kind: 'hold', expiresAt });
    return { kind: 'done', answer: held };
  }

  release(reference: OrderId): Outcome<PosReleased> {
    const held = this.of(reference).filter(({ kind }) => kind === 'hold');
    for (const claim of held) this.#drop(claim);
    return { kind: 'done', answer: { found: held.length > 0 } };
  }

  invoice(tickets: PosTickets): Outcome<PosInvoiced> {
    const claims = this.of(tickets.reference);
    const sale = claims.find(({ kind }) => kind === 'sale');
    if (sale && this.#recognisesReferences) return { kind: 'done', answer: { invoiceId: sale.id } };
    const held = claims.find(({ kind }) => kind === 'hold');
    if (held) this.#drop(held);
    const invoiceId = this.#nextId('invoice');
    this.claims.push({ ...tickets, id: invoiceId, kind: 'sale', expiresAt: null });
    return { kind: 'done', answer: { invoiceId } };
  }

  find(reference: OrderId): PosFound {
    const claims = this.of(reference);
    const hold = claims.find(({ kind }) => kind === 'hold');
    const sale = claims.find(({ kind }) => kind === 'sale');
    return {
      hold: hold ? { posHoldId: hold.id, expiresAt: hold.expiresAt } : null,
      sale: sale ? { invoiceId: sale.id } : null,
    };
  }

  /** Holds end at the time that was named for them. */
  expire(now: Instant): void {
    for (const claim of [...this.claims]) if (claim.expiresAt !== null && claim.expiresAt <= now) this.#drop(claim);
  }

  of(reference: string): Claim[] {
    return this.claims.filter((claim) => claim.reference === reference);
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
