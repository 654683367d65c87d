// Each rule of the trade as a short story, told to the real decision: what the marketplace calls, what the POS says,
// and what comes of it. Laws: release-wins, same-question-same-answer, claim-dropped-on-proof, intent-first.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PosNature } from '../../src/core/command.ts';
import { leaseMs } from '../../src/core/in-flight.ts';
import type { Order } from '../../src/core/order.ts';
import {
  answerWithinMs,
  blindPos,
  Deal,
  forgetfulPos,
  holdCall,
  holdDone,
  holdEnded,
  invoiceCall,
  invoiceDone,
  invoiceEnded,
  lateEffectMs,
  ledgerPos,
  listingOf,
  lookCall,
  networkPos,
  releaseCall,
  released,
  releaseEnded,
  terms,
  told,
} from './situations.ts';

const events = (steps: readonly (readonly [string, string])[]): string[] => steps.map(([event]) => event);

describe('a hold', () => {
  test('claims its tickets before the POS is asked, and is agreed to when the POS has said so', () => {
    const deal = new Deal();
    const asking = deal.call(holdCall());
    strictEqual(deal.state, 'holding');
    strictEqual(deal.owned, 2);
    strictEqual(asking.reply, null);
    strictEqual(asking.question?.ask, 'hold');
    strictEqual(asking.question.findFirst, false);
    const answered = deal.answered(asking.question, holdDone({ posHoldId: 'h-7' }));
    strictEqual(answered.order?.posHoldId, 'h-7');
    strictEqual(answered.order.heldAt, deal.now);
    strictEqual(told(deal.call(holdCall(), { moved: true })), 'created');
    strictEqual(told(deal.call(holdCall())), 'repeated');
    strictEqual(deal.owned, 2);
  });

  test('of other tickets under a known global id is refused and changes nothing', () => {
    const deal = new Deal().held();
    strictEqual(told(deal.call(holdCall({ quantity: 3 }))), 'global_id_reused');
    strictEqual(deal.owned, 2);
    strictEqual(told(deal.call(holdCall())), 'repeated');
  });

  test('of an unknown listing, of sold tickets and against the split rule is refused, and stays refused', () => {
    const sold = listingOf(['1', '2'], { owners: ['order-x', null] });
    const pairs = listingOf(['1', '2', '3'], { split: { rule: 'pairs' } });
    for (const [listing, quantity, why] of [
      [null, 2, 'listing_unknown'],
      [sold, 2, 'not_available'],
      [pairs, 3, 'split_not_allowed'],
    ] as const) {
      const deal = new Deal(networkPos, listing);
      const decision = deal.call(holdCall({ quantity }));
      strictEqual(told(decision), why);
      strictEqual(decision.question, null, 'the POS is not asked');
      strictEqual(deal.state, 'declined');
      deal.listing = listingOf(['1', '2', '3', '4']);
      strictEqual(told(deal.call(holdCall({ quantity }))), why, 'though the tickets are there now');
      strictEqual(deal.owned, 0);
    }
  });

  test('that the POS refuses is declined in our words, and its tickets are free', () => {
    for (const [posSays, weSay] of [
      ['not_available', 'not_available'],
      ['listing_unknown', 'not_available'],
      ['split_not_allowed', 'split_not_allowed'],
      ['not_allowed', 'pos_unreachable'],
      ['bad_request', 'pos_unreachable'],
    ] as const) {
      const deal = new Deal();
      deal.answered(deal.call(holdCall()).question, holdEnded({ refused: posSays }));
      strictEqual(deal.state, 'declined');
      strictEqual(deal.owned, 0);
      strictEqual(told(deal.call(holdCall())), weSay);
    }
  });

  test('is written down once however long its caller waits', () => {
    const deal = new Deal();
    strictEqual(deal.call(holdCall()).exchanges.length, 1);
    strictEqual(deal.later(250).call(holdCall(), { moved: true }).exchanges.length, 0);
    strictEqual(deal.order?.entries, 1);
  });

  test('whose answer is overdue is refused, undone at the POS, and only then free', () => {
    const deal = new Deal();
    const asking = deal.call(holdCall());
    deal.later(answerWithinMs);
    const overdue = deal.call(holdCall(), { moved: true });
    strictEqual(told(overdue), 'pos_unreachable');
    strictEqual(deal.state, 'undoing');
    strictEqual(deal.owned, 2);
    strictEqual(overdue.question?.ask, 'release');
    deal.answered(asking.question, holdDone());
    strictEqual(deal.state, 'undoing');
    strictEqual(deal.owned, 2);
    deal.answered(overdue.question, released(true));
    strictEqual(deal.state, 'declined');
    strictEqual(deal.owned, 0);
    strictEqual(told(deal.call(holdCall())), 'pos_unreachable');
  });

  test('that never left needs no undoing: that nothing was sent is proof', () => {
    const deal = new Deal();
    deal.answered(deal.call(holdCall()).question, holdEnded('not_sent'));
    strictEqual(deal.order?.sentAt, null);
    const overdue = deal.later(answerWithinMs).due();
    deepStrictEqual(events(overdue.steps), ['answer_overdue', 'pos_not_reached']);
    strictEqual(overdue.question, null);
    strictEqual(deal.state, 'declined');
    strictEqual(deal.owned, 0);
  });

  test('that was refused late is not refused in other words', () => {
    const deal = new Deal();
    const { question } = deal.call(holdCall());
    deal.later(answerWithinMs).due();
    deal.answered(question, holdEnded({ refused: 'split_not_allowed' }));
    strictEqual(deal.state, 'declined');
    strictEqual(told(deal.call(holdCall())), 'pos_unreachable');
  });
});

