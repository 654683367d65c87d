// What time does to an order: questions whose end nobody knows, leases, retries, and holds that outlive their time.
// Laws: claim-dropped-on-proof, and expiry is judged by the clock whenever an order is looked at.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leaseMs } from '../../src/core/in-flight.ts';
import type { Order } from '../../src/core/order.ts';
import { mostAttempts } from '../../src/core/retry.ts';
import {
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
  listingOf,
  lookCall,
  releaseCall,
  released,
  releaseEnded,
  terms,
  told,
} from './situations.ts';

describe('a question whose end nobody knows', () => {
  test('is looked up before it is put again', () => {
    const deal = new Deal();
    deal.answered(deal.call(holdCall()).question, holdEnded('unsure'));
    const again = deal.later(1_000).due().question;
    deepStrictEqual([again?.attempt, again?.findFirst, again?.mayBePut], [2, true, true]);
  });

  test('is only looked up where the POS would do it twice, until it can no longer arrive', () => {
    const deal = new Deal(forgetfulPos);
    deal.held().answered(deal.call(invoiceCall()).question, invoiceEnded('unsure'));
    strictEqual(deal.later(1_000).due().question?.mayBePut, false);
    strictEqual(deal.later(leaseMs + lateEffectMs).due().question?.mayBePut, true);
  });

  test('may still take effect for as long after it was cut as the POS needs, not after it was put', () => {
    const deal = new Deal(forgetfulPos).held();
    const { question } = deal.call(invoiceCall());
    deal.later(leaseMs - 1).answered(question, invoiceEnded('unsure'));
    strictEqual(deal.later(lateEffectMs).due().question?.mayBePut, false);
  });

  test('may be put again blindly when surely nothing was sent', () => {
    const deal = new Deal();
    deal.answered(deal.call(holdCall()).question, holdEnded('not_sent'));
    strictEqual(deal.later(1_000).due().question?.findFirst, false);
  });

  test('and is then refused says nothing of the first asking: no ticket is let go', () => {
    const deal = new Deal();
    deal.answered(deal.call(holdCall()).question, holdEnded('unsure'));
    deal.answered(deal.later(1_000).due().question, holdEnded({ refused: 'not_available' }));
    strictEqual(deal.state, 'holding');
    strictEqual(deal.owned, 2);
  });

  test('keeps its lease: nobody puts it meanwhile', () => {
    const deal = new Deal();
    deal.held().call(invoiceCall());
    strictEqual(deal.later(leaseMs - 1).due().question, null);
    strictEqual(deal.later(1).due().question?.attempt, 2);
  });

  test('has an old answer ignored once it was put again', () => {
    const deal = new Deal();
    const first = deal.held().call(invoiceCall()).question;
    const second = deal.later(leaseMs).due().question;
    deal.answered(first, invoiceEnded({ refused: 'not_available' }));
    strictEqual(deal.state, 'invoicing');
    deal.answered(second, invoiceDone);
    strictEqual(deal.state, 'confirmed');
  });

  test('asked too often ends with a person, who keeps the tickets and the answers', () => {
    const deal = new Deal().held();
    deal.call(releaseCall);
    deal.order = { ...(deal.order as Order), attempts: mostAttempts, dueAt: deal.now };
    const { alert } = deal.due();
    strictEqual(deal.state, 'stuck');
    strictEqual(deal.owned, 2);
    match(alert?.sentence ?? '', /could not be reached/);
    strictEqual(told(deal.call(holdCall())), 'hold_released');
    strictEqual(told(deal.call(invoiceCall())), 'hold_released');
  });
});

