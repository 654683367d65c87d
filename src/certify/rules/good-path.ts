// The four calls as they go on a good day.
import type { Conversation, Deal } from '../conversation.ts';
import type { Rule } from '../rule.ts';
import type { Answer } from '../visit.ts';

const group = 'The good path';

export const goodPath: readonly Rule[] = [
  {
    id: 'hold',
    group,
    title: 'A hold is answered 201 with the tickets that were set aside',
    why: 'The marketplace sells exactly what this answer names, and nothing else.',
    clause: 'POST /oi/v1/holds: 201 hold',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal({ quantity: 2 });
      isTheHoldAsked(talk, await talk.held(deal), deal);
      return undefined;
    },
  },
  {
    id: 'look',
    group,
    title: 'GET shows the hold as it was granted',
    why: 'After a lost answer GET is the only way in which a marketplace learns where it stands.',
    clause: 'GET /oi/v1/holds/{global_id}: 200 hold, whatever became of it',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      const held = await talk.held(deal);
      const seen = await talk.look(deal);
      talk.granted(seen, [200]);
      talk.same(seen, held);
      return undefined;
    },
  },
  {
    id: 'release',
    group,
    title: 'A release is answered 200 with status released, and GET says so',
    why: 'A marketplace whose fraud review failed must know that the tickets are no longer its own.',
    clause: 'DELETE /oi/v1/holds/{global_id}: 200 hold with status `released`',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      const released = await talk.release(deal);
      talk.granted(released, [200]);
      talk.isNow(released, ['released', 'releasing']);
      await talk.comesTo(deal, ['released']);
      return undefined;
    },
  },
  {
    id: 'released-is-free',
    group,
    title: 'Released tickets can be held by the next buyer',
    why: 'Tickets that stay locked after a release are lost sales for the broker.',
    clause: 'DELETE /oi/v1/holds/{global_id}; 409 not_available only for sold, held by another, or too few left',
    runs: 'small_listing',
    async check(talk) {
      const first = talk.smallDeal(2);
      await talk.held(first);
      talk.granted(await talk.release(first), [200]);
      await talk.comesTo(first, ['released']);
      await talk.held(talk.smallDeal(2));
      return undefined;
    },
  },
  {
    id: 'invoice',
    group,
    title: 'An invoice is answered 201 with the sale, and GET says so',
    why: 'The marketplace has the buyer’s money: the sale is confirmed by this answer alone.',
    clause:
      'POST /oi/v1/holds/{global_id}/invoice: 201 hold with status `confirmed` (202 `invoicing` when the POS is slow)',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      const held = await talk.held(deal);
      const orderId = talk.newId();
      const sale = await talk.invoice(deal, orderId);
      const { order_id, seats } = talk.sold(sale);
      if (order_id !== orderId) talk.unmet(sale, `order_id "${orderId}"`, `order_id ${JSON.stringify(order_id)}`);
      const [now, before] = [JSON.stringify(seats), JSON.stringify(held.body?.seats)];
      if (now !== before && talk.visit.wire.isExact) talk.unmet(sale, `the seats that were held, ${before}`, now);
      const seen = await talk.look(deal);
      talk.shows(seen, ['confirmed', 'invoicing']);
      if (sale.status === 201) talk.same(seen, sale);
      return undefined;
    },
  },
  {
    id: 'optional-fields',
    group,
    title: 'A price, a total and a buyer are taken where they are sent',
    why: 'Marketplaces that send them would otherwise be refused on every call.',
    clause: 'optional `unit_price` money; optional `total` money, `buyer`',
    runs: 'in_turn',
    async check(talk) {
      const unitPrice = { amount: 18_500, currency: 'USD' };
      const held = await talk.ask({ ask: 'hold', ...talk.deal(), unitPrice });
      talk.granted(held, [201], 'a hold');
      // Of an id never seen, so that nothing is sold to find out.
      const buyer = { name: 'Ann Buyer', email: 'ann@example.com' };
      const invoice = {
        ask: 'invoice',
        globalId: talk.newId(),
        orderId: talk.newId(),
        total: unitPrice,
        buyer,
      } as const;
      talk.refused(await talk.ask(invoice), 'hold_unknown');
      return undefined;
    },
  },
];

function isTheHoldAsked(talk: Conversation, answer: Answer, deal: Deal): void {
  const body = answer.body ?? {};
  const asked = { global_id: deal.globalId, remote_id: deal.remoteId, quantity: deal.quantity };
  const wanted = { ...asked, order_id: null, invoice_id: null, confirmed_at: null };
  for (const [name, value] of Object.entries(wanted)) {
    if ((body[name] ?? null) === value) continue;
    talk.unmet(answer, `${name} ${JSON.stringify(value)}`, `${name} ${JSON.stringify(body[name])}`);
  }
  if (typeof body.held_at !== 'string') talk.unmet(answer, 'the time of the hold in held_at', 'none');
  if (body.seats === undefined && !talk.visit.wire.isExact) return;
  const seats = Array.isArray(body.seats) ? body.seats.length : 'no';
  if (seats !== deal.quantity) talk.unmet(answer, `${deal.quantity} seats in \`seats\``, `${seats} seats`);
}