describe('a release', () => {
  test('lets go when the POS says so, and never before', () => {
    const deal = new Deal().held();
    const asking = deal.call(releaseCall);
    strictEqual(deal.state, 'releasing');
    for (const ending of ['unsure', 'not_sent', { refused: 'not_allowed' }] as const) {
      deal.answered(asking.question, releaseEnded(ending));
      strictEqual(deal.state, 'releasing');
      strictEqual(deal.owned, 2);
    }
    const again = deal.later(60_000).due();
    deal.answered(again.question, released(true));
    strictEqual(deal.state, 'released');
    strictEqual(deal.owned, 0);
    strictEqual(told(deal.call(releaseCall)), 'shown');
    strictEqual(told(deal.call(holdCall())), 'hold_released');
  });

  test('before its hold leaves a tombstone, and the late hold is refused for ever', () => {
    const deal = new Deal();
    strictEqual(told(deal.call(releaseCall)), 'shown');
    strictEqual(deal.state, 'released');
    strictEqual(told(deal.call(holdCall())), 'hold_released');
    strictEqual(told(deal.call(invoiceCall())), 'hold_released');
    strictEqual(deal.owned, 0);
  });

  test('while the hold is being asked for keeps the tickets until the POS has let go of whatever it did', () => {
    const deal = new Deal();
    const holding = deal.call(holdCall());
    const releasing = deal.call(releaseCall);
    strictEqual(releasing.question?.ask, 'release');
    deal.answered(holding.question, holdDone());
    strictEqual(deal.state, 'releasing');
    strictEqual(deal.owned, 2);
    deal.answered(releasing.question, released(true));
    strictEqual(deal.state, 'released');
    strictEqual(deal.owned, 0);
  });

  test('told early that nothing is there asks again: the hold may still arrive', () => {
    const deal = new Deal();
    deal.call(holdCall());
    const early = deal.later(1_000).call(releaseCall);
    strictEqual(early.question?.noIsProof, false);
    deal.answered(early.question, released(false));
    strictEqual(deal.state, 'releasing');
    strictEqual(deal.owned, 2);
    const dueAt = deal.order?.dueAt ?? 0;
    ok(dueAt >= deal.now - 1_000 + lateEffectMs);
    const late = deal.later(dueAt - deal.now).due();
    strictEqual(late.question?.noIsProof, true);
    deal.answered(late.question, released(false));
    strictEqual(deal.state, 'released');
    strictEqual(deal.owned, 0);
  });

  test('told early that nothing is there, and stored late, is no proof either', () => {
    const deal = new Deal();
    deal.call(holdCall());
    const early = deal.later(1_000).call(releaseCall);
    deal.later(leaseMs + lateEffectMs).answered(early.question, released(false));
    strictEqual(deal.state, 'releasing');
    strictEqual(deal.owned, 2);
  });

  test('told that nothing is there before the hold arrived is no proof afterwards', () => {
    const deal = new Deal();
    const holding = deal.call(holdCall());
    const releasing = deal.later(1_000).call(releaseCall);
    deal.answered(holding.question, holdDone());
    deal.answered(releasing.question, released(false));
    strictEqual(deal.state, 'releasing');
    strictEqual(deal.owned, 2);
  });

  test('of a hold that the POS has told us of is over when it is gone there', () => {
    const deal = new Deal().held();
    deal.answered(deal.call(releaseCall).question, released(false));
    strictEqual(deal.state, 'released');
  });

  test('of a sale is refused, and the sale stands', () => {
    const deal = new Deal().held();
    const { question } = deal.call(invoiceCall());
    strictEqual(told(deal.call(releaseCall)), 'already_invoiced');
    deal.answered(question, invoiceDone);
    strictEqual(told(deal.call(releaseCall)), 'already_invoiced');
    strictEqual(deal.owned, 2);
  });

  test('is not undone by an answer that is stored twice', () => {
    const deal = new Deal();
    const { question } = deal.call(holdCall());
    deal.answered(question, holdDone());
    deal.answered(deal.call(releaseCall).question, released(true));
    deal.answered(question, holdDone());
    strictEqual(deal.state, 'released');
  });

  test('then contradicted by the POS calls for a person, and its answers stay', () => {
    const deal = new Deal();
    const { question } = deal.call(holdCall());
    const releasing = deal.later(leaseMs + lateEffectMs).call(releaseCall);
    deal.answered(releasing.question, released(false));
    strictEqual(told(deal.call(holdCall())), 'pos_unreachable');
    const { alert } = deal.answered(question, holdDone({ posHoldId: 'never-heard-of' }));
    strictEqual(deal.state, 'stuck');
    strictEqual(alert?.kind, 'stuck');
    strictEqual(deal.owned, 0);
    strictEqual(told(deal.call(holdCall())), 'pos_unreachable');
  });
});

