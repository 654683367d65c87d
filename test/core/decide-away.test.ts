// What becomes of holds while the POS is out of reach: refused in time, or pledged by the ledger alone, as the account says;
// and how each is settled when the POS is back.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  answerWithinMs,
  begun,
  Deal,
  forgetfulPos,
  holdCall,
  holdDone,
  holdEnded,
  invoiceCall,
  invoiceDone,
  invoiceEnded,
  networkPos,
  releaseCall,
  terms,
  told,
} from './situations.ts';

const awayMs = 5_000;
const awayPos = (pledges: boolean, ms = awayMs) => ({ ...networkPos, away: { until: begun + ms, pledges } });

/** A hold that was granted by the ledger alone. */
function pledged(): Deal {
  const deal = new Deal(awayPos(true));
  strictEqual(told(deal.call(holdCall())), 'created');
  strictEqual(deal.state, 'pledged');
  return deal;
}

/** The POS is back, and is asked. */
function backAt(deal: Deal, pos = networkPos) {
  deal.pos = pos;
  return deal.later(awayMs).due().question;
}

describe('while the POS is out of reach for longer than the caller waits', () => {
  test('a hold is refused at once, and no ticket is kept, where the account says nothing else', () => {
    const deal = new Deal(awayPos(false));
    const decision = deal.call(holdCall());
    strictEqual(told(decision), 'pos_unreachable');
    deepStrictEqual([deal.state, deal.owned, decision.question], ['declined', 0, null]);
    strictEqual(told(deal.call(holdCall())), 'pos_unreachable', 'and stays refused');
  });

  test('a hold is granted by the ledger alone where the account pledges, and nobody is asked in vain', () => {
    const deal = pledged();
    strictEqual(deal.owned, 2);
    ok(deal.order?.heldAt !== null && deal.order?.expiresAt !== null);
    strictEqual(told(deal.call(holdCall())), 'repeated');
    const { question } = deal.later(1_000).due();
    strictEqual(question, null);
    strictEqual(deal.order?.attempts, 0);
  });

  test('a pause of holds alone keeps no hold from being let go of or sold', () => {
    for (const [call, ask] of [
      [releaseCall, 'release'],
      [invoiceCall(), 'invoice'],
    ] as const) {
      const deal = new Deal().held();
      const away = { until: begun + awayMs, pledges: true };
      deal.pos = { ...networkPos, away };
      strictEqual(deal.call(call).question, null, 'where nothing can be asked');
      const other = new Deal().held();
      other.pos = { ...networkPos, away: { ...away, forHoldsOnly: true } };
      strictEqual(other.call(call).question?.ask, ask);
    }
  });

  test('no ticket is pledged twice', () => {
    const deal = pledged();
    deepStrictEqual(deal.listing?.owners.filter((owner) => owner !== null).length, 2);
    const { order } = deal.call(holdCall({ quantity: 2 }));
    strictEqual(order?.seats?.length, 2);
  });
});

describe('a POS that may be back while the caller waits', () => {
  test('is waited for, and asked when it can be', () => {
    const deal = new Deal(awayPos(true, 1_000));
    const first = deal.call(holdCall());
    deepStrictEqual([told(first), first.question, deal.order?.dueAt], [null, null, begun + 1_000]);
    deal.answered(deal.later(1_000).due().question, holdDone());
    strictEqual(deal.state, 'held');
  });

  for (const [pledges, state, answer] of [
    [false, 'declined', 'pos_unreachable'],
    [true, 'pledged', 'created'],
  ] as const) {
    test(`comes to be ${state} when a call shows that it is away still`, () => {
      const deal = new Deal();
      const { question } = deal.call(holdCall());
      deal.pos = awayPos(pledges, 60_000);
      deal.answered(question, holdEnded('not_sent'));
      strictEqual(deal.state, state);
      strictEqual(told(deal.call(holdCall(), { moved: true })), answer);
    });
  }

  test('comes to be pledged when its time is up and the call may have arrived: that is found out first', () => {
    for (const pos of [networkPos, forgetfulPos]) {
      const deal = new Deal(pos);
      deal.answered(deal.call(holdCall()).question, holdEnded('unsure'));
      deal.pos = { ...pos, away: { until: begun + answerWithinMs + 500, pledges: true } };
      deal.later(answerWithinMs).due();
      strictEqual(deal.state, 'pledged');
      deal.pos = pos;
      const question = deal.later(1_000).due().question;
      deepStrictEqual([question?.findFirst, question?.mayBePut], [true, pos.repeatsAreSafe]);
    }
  });

  test('is undone as ever when it was only slow', () => {
    const deal = new Deal();
    deal.call(holdCall());
    deal.later(answerWithinMs).due();
    strictEqual(deal.state, 'undoing');
  });
});

