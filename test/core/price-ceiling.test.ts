// The price ceiling: judged only where the connection says so, by the listing's price and currency, and told again alike.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Terms } from '../../src/core/command.ts';
import type { Money } from '../../src/core/order.ts';
import { Deal, holdCall, invoiceCall, ledgerPos, lookCall, terms, told } from './situations.ts';

const judging: Terms = { ...terms, judgesPrice: true };
const usd = (amount: number): Money => ({ amount, currency: 'USD' });
const hold = (unitPrice: Money | null, takesAnyPrice = false) => holdCall({ unitPrice, takesAnyPrice });

describe('a hold that names what it will pay', () => {
  it('is refused below the listing’s price, takes nothing, and is refused alike again', () => {
    const deal = new Deal(ledgerPos);
    assert.equal(told(deal.call(hold(usd(18_499)), null, judging)), 'price_too_low');
    assert.equal(told(deal.call(hold(usd(99_999)), null, judging)), 'price_too_low');
    assert.equal(deal.owned, 0);
    assert.equal(deal.state, 'declined');
    assert.equal(told(deal.call(invoiceCall(), null, judging)), 'not_available');
    assert.equal(deal.call(lookCall, null, judging).order?.unitPrice?.amount, 18_500);
  });

  it('is refused when it names none, or one in another currency', () => {
    for (const offer of [null, { amount: 99_999, currency: 'CAD' }]) {
      assert.equal(told(new Deal(ledgerPos).call(hold(offer), null, judging)), 'price_too_low');
    }
  });

  it('gets the tickets at the listing’s price, be it less than offered or any', () => {
    for (const call of [hold(usd(18_500)), hold(usd(20_000)), hold(usd(1), true), hold(null, true)]) {
      const deal = new Deal(ledgerPos);
      const decision = deal.call(call, null, judging);
      assert.equal(told(decision), 'created');
      assert.deepEqual(decision.order?.unitPrice, usd(18_500));
      assert.equal(deal.owned, 2);
    }
  });

  it('is not judged where the connection does not say so', () => {
    const decision = new Deal(ledgerPos).call(hold(usd(1)));
    assert.equal(told(decision), 'created');
    assert.deepEqual(decision.order?.unitPrice, usd(1), 'what was said is kept');
  });
});