describe('an invoice', () => {
  test('of a hold is confirmed when the POS has invoiced, and repeated from then on', () => {
    const deal = new Deal().held();
    const asking = deal.call(invoiceCall());
    strictEqual(asking.reply, null);
    strictEqual(asking.question?.ask, 'invoice');
    const { steps } = deal.answered(asking.question, invoiceDone);
    deepStrictEqual(events(steps), ['pos_invoiced', 'marketplace_confirmed']);
    strictEqual(deal.order?.invoiceId, 'invoice-1');
    strictEqual(deal.order.confirmedAt, deal.now);
    strictEqual(told(deal.call(invoiceCall(), { moved: true })), 'created');
    strictEqual(told(deal.call(invoiceCall())), 'repeated');
  });

  test('that stands still is looked for before it is asked for again: it may have been put', () => {
    const deal = new Deal(forgetfulPos).held();
    deal.answered(deal.call(invoiceCall()).question, invoiceEnded('unsure'));
    const { question } = deal.foundStandingStill();
    deepStrictEqual([question?.ask, question?.findFirst, question?.mayBePut], ['invoice', true, false]);
  });

  test('of a hold never seen is refused and leaves nothing', () => {
    const deal = new Deal();
    strictEqual(told(deal.call(invoiceCall())), 'hold_unknown');
    strictEqual(deal.order, null);
  });

  test('under another order number is refused', () => {
    const deal = new Deal().held();
    deal.call(invoiceCall('sale-1'));
    strictEqual(told(deal.call(invoiceCall('sale-2'))), 'order_id_reused');
    strictEqual(deal.order?.marketplaceOrderId, 'sale-1');
  });

  test('under an order number that another hold has is refused, and the hold stays as it is', () => {
    const deal = new Deal().held();
    deal.orderNumbers.add('sale-1');
    const { steps, question } = deal.call(invoiceCall('sale-1'));
    deepStrictEqual([steps.length, question], [0, null]);
    strictEqual(told(deal.call(invoiceCall('sale-1'))), 'order_id_reused');
    strictEqual(deal.state, 'held');
    deal.answered(deal.call(invoiceCall('sale-2')).question, invoiceDone);
    strictEqual(deal.state, 'confirmed');
  });

  const noTickets = invoiceEnded({ refused: 'not_available' });

  test('that the POS refuses has its hold let go of, and the same tickets asked for anew', () => {
    const deal = new Deal().held();
    const retaking = deal.answered(deal.call(invoiceCall()).question, noTickets);
    deepStrictEqual([deal.state, deal.owned, retaking.question?.ask, retaking.alert], ['retaking', 2, 'release', null]);
    strictEqual(told(deal.call(releaseCall)), 'already_invoiced');
    const { question } = deal.answered(retaking.question, released(true));
    deepStrictEqual(
      [question?.ask, question?.findFirst, deal.order?.posHoldId, deal.owned],
      ['invoice', false, null, 2],
    );
    deal.answered(question, invoiceDone);
    strictEqual(deal.state, 'confirmed');
  });

  test('that the POS refuses again is owed: its tickets are let go of, and the marketplace keeps its yes', () => {
    const deal = owed();
    deepStrictEqual([deal.state, deal.owned, deal.order?.refusal], ['unfilled', 0, null]);
    strictEqual(told(deal.call(invoiceCall())), 'accepted');
    strictEqual(told(deal.call(holdCall())), 'repeated');
    strictEqual(told(deal.call(releaseCall)), 'already_invoiced');
    strictEqual(deal.order?.dueAt, null, 'nothing is rejected by rule, and nobody is asked');
  });

  test('that the POS refuses is not owed while a hold of it may still come to stand there', () => {
    const deal = new Deal();
    deal.call(holdCall());
    // The hold is under way, and where the POS knows our reference its sale is asked for at once.
    const { question } = deal.answered(deal.call(invoiceCall()).question, noTickets);
    deepStrictEqual([deal.state, question?.ask, question?.noIsProof, deal.owned], ['retaking', 'release', false, 2]);
    deal.answered(question, released(false));
    deepStrictEqual([deal.state, deal.owned], ['retaking', 2]);
  });

  test('that was sold after all while its hold was to be let go of is a sale', () => {
    const deal = new Deal().held();
    const { question } = deal.call(invoiceCall());
    deal.answered(question, noTickets);
    deal.answered(question, invoiceDone);
    deepStrictEqual([deal.state, deal.owned], ['confirmed', 2]);
  });

  function owed(): Deal {
    const deal = new Deal().held();
    const retaking = deal.answered(deal.call(invoiceCall()).question, noTickets);
    const anew = deal.answered(retaking.question, released(false));
    const { alert } = deal.later(1_000).answered(anew.question, noTickets);
    strictEqual(alert?.kind, 'unfilled');
    match(alert.sentence, /told yes, and the POS has them no more \(as the test says\)\. You owe it tickets/);
    return deal;
  }

  describe('that is owed', () => {
    test('takes its own seats again when they are there, and no others', () => {
      const deal = owed();
      const [own] = deal.order?.seats ?? [];
      const owners = ['1', '2', '3', '4'].map((seat) => (seat === own ? 'another' : null));
      deal.listing = listingOf(['1', '2', '3', '4'], { owners });
      deepStrictEqual(deal.act({ do: 'retry', by: 'Ada' }).steps, []);
      deal.listing = listingOf(['1', '2', '3', '4']);
      const { question } = deal.act({ do: 'retry', by: 'Ada' });
      deepStrictEqual([deal.state, deal.owned, question?.ask], ['invoicing', 2, 'invoice']);
      deal.answered(question, invoiceDone);
      deepStrictEqual([deal.state, deal.order?.marketplaceOrderId], ['confirmed', 'sale-1']);
    });

    test('is filled from another listing, and answers as before', () => {
      const deal = owed();
      deal.listing = listingOf(['7', '8', '9'], { remoteId: 'listing-2' });
      const { question } = deal.act({ do: 'fill', remoteId: 'listing-2', by: 'Ada' });
      deal.answered(question, invoiceDone);
      deepStrictEqual(
        [deal.state, deal.order?.remoteId, deal.order?.seats, deal.order?.soldSeats],
        ['confirmed', 'listing-2', ['7', '8'], ['1', '2']],
      );
      strictEqual(told(deal.call(holdCall())), 'repeated');
      strictEqual(told(deal.call(invoiceCall())), 'repeated');
    });

    test('is not rejected, and ends as cancelled when its marketplace takes it back', () => {
      const deal = owed();
      deepStrictEqual(deal.act({ do: 'reject', reason: 'gone', by: 'Ada' }).steps, []);
      deepStrictEqual(deal.act({ do: 'note_rejected', by: 'Ada' }).steps, []);
      deal.act({ do: 'note_cancelled', by: 'Ada' });
      strictEqual(deal.state, 'cancelled');
    });

    test('is sold when a person has invoiced it in the POS by hand', () => {
      const deal = owed();
      deal.act({ do: 'settle', as: 'invoiced', invoiceId: '77', by: 'Ada' });
      deepStrictEqual([deal.state, deal.owned, deal.order?.invoiceId], ['confirmed', 2, '77']);
    });
  });

  for (const [pos, why] of [
    [networkPos, 'not_allowed'],
    [forgetfulPos, 'bad_request'],
    [blindPos, 'not_allowed'],
  ] as const) {
    test(`that the POS answers with ${why} is asked for again, and goes to a person within two minutes`, () => {
      const deal = new Deal(pos).held();
      let { question } = deal.later(1_000).call(invoiceCall());
      let refused = 0;
      for (const begun = deal.now; deal.state === 'invoicing' && deal.now < begun + 120_000; ) {
        deal.answered(question, invoiceEnded({ refused: why }));
        refused += 1;
        ({ question } = deal.later((deal.order?.dueAt ?? deal.now) - deal.now).due());
      }
      deepStrictEqual([deal.state, deal.owned, refused >= 5], ['stuck', 2, true]);
      match(
        deal.alert?.sentence ?? '',
        /the POS will not invoice them \(as the test says\). See that it can, and try again/,
      );
      // Once it lets us in again, a person has it asked: it is looked into first.
      const again = deal.later(3_600_000).act({ do: 'retry', by: 'Ada' }).question;
      deepStrictEqual([deal.state, again?.ask, deal.order?.posHoldId], ['invoicing', 'invoice', 'pos-hold-1']);
      deal.answered(again, invoiceDone);
      strictEqual(deal.state, 'confirmed');
    });
  }

  describe('after the hold ended, with tickets that the POS has no more', () => {
    const taken = invoiceEnded({ refused: 'not_available' });
    const outlived = (pos?: PosNature): Deal => {
      const deal = new Deal(pos).held();
      return deal.later(terms.holdLifetimeMs);
    };
    const expired = (pos?: PosNature): Deal => {
      const deal = outlived(pos);
      deal.answered(deal.due().question, released(true));
      strictEqual(deal.state, 'expired');
      return deal;
    };

    for (const [name, over] of [
      ['let go of', () => expired()],
      ['let go of, in a POS that cannot find them', () => expired(blindPos)],
      ['still to be let go of', () => outlived()],
    ] as const) {
      test(`and that were ${name}: is told no, and the broker hears of it`, () => {
        const deal = over();
        const asking = deal.call(invoiceCall('sale-1'));
        deepStrictEqual([told(asking), asking.question?.ask], [null, 'invoice']);
        const { alert } = deal.later(answerWithinMs - 1).answered(asking.question, taken);
        deepStrictEqual(
          [alert?.kind, alert?.sentence.includes('sale-1'), deal.state],
          ['invoice_refused', true, 'expiring'],
        );
        strictEqual(told(deal.call(invoiceCall('sale-1'), { moved: true })), 'hold_expired');
        // Its number is free for the hold that the marketplace asks for next.
        strictEqual(deal.order?.marketplaceOrderId, null);
        deal.answered(deal.later(3_600_000).due().question, released(false));
        deepStrictEqual([deal.state, deal.owned], ['expired', 0]);
        strictEqual(told(deal.call(invoiceCall('sale-1'))), 'hold_expired');
      });
    }

    test('takes them where they stand now, and the hold is answered as the same deal', () => {
      const deal = expired();
      deal.listing = listingOf(['1', '2'], { remoteId: 'listing-2' });
      const asking = deal.call(invoiceCall());
      deepStrictEqual([told(asking), asking.question?.ask, deal.owned], [null, 'invoice', 2]);
      const { remoteId, seats, soldSeats } = deal.order as Order;
      deepStrictEqual([remoteId, seats, soldSeats], ['listing-2', ['1', '2'], ['1', '2']]);
      deal.answered(asking.question, invoiceDone);
      deepStrictEqual([told(deal.call(invoiceCall())), told(deal.call(holdCall()))], ['repeated', 'repeated']);
      strictEqual(told(deal.call(holdCall({ quantity: 3 }))), 'global_id_reused');
    });

    test('stands where the marketplace has been told so already, and is owed', () => {
      const deal = expired();
      const asking = deal.call(invoiceCall());
      strictEqual(told(deal.later(answerWithinMs).call(invoiceCall(), { moved: true })), null);
      const { alert } = deal.answered(asking.question, taken);
      deepStrictEqual([alert?.kind, deal.state, deal.owned], ['unfilled', 'unfilled', 0]);
      strictEqual(told(deal.call(invoiceCall())), 'accepted');
    });
  });

  test('of a hold that was released or declined is refused, and the broker hears of it', () => {
    const gone = new Deal().held();
    gone.answered(gone.call(releaseCall).question, released(true));
    const declined = new Deal(networkPos, null);
    declined.call(holdCall());
    for (const [deal, why] of [
      [gone, 'hold_released'],
      [declined, 'not_available'],
    ] as const) {
      const decision = deal.call(invoiceCall());
      strictEqual(told(decision), why);
      strictEqual(decision.alert?.kind, 'invoice_refused');
      strictEqual(deal.order?.marketplaceOrderId, null);
    }
  });
});

