// What a bridge does on a good day.
import type { BridgeRule } from '../rule.ts';

const group = 'Good path';

export const goodPath: readonly BridgeRule[] = [
  {
    id: 'hold',
    group,
    title: 'A hold is placed, and its answer says which',
    why: 'Only a hold that stands in the POS keeps the tickets from being sold twice.',
    clause: 'POST /holds: 2xx, hold',
    async check(talk) {
      const reference = talk.newReference();
      const hold = await talk.held(reference);
      const { hold: found } = await talk.stands(reference, 'hold');
      if (found?.hold_id !== hold.hold_id) {
        talk.unmet(await talk.find(reference), `the hold ${hold.hold_id}`, `the hold ${found?.hold_id}`);
      }
      return undefined;
    },
  },
  {
    id: 'release',
    group,
    title: 'A release lets go of the tickets',
    why: 'Tickets that nobody buys must be for sale again.',
    clause: 'DELETE /holds/{reference}: 2xx, hold as it was',
    async check(talk) {
      const reference = talk.newReference();
      await talk.held(reference);
      talk.isHold(await talk.release(reference), reference);
      await talk.stands(reference, 'nothing');
      await talk.held(talk.newReference());
      return undefined;
    },
  },
  {
    id: 'invoice',
    group,
    title: 'An invoice sells what is held, and closes the hold',
    why: 'The marketplace has sold them: from here on they are the buyer’s.',
    clause: 'POST /invoices: sells the tickets to the marketplace; closes the hold, if there is one',
    async check(talk) {
      const reference = talk.newReference();
      const { hold_id } = await talk.held(reference);
      const invoice = await talk.sold(reference, { holdId: hold_id });
      const { invoice: found } = await talk.stands(reference, 'invoice');
      if (found?.invoice_id !== invoice.invoice_id) {
        talk.unmet(await talk.find(reference), `the invoice ${invoice.invoice_id}`, `the invoice ${found?.invoice_id}`);
      }
      return undefined;
    },
  },
  {
    id: 'invoice-without-hold',
    group,
    title: 'An invoice without a hold sells the named tickets if they are free',
    why: 'Some sales are told of when they are made, and some holds have lapsed before their invoice.',
    clause: 'there is no live hold: sell the named tickets if they are free',
    async check(talk) {
      const reference = talk.newReference();
      await talk.sold(reference);
      await talk.stands(reference, 'invoice');
      return undefined;
    },
  },
  {
    id: 'undo',
    group,
    title: 'Undoing a sale gives its tickets back to the pool',
    why: 'A sale that the marketplace cancels is no sale.',
    clause: 'DELETE /invoices/{reference}: undoes the sale; the tickets go back to the pool',
    async check(talk) {
      const reference = talk.newReference();
      await talk.sold(reference);
      talk.isInvoice(await talk.undo(reference), reference);
      await talk.stands(reference, 'nothing');
      await talk.held(talk.newReference());
      return undefined;
    },
  },
];