describe('a hold whose id was lost, at a POS that cannot look it up', () => {
  const lapseMs = blindPos.holdsLapseAfterMs ?? 0;
  /** Asked for, never answered, and given up by its caller. */
  const lost = (pos = blindPos): Deal => {
    const deal = new Deal(pos);
    deal.answered(deal.call(holdCall()).question, holdEnded('unsure'));
    deal.later(4_000).due();
    strictEqual(deal.state, 'undoing');
    return deal;
  };

  test('is counted as held until it must have lapsed, and asked about no more than twice', () => {
    const deal = lost();
    const early = deal.later(leaseMs).due().question;
    strictEqual(early?.noIsProof, false);
    deal.answered(early, released(false));
    strictEqual(deal.owned, 2);
    const dueAt = deal.order?.dueAt ?? 0;
    ok(dueAt >= deal.now - leaseMs - 4_000 + lateEffectMs + lapseMs);
    const late = deal.later(dueAt - deal.now).due().question;
    deal.answered(late, released(false));
    deepStrictEqual([deal.state, deal.owned], ['declined', 0]);
  });

  test('keeps its tickets though late effects are out of the question', () => {
    const deal = lost();
    deal.answered(deal.later(leaseMs + lateEffectMs).due().question, released(false));
    deepStrictEqual([deal.state, deal.owned], ['undoing', 2]);
  });

  test('is not asked for again while it may still stand', () => {
    const deal = new Deal({ ...blindPos, lateEffectMs: 0 });
    const patient = { ...holdCall() };
    deal.answered(deal.call(patient).question, holdEnded('unsure'));
    deal.order = { ...(deal.order as Order), answerBy: deal.now + 60_000 };
    strictEqual(deal.later(leaseMs + 2_000).due().question?.mayBePut, false);
  });

  test('is let go of at once when its id is learnt after all', () => {
    const deal = new Deal(blindPos);
    const { question } = deal.call(holdCall());
    const undoing = deal.later(4_000).due();
    deal.answered(undoing.question, released(false));
    ok((deal.order?.dueAt ?? 0) > deal.now + lapseMs);
    deal.answered(question, holdDone());
    ok((deal.order?.dueAt ?? 0) <= deal.now + leaseMs);
    deal.answered(deal.later(leaseMs).due().question, released(true));
    deepStrictEqual([deal.state, deal.owned], ['declined', 0]);
  });

  test('goes to a person where nothing ends it, and is asked about until then', () => {
    const deal = lost({ ...blindPos, holdsLapseAfterMs: null });
    deal.answered(deal.later(3_600_000).due().question, released(false));
    strictEqual(deal.owned, 2);
    ok((deal.order?.dueAt ?? Infinity) <= deal.now + 60_000);
    deal.order = { ...(deal.order as Order), attempts: mostAttempts, dueAt: deal.now };
    deal.due();
    deepStrictEqual([deal.state, deal.owned], ['stuck', 2]);
  });

  test('is looked for before its tickets are invoiced, and a refused invoice is no proof while it may stand', () => {
    for (const pos of [forgetfulPos, blindPos]) {
      const deal = new Deal(pos);
      deal.call(holdCall());
      const early = deal.call(invoiceCall()).question;
      deepStrictEqual(
        [early?.ask, early?.findFirst, early?.mayBePut, early?.noIsProof],
        ['invoice', true, false, false],
      );
      deal.answered(early, invoiceEnded({ refused: 'not_available' }));
      deepStrictEqual([deal.state, deal.owned], ['invoicing', 2]);
      const late = deal.later(leaseMs + lateEffectMs).due().question;
      deepStrictEqual([late?.findFirst, late?.mayBePut], [true, true]);
      deal.answered(late, invoiceDone);
      strictEqual(deal.state, 'confirmed');
    }
  });

  test('is no concern where the POS knows our reference, nor where no hold was ever asked for', () => {
    const known = new Deal();
    known.call(holdCall());
    strictEqual(known.call(invoiceCall()).question?.findFirst, false);
    const held = new Deal(forgetfulPos).held();
    strictEqual(held.call(invoiceCall()).question?.findFirst, false);
  });

  test('leaves an invoice free to be put again: only the refusal of one is no proof yet', () => {
    const deal = new Deal(blindPos);
    deal.call(holdCall());
    deal.answered(deal.call(invoiceCall()).question, invoiceEnded('unsure'));
    const again = deal.later(leaseMs + lateEffectMs).due().question;
    deepStrictEqual([again?.mayBePut, again?.noIsProof], [true, false]);
    deal.answered(again, invoiceEnded({ refused: 'not_available' }));
    strictEqual(deal.state, 'invoicing');
    deal.answered(
      deal.later(lapseMs + leaseMs + lateEffectMs).due().question,
      invoiceEnded({ refused: 'not_available' }),
    );
    // A hold that was found may stand there still: it is let go of before the sale counts as without tickets.
    deepStrictEqual([deal.state, deal.owned], ['retaking', 2]);
  });
});

describe('a hold that the POS will not let go of', () => {
  const refusedRelease = (deal: Deal) => deal.answered(deal.due().question, releaseEnded({ refused: 'bad_request' }));

  test('keeps its tickets while it may stand, and is over when it must have lapsed', () => {
    const deal = new Deal(blindPos).held();
    deal.answered(deal.call(releaseCall).question, releaseEnded({ refused: 'bad_request' }));
    deepStrictEqual([deal.state, deal.owned], ['releasing', 2]);
    refusedRelease(deal.later(blindPos.holdsLapseAfterMs ?? 0));
    deepStrictEqual([deal.state, deal.owned], ['releasing', 2]);
    refusedRelease(deal.later(leaseMs + lateEffectMs));
    deepStrictEqual([deal.state, deal.owned], ['released', 0]);
  });

  test('stays a question for ever where holds do not lapse', () => {
    const deal = new Deal().held();
    deal.call(releaseCall);
    refusedRelease(deal.later(3_600_000));
    deepStrictEqual([deal.state, deal.owned], ['releasing', 2]);
  });
});