describe('a POS that is the ledger itself', () => {
  test('settles a hold, a release and a sale in one decision each, and asks nobody', () => {
    const deal = new Deal(ledgerPos);
    const hold = deal.call(holdCall());
    deepStrictEqual(events(hold.steps), ['hold_claimed', 'pos_held']);
    strictEqual(told(hold), 'created');
    const sale = deal.call(invoiceCall());
    deepStrictEqual(events(sale.steps), ['invoice_asked', 'pos_invoiced', 'marketplace_confirmed']);
    strictEqual(told(sale), 'created');
    const other = new Deal(ledgerPos);
    other.call(holdCall());
    const release = other.call(releaseCall);
    deepStrictEqual(events(release.steps), ['release_asked', 'pos_released']);
    strictEqual(other.owned, 0);
    for (const { question } of [hold, sale, release]) strictEqual(question, null);
  });

  test('has an outlived hold let go, and taken again by a late invoice, in one decision', () => {
    const deal = new Deal(ledgerPos);
    deal.call(holdCall());
    const late = deal.later(terms.holdLifetimeMs).call(invoiceCall());
    deepStrictEqual(events(late.steps).slice(0, 3), ['hold_outlived', 'pos_released', 'invoice_asked']);
    strictEqual(deal.state, 'confirmed');
    strictEqual(deal.owned, 2);
  });
});

test('sales that a marketplace told us of are not moved by calls of order integration', () => {
  const held = new Deal().held().order as Order;
  for (const state of ['reported', 'unfilled', 'rejecting', 'rejected', 'voiding', 'cancelled'] as const) {
    for (const call of [holdCall(), releaseCall, invoiceCall(), lookCall]) {
      const deal = new Deal();
      deal.order = { ...held, flow: 'instant_notification', state };
      const { steps, owners, question } = deal.call(call);
      deepStrictEqual([steps, owners, question], [[], null, null], `${state} × ${call.kind}`);
      strictEqual(deal.state, state);
    }
  }
});

test('`due` before its time, or of an order that is gone or at rest, does nothing', () => {
  const deal = new Deal();
  deepStrictEqual(deal.due().steps, []);
  deal.held();
  deepStrictEqual(deal.due().steps, []);
  deal.answered(deal.call(invoiceCall()).question, invoiceDone);
  deepStrictEqual(deal.later(leaseMs * 1_000).due().steps, []);
});
