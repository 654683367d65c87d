// The same question with the same reference takes effect once, and is answered the same way again.
import type { BridgeRule } from '../rule.ts';

const group = 'Repeats';
const copies = 8;

export const repeats: readonly BridgeRule[] = [
  {
    id: 'hold-repeated',
    group,
    title: 'A hold that is asked for again is the same hold',
    why: 'Holdfast asks again when an answer was lost; a second hold would never be let go of.',
    clause: 'the reference holds these tickets already: 2xx, the same hold',
    async check(talk) {
      const reference = talk.newReference();
      const first = await talk.held(reference);
      const again = await talk.hold(reference);
      const second = talk.isHold(again, reference);
      if (second.hold_id !== first.hold_id)
        talk.unmet(again, `the hold ${first.hold_id}`, `the hold ${second.hold_id}`);
      await talk.held(talk.newReference(), { seats: talk.visit.tickets.seats.slice(2) });
      return undefined;
    },
  },
  {
    id: 'copies-at-once',
    group,
    title: 'Copies of a hold that come at once are one hold',
    why: 'Proxies and hurried clients send a call twice within the same millisecond.',
    clause: 'the same question with the same reference must take effect once',
    async check(talk) {
      const reference = talk.newReference();
      const all = await Promise.all(Array.from({ length: copies }, () => talk.hold(reference)));
      const ids = all.map((said) => talk.isHold(said, reference).hold_id);
      const other = all.find((_, index) => ids[index] !== ids[0]);
      if (other)
        talk.unmet(other, `the hold ${ids[0]} in all ${copies} answers`, `the holds ${[...new Set(ids)].join(', ')}`);
      await talk.held(talk.newReference(), { seats: talk.visit.tickets.seats.slice(2) });
      return undefined;
    },
  },
  {
    id: 'invoice-repeated',
    group,
    title: 'An invoice that is asked for again is the same invoice',
    why: 'Two invoices for one sale are one too many in the broker’s books.',
    clause: 'the reference is sold already: 2xx, the same invoice',
    async check(talk) {
      const reference = talk.newReference();
      const first = await talk.sold(reference);
      const again = await talk.invoice(reference);
      const second = talk.isInvoice(again, reference);
      if (second.invoice_id !== first.invoice_id) {
        talk.unmet(again, `the invoice ${first.invoice_id}`, `the invoice ${second.invoice_id}`);
      }
      return undefined;
    },
  },
  {
    id: 'release-repeated',
    group,
    title: 'A second release finds nothing, and says so',
    why: 'Holdfast lets go until it is told that nothing is there.',
    clause: 'nothing is held under the reference: 404 not_found',
    async check(talk) {
      const reference = talk.newReference();
      await talk.held(reference);
      talk.isHold(await talk.release(reference), reference);
      talk.nothingThere(await talk.release(reference));
      return undefined;
    },
  },
  {
    id: 'undo-repeated',
    group,
    title: 'A sale that is undone again is not there, and that is said',
    why: 'Holdfast takes a sale back until it is told that nothing is there.',
    clause: 'Removing what is not there is a 404 with not_found',
    async check(talk) {
      const reference = talk.newReference();
      await talk.sold(reference);
      talk.isInvoice(await talk.undo(reference), reference);
      talk.nothingThere(await talk.undo(reference));
      return undefined;
    },
  },
  {
    id: 'hold-after-release',
    group,
    title: 'What was released is never held again under its reference',
    why: 'A late copy of the first call would hold tickets that nobody knows of.',
    clause: 'the reference was released: 409 not_available',
    async check(talk) {
      const reference = talk.newReference();
      await talk.held(reference);
      talk.isHold(await talk.release(reference), reference);
      talk.refused(await talk.hold(reference), 'not_available');
      await talk.stands(reference, 'nothing');
      return undefined;
    },
  },
  {
    id: 'invoice-after-undo',
    group,
    title: 'What was undone is never sold again under its reference',
    why: 'A late copy of the first call would sell what the marketplace has cancelled.',
    clause: 'the sale was undone: 409 not_available',
    async check(talk) {
      const reference = talk.newReference();
      await talk.sold(reference);
      talk.isInvoice(await talk.undo(reference), reference);
      talk.refused(await talk.invoice(reference), 'not_available');
      await talk.stands(reference, 'nothing');
      return undefined;
    },
  },
];