describe('an expired hold', () => {
  const outlived = (deal: Deal): Deal => {
    deal.held().later(terms.holdLifetimeMs);
    deal.answered(deal.due().question, released(true));
    strictEqual(deal.state, 'expired');
    return deal;
  };

  test('is judged by the clock when it is looked at, sweep or none', () => {
    const deal = new Deal().held().later(terms.holdLifetimeMs - 1);
    strictEqual(told(deal.call(holdCall())), 'repeated');
    const looked = deal.later(1).call(lookCall);
    strictEqual(told(looked), 'shown');
    strictEqual(deal.state, 'expiring');
    strictEqual(looked.question?.ask, 'release');
    strictEqual(told(deal.call(holdCall())), 'hold_expired');
    strictEqual(deal.owned, 2, 'until the POS has let go');
  });

  test('ends when the POS says that it ends', () => {
    const deal = new Deal();
    deal.answered(deal.call(holdCall()).question, holdDone({ expiresAt: deal.now + 5_000 }));
    strictEqual(deal.order?.dueAt, deal.now + 5_000);
    deal.later(5_000).due();
    strictEqual(deal.state, 'expiring');
  });

  test('ends when it was agreed to end, though the POS would keep it longer', () => {
    const deal = new Deal();
    deal.answered(deal.call(holdCall()).question, holdDone({ expiresAt: deal.now + terms.holdLifetimeMs + 60_000 }));
    strictEqual(deal.order?.expiresAt, deal.now + terms.holdLifetimeMs);
  });

  test('ends when the POS lets go of every hold, counted from when it was asked, and the answer says so', () => {
    const deal = new Deal({ ...blindPos, holdsLapseAfterMs: 60_000 });
    const askedAt = deal.now;
    const { question } = deal.call(holdCall());
    deal.later(3_000).answered(question, holdDone());
    strictEqual(deal.order?.expiresAt, askedAt + 60_000);
    deal.later(60_000).due();
    strictEqual(deal.state, 'expiring');
  });

  test('that is invoiced late takes the same seats again, with no hold to name at the POS', () => {
    const deal = outlived(new Deal());
    strictEqual(deal.owned, 0);
    const asking = deal.call(invoiceCall());
    strictEqual(deal.state, 'invoicing');
    strictEqual(deal.order?.posHoldId, null);
    deepStrictEqual(deal.listing?.owners, ['order-1', 'order-1', null, null]);
    deal.answered(asking.question, invoiceDone);
    strictEqual(told(deal.call(invoiceCall(), { moved: true })), 'created');
  });

  test('whose tickets went to another is refused, and refused for ever after', () => {
    const deal = outlived(new Deal());
    deal.listing = listingOf(['1', '2', '3', '4'], { owners: [null, 'order-2', null, null] });
    const decision = deal.call(invoiceCall());
    strictEqual(told(decision), 'hold_expired');
    strictEqual(decision.alert?.kind, 'invoice_refused');
    deepStrictEqual(deal.listing?.owners, [null, 'order-2', null, null]);
    deal.listing = listingOf(['1', '2', '3', '4']);
    strictEqual(told(deal.call(invoiceCall())), 'hold_expired', 'though the seats are free again');
    strictEqual(deal.owned, 0);
  });

  test('that is still being let go may be invoiced: its tickets were nobody else’s yet', () => {
    const deal = new Deal().held().later(terms.holdLifetimeMs);
    const expiring = deal.due();
    const invoicing = deal.call(invoiceCall());
    strictEqual(invoicing.question?.ask, 'invoice');
    deal.answered(expiring.question, released(true));
    strictEqual(deal.state, 'invoicing');
    strictEqual(deal.owned, 2);
    deal.answered(invoicing.question, invoiceDone);
    strictEqual(deal.state, 'confirmed');
  });

  test('may be released too, and then no late invoice takes its tickets', () => {
    const deal = outlived(new Deal());
    strictEqual(told(deal.call(releaseCall)), 'shown');
    strictEqual(deal.state, 'released');
    strictEqual(told(deal.call(invoiceCall())), 'hold_released');
    strictEqual(deal.owned, 0);
  });
});
