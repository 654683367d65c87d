// Words of the POS that come late, or a second time, after something else was asked: what they prove, and what they do not.
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order } from '../../src/core/order.ts';
import {
  Deal,
  holdCall,
  holdDone,
  holdEnded,
  invoiceCall,
  invoiceEnded,
  networkPos,
  releaseCall,
  released,
} from './situations.ts';

describe('a word of the POS', () => {
  test('that a hold stands is no news of a sale that is owed: it has let go of that hold', () => {
    const deal = new Deal();
    const holding = deal.call(holdCall()).question;
    deal.answered(holding, holdDone());
    const noTickets = invoiceEnded({ refused: 'not_available' });
    const letGo = deal.answered(deal.call(invoiceCall()).question, noTickets);
    deal.answered(deal.answered(letGo.question, released(true)).question, noTickets);
    strictEqual(deal.state, 'unfilled');
    deal.answered(holding, holdDone());
    strictEqual(deal.state, 'unfilled');
  });

  test('that it has let go proves nothing where the hold was put again meanwhile: that one may still come to stand', () => {
    const deal = new Deal();
    deal.call(holdCall());
    // Whoever asked is gone, and its lease is over; somebody waits still.
    deal.later(9_000).order = { ...(deal.order as Order), answerBy: deal.now + 30_000 };
    strictEqual(deal.due().question?.findFirst, true);
    const early = deal.call(releaseCall).question;
    strictEqual(early?.yesIsProof, false);
    deal.answered(early, released(true));
    deepStrictEqual([deal.state, deal.owned], ['releasing', 2]);
    const late = deal.later((deal.order?.dueAt ?? 0) - deal.now).due().question;
    deal.answered(late, released(true));
    deepStrictEqual([deal.state, deal.owned], ['released', 0]);
  });

  test('that a call never went out says nothing of the one that was sent since', () => {
    const deal = new Deal();
    const first = deal.call(holdCall()).question;
    deal.pos = { ...networkPos, away: { until: deal.now + 60_000, pledges: true, forHoldsOnly: false } };
    deal.answered(first, holdEnded('not_sent'));
    strictEqual(deal.state, 'pledged');
    deal.pos = networkPos;
    const second = deal.later((deal.order?.dueAt ?? 0) - deal.now).due().question;
    deepStrictEqual([second?.ask, second?.attempt], ['hold', first?.attempt]);
    deal.answered(first, holdEnded('not_sent'));
    strictEqual(deal.order?.sentAt, second?.sentAt);
  });
});
