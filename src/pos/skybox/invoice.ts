// Selling in SkyBox. Its invoice names tickets, not a hold, and `force` lets it take tickets that anybody holds: it is said
// only when our own hold is proven to stand, with time to spare, on exactly these tickets. What stands on the invoice is looked
// at afterwards.

import { minorDigits } from '../../core/money.ts';
import type { Outcome, PosInvoiced, PosRefusal } from '../../core/outcome.ts';
import type { Conversation } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import type { RemotePos } from '../pos.ts';
import { type Chosen, chooseTickets } from './choose-tickets.ts';
import { whyNot } from './classify.ts';
import { customerOf } from './customers.ts';
import { type Hold, ourHolds, readHold, standingOf, stands } from './holds.ts';
import { letGo } from './release.ts';
import { isOfThese, salesUnder, ticketsSoldUnder } from './sales.ts';
import { numbersOf } from './seats.ts';
import { notBegun, notSeen, type Talk } from './talk.ts';
import { takeBack } from './void.ts';
import { SkyBoxNewInvoice } from './wire.ts';

type Request = Parameters<RemotePos['invoice']>[0];
type Told = Conversation<PosInvoiced, PosRefusal>;

export async function invoice(talk: Talk, request: Request): Promise<Told> {
  const numbers = numbersOf(request.seats);
  if (numbers === null)
    return talk.end({ kind: 'refused', why: 'bad_request', detail: 'no seat of SkyBox has such a label' });
  const holds = await ourHolds(talk, request);
  if (holds.kind !== 'seen') return talk.end(notBegun(holds));
  const chosen = await chooseTickets(talk, request, holds.shown);
  if (chosen.kind === 'refused') return soldBefore(talk, request, holds.shown, chosen);
  if (chosen.kind !== 'chosen') return talk.end(chosen);
  const customer = await customerOf(talk, request.marketplace);
  if (customer.kind !== 'found') return talk.end(customer);
  const body = bodyOf(talk, request, chosen, customer.id);
  const said = await talk.say('POST', `/invoices?force=${chosen.isProvenOurs}`, body);
  if (said.kind !== 'said') return talk.end(said);
  if (said.status === 400) return afterNo(talk, request, { ...chosen, numbers }, holds.shown);
  const made = said.status === 200 && hasShape(SkyBoxNewInvoice, said.body) ? said.body : null;
  if (made === null || (made.externalRef ?? request.reference) !== request.reference) {
    return talk.end({
      kind: 'unsure',
      detail: `SkyBox answered the invoice with ${said.status}, and not with our invoice`,
    });
  }
  return checked(talk, request, { invoiceId: made.id, chosen, holds: holds.shown });
}

/** All that the vendor's model asks for, though its text asks for less. */
function bodyOf(talk: Talk, request: Request, { ids, listPrice }: Chosen, customerId: number): object {
  const { account_id, sales_term, delivery_method, currency } = talk.settings;
  const { reference, marketplace, marketplaceOrderId, total } = request;
  const amount = total ? total.amount / 10 ** minorDigits(total.currency) : listPrice * ids.length;
  return {
    customerId,
    accountId: account_id,
    externalRef: reference,
    paymentRef: marketplaceOrderId,
    internalNotes: `Order ${marketplaceOrderId} of ${marketplace}, by Holdfast`,
    lines: [{ accountId: account_id, lineItemType: 'INVENTORY', itemIds: ids, quantity: ids.length, amount }],
    salesTerm: sales_term,
    paymentStatus: 'UNPAID',
    fulfillmentStatus: 'PENDING',
    deliveryMethod: delivery_method,
    currencyCode: total?.currency ?? currency,
    taxAmount: 0,
    shippingAmount: 0,
    otherAmount: 0,
  };
}

/** Where SkyBox has no tickets for us, we may have them: an invoice that was given up may have taken effect since. */
async function soldBefore(
  talk: Talk,
  request: Request,
  holds: readonly Hold[],
  no: Extract<Outcome<never>, { kind: 'refused' }>,
): Promise<Told> {
  const sales = await salesUnder(talk, request.reference);
  if (sales.kind !== 'seen') return talk.end(notBegun(sales));
  const [sale] = sales.shown;
  if (!sale) return talk.end(no);
  const sold = await ticketsSoldUnder(talk, request.reference);
  if (sold.kind !== 'seen' || !isOfThese(sold.shown, sale.id, request)) {
    const detail = `SkyBox has invoice ${sale.id} under our reference, and not surely of these tickets. Look at it there`;
    return talk.end({ kind: 'unsure', detail });
  }
  await tidyAway(talk, holds);
  return talk.end({ kind: 'done', answer: { invoiceId: String(sale.id) } });
}

/** It may have said no because the request came twice, and its first is our sale. */
async function afterNo(
  talk: Talk,
  request: Request,
  { group, ids, numbers }: Chosen & { numbers: readonly number[] | 'any' },
  holds: readonly Hold[],
): Promise<Told> {
  const sales = await salesUnder(talk, request.reference);
  if (sales.kind !== 'seen') return talk.end(notSeen(sales));
  const [sale] = sales.shown;
  if (sale) return checked(talk, request, { invoiceId: sale.id, chosen: { ids, isProvenOurs: true }, holds });
  return whyNot(talk, group, { ...request, numbers });
}

type Made = { invoiceId: number; chosen: Pick<Chosen, 'ids' | 'isProvenOurs'>; holds: readonly Hold[] };

/** Looks whether exactly our tickets stand on the invoice, and tidies our holds away. Wrong ones are taken back. */
async function checked(talk: Talk, request: Request, { invoiceId, chosen, holds }: Made): Promise<Told> {
  const sold = await ticketsSoldUnder(talk, request.reference);
  if (sold.kind === 'seen') {
    if (!isOfThese(sold.shown, invoiceId, chosen)) return talk.end(await undo(talk, request, invoiceId));
  } else if (chosen.isProvenOurs) {
    const detail = sold.kind === 'missing' ? `no tickets are on invoice ${invoiceId}` : sold.detail;
    return talk.end({ kind: 'unsure', detail: `the invoice could not be checked: ${detail}` });
  }
  await tidyAway(talk, holds);
  return talk.end({ kind: 'done', answer: { invoiceId: String(invoiceId) } });
}

async function undo(talk: Talk, { reference }: Request, invoiceId: number): Promise<Outcome<PosInvoiced>> {
  const sales = await salesUnder(talk, reference);
  const undone = sales.kind === 'seen' ? await takeBack(talk, reference, sales.shown) : null;
  const detail = `SkyBox put other tickets on invoice ${invoiceId} than were asked for`;
  if (undone?.kind !== 'done') return { kind: 'unsure', detail: `${detail}. Look at it there` };
  return { kind: 'refused', why: 'bad_request', detail: `${detail}, and has taken them back` };
}

/** SkyBox may leave a hold to lapse whose tickets are sold. What cannot be tidied away lapses by itself. */
async function tidyAway(talk: Talk, holds: readonly Hold[]): Promise<void> {
  for (const { id } of standingOf(talk, holds)) {
    const now = await readHold(talk, id);
    if (now.kind === 'seen' && stands(talk, now.shown)) await letGo(talk, now.shown);
  }
}
