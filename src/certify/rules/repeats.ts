// Calls that come twice, and ids that come back with something else: marketplaces repeat whatever they are not sure of.
import type { Rule } from '../rule.ts';

const group = 'Repeats';

export const repeats: readonly Rule[] = [
  {
    id: 'hold-repeated',
    group,
    title: 'The same hold again is answered 200 with the same hold',
    why: 'A marketplace that lost the answer asks again, and must hear the same yes.',
    clause: 'POST /oi/v1/holds: the same call again: 200, same hold',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal({ quantity: 2 });
      const held = await talk.held(deal);
      const again = await talk.hold(deal);
      talk.granted(again, [200], 'the same hold');
      talk.same(again, held);
      return undefined;
    },
  },
  {
    id: 'repeats-take-nothing-more',
    group,
    title: 'A hold that is repeated, even five times at once, takes its tickets once',
    why: 'Tickets taken by a repeat belong to nobody: no call will ever release or sell them.',
    clause: 'POST /oi/v1/holds: the same call again: 200, same hold',
    runs: 'small_listing',
    async check(talk) {
      const deal = talk.smallDeal(1);
      const copies = await Promise.all(Array.from({ length: 5 }, () => talk.hold(deal)));
      for (const copy of copies) talk.granted(copy, [200, 201], 'the one hold');
      await talk.hold(deal);
      const other = await talk.hold(talk.smallDeal(1));
      talk.granted(other, [201], 'the second ticket for the second buyer');
      return undefined;
    },
  },
  {
    id: 'global-id-reused',
    group,
    title: 'A known global id with another listing or quantity is refused',
    why: 'Answered with the old hold, the marketplace would sell tickets that it never held.',
    clause: '409 global_id_reused: known global id, other remote id or quantity',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      const held = await talk.held(deal);
      talk.refused(await talk.hold({ ...deal, quantity: 2 }), 'global_id_reused');
      talk.refused(await talk.hold({ ...deal, remoteId: talk.visit.listings.small }), 'global_id_reused');
      const seen = await talk.look(deal);
      talk.granted(seen, [200], 'the first hold, as it was');
      talk.same(seen, held);
      return undefined;
    },
  },
  {
    id: 'release-repeated',
    group,
    title: 'A release again is answered 200 again',
    why: 'A release whose answer was lost is sent again until somebody says yes.',
    clause: 'DELETE /oi/v1/holds/{global_id}: again: 200',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      talk.granted(await talk.release(deal), [200]);
      const again = await talk.release(deal);
      talk.granted(again, [200]);
      talk.isNow(again, ['released', 'releasing']);
      return undefined;
    },
  },
  {
    id: 'hold-after-release',
    group,
    title: 'A hold that comes again after its release is refused',
    why: 'A copy that was under way for long must not lock tickets which the marketplace has given up.',
    clause: '409 hold_released: the hold is past that',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      talk.granted(await talk.release(deal), [200]);
      talk.refused(await talk.hold(deal), 'hold_released');
      return undefined;
    },
  },
  {
    id: 'release-before-hold',
    group,
    title: 'A release of an id never seen is granted, and its late hold is refused',
    why: 'Calls overtake each other: a hold that arrives after its release would lock tickets for nobody.',
    clause: 'Unknown id: 200 and a tombstone (a hold that arrives later is refused `hold_released`)',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      const tombstone = await talk.release(deal);
      talk.granted(tombstone, [200], 'a tombstone');
      talk.isNow(tombstone, ['released']);
      talk.refused(await talk.hold(deal), 'hold_released');
      return undefined;
    },
  },
  {
    id: 'invoice-repeated',
    group,
    title: 'The same invoice again is answered 200 with the same sale',
    why: 'A second invoice for one sale is a second bill, or a second set of tickets.',
    clause: 'POST /oi/v1/holds/{global_id}/invoice: again: 200, same',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      const orderId = talk.newId();
      const sale = await talk.invoice(deal, orderId);
      talk.sold(sale);
      const again = await talk.invoice(deal, orderId);
      talk.granted(again, sale.status === 202 ? [200, 202] : [200], 'the same sale');
      if (again.status === 200 && sale.status === 201) talk.same(again, sale);
      return undefined;
    },
  },
  {
    id: 'order-id-changed',
    group,
    title: 'A sale that is invoiced again under another order id is refused',
    why: 'Two order ids for one sale, and the broker ships or bills it twice.',
    clause: '409 order_id_reused: known hold, other order id',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      talk.sold(await talk.invoice(deal, talk.newId()));
      talk.refused(await talk.invoice(deal, talk.newId()), 'order_id_reused');
      return undefined;
    },
  },
  {
    id: 'order-id-taken',
    group,
    title: 'An order id that another hold already has is refused, and the hold still stands',
    why: 'One order id on two sales, and one of them can never be found again.',
    clause: '409 order_id_reused: or an order id that another hold already has',
    runs: 'in_turn',
    async check(talk) {
      const [first, second] = [talk.deal(), talk.deal()];
      await talk.held(first);
      await talk.held(second);
      const orderId = talk.newId();
      talk.sold(await talk.invoice(first, orderId));
      talk.refused(await talk.invoice(second, orderId), 'order_id_reused');
      const seen = await talk.look(second);
      talk.shows(seen, ['held']);
      return undefined;
    },
  },
];