describe('a pledge', () => {
  test('becomes a hold when the POS is back, and ends when it was agreed to end', () => {
    const deal = pledged();
    const endsAt = deal.order?.expiresAt;
    deal.answered(backAt(deal), holdDone());
    deepStrictEqual([deal.state, deal.order?.expiresAt, deal.order?.posHoldId], ['held', endsAt, 'pos-hold-1']);
  });

  test('that the POS refuses when it is back is over, its invoice is refused, and a person is told each time', () => {
    const deal = pledged();
    const { alert } = deal.answered(backAt(deal), holdEnded({ refused: 'not_available' }));
    deepStrictEqual([deal.state, deal.owned, alert?.kind], ['declined', 0, 'pledge_refused']);
    match(alert?.sentence ?? '', /told yes .* while the POS was out of reach/);
    const invoice = deal.call(invoiceCall());
    deepStrictEqual([told(invoice), invoice.alert?.kind], ['not_available', 'invoice_refused']);
    strictEqual(told(deal.call(holdCall())), 'not_available');
    strictEqual(told(deal.call(releaseCall)), 'shown');
  });

  test('is kept while the POS does not let us in', () => {
    const deal = pledged();
    const { alert } = deal.answered(backAt(deal), holdEnded({ refused: 'not_allowed' }));
    deepStrictEqual([deal.state, deal.owned, alert], ['pledged', 2, null]);
    ok(deal.order?.dueAt !== null);
  });

  test('that is invoiced meanwhile is invoiced in the POS when it is back', () => {
    const deal = pledged();
    deal.call(invoiceCall());
    const late = deal.later(answerWithinMs);
    strictEqual(told(late.call(invoiceCall(), { moved: true })), null);
    strictEqual(deal.state, 'invoicing');
    strictEqual(deal.order?.attempts, 0, 'no attempt was used up');
    deal.answered(backAt(deal), invoiceDone);
    strictEqual(deal.state, 'confirmed');
  });

  test('that was invoiced and that the POS then refuses is owed, and was told yes', () => {
    const deal = pledged();
    deal.call(invoiceCall());
    const { alert } = deal.answered(backAt(deal), invoiceEnded({ refused: 'not_available' }));
    deepStrictEqual([deal.state, deal.owned, alert?.kind], ['unfilled', 0, 'unfilled']);
    strictEqual(told(deal.call(holdCall())), 'repeated');
  });

  test('that is released meanwhile is over, because nothing was ever asked of the POS', () => {
    const deal = pledged();
    strictEqual(told(deal.call(releaseCall)), 'shown');
    deepStrictEqual([deal.state, deal.owned], ['released', 0]);
  });

  test('that outlives its time is over, and its late invoice takes the tickets again', () => {
    const deal = pledged();
    deal.later(terms.holdLifetimeMs).due();
    deepStrictEqual([deal.state, deal.owned], ['expired', 0]);
    deal.call(invoiceCall());
    deepStrictEqual([deal.state, deal.owned], ['invoicing', 2]);
  });
});
