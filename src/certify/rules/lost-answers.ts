// Answers that never arrive: the kit cuts the line after it has sent, and then finds out what is true.
import { setTimeout as pause } from 'node:timers/promises';
import type { Rule } from '../rule.ts';
import type { Answer } from '../visit.ts';

const group = 'Lost answers';
/** The call is under way: it is given time to arrive and to be worked on before the kit asks what became of it. */
const arrivesWithinMs = 250;
const cut = { isCut: true } as const;

export const lostAnswers: readonly Rule[] = [
  {
    id: 'lost-hold',
    group,
    title: 'After a hold whose answer was lost, GET and the same call again tell one truth',
    why: 'The marketplace cannot know whether it was heard; what it then reads must be so, and take one ticket only.',
    clause: 'A 5xx never means that something was or was not done: ask with GET; the same call again: 200, same hold',
    runs: 'small_listing',
    async check(talk) {
      const deal = talk.smallDeal(1);
      await underWay(talk.hold(deal, cut));
      const seen = await talk.look(deal);
      if (seen.status !== 200) talk.refused(seen, 'hold_unknown');
      const again = await talk.hold(deal);
      talk.granted(again, [200, 201], 'the hold');
      const known = await talk.look(deal);
      talk.shows(known, ['held']);
      talk.same(known, again);
      talk.granted(await talk.hold(talk.smallDeal(1)), [201], 'the second ticket for the second buyer');
      return undefined;
    },
  },
  {
    id: 'lost-release',
    group,
    title: 'After a release whose answer was lost, the same call again is granted, and GET says released',
    why: 'Half a release is a ticket that nobody can sell.',
    clause: 'DELETE /oi/v1/holds/{global_id}: again: 200',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      await underWay(talk.release(deal, cut));
      const seen = await talk.look(deal);
      talk.shows(seen, ['held', 'releasing', 'released']);
      talk.granted(await talk.release(deal), [200]);
      await talk.comesTo(deal, ['released']);
      return undefined;
    },
  },
  {
    id: 'lost-invoice',
    group,
    title: 'After an invoice whose answer was lost, GET and the same call again tell one truth',
    why: 'Paid and not sold, or sold twice: the two ways in which a lost answer costs money.',
    clause: 'POST /oi/v1/holds/{global_id}/invoice: again: 200, same',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      const orderId = talk.newId();
      await underWay(talk.invoice(deal, orderId, cut));
      const seen = await talk.look(deal);
      talk.shows(seen, ['held', 'invoicing', 'confirmed']);
      const again = await talk.invoice(deal, orderId);
      talk.granted(again, [200, 201, 202], 'the sale');
      const known = await talk.comesTo(deal, ['confirmed']);
      if (again.body?.status === 'confirmed') talk.same(known, again);
      if (seen.body?.status === 'confirmed') talk.same(known, seen);
      return undefined;
    },
  },
];

async function underWay(lost: Promise<Answer>): Promise<void> {
  await lost;
  await pause(arrivesWithinMs);
}
