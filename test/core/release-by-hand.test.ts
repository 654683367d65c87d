// A person lets go of a hold that binds: only by saying so, only while it is a hold, and its marketplace hears no later.
import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Deal, holdCall, invoiceCall, ledgerPos, told } from './situations.ts';

const by = 'Ada Lovelace';

describe('a binding hold that a person lets go of', () => {
  it('stays while the person has not said that it may cost', () => {
    const deal = new Deal().held();
    deepStrictEqual(deal.act({ do: 'release', by }).steps, []);
    deepStrictEqual([deal.state, deal.owned], ['held', 2]);
  });

  it('goes back to the POS, and the journal says who let it go', () => {
    const deal = new Deal().held();
    const { question, exchanges } = deal.act({ do: 'release', evenIfBinding: true, by });
    strictEqual(question?.ask, 'release');
    deepStrictEqual([deal.state, deal.owned], ['releasing', 2]);
    deepStrictEqual(exchanges, [{ direction: 'in', request: { line: 'Ada Lovelace: release' } }]);
  });

  it('is refused to the marketplace when it comes to sell it, and a person is told', () => {
    const deal = new Deal(ledgerPos);
    deal.call(holdCall());
    deal.act({ do: 'release', evenIfBinding: true, by });
    deepStrictEqual([deal.state, deal.owned], ['released', 0]);
    const late = deal.call(invoiceCall());
    strictEqual(told(late), 'hold_released');
    match(late.alert?.sentence ?? '', /there is no sale/);
  });

  it('cannot be let go of once it is sold, nor once it is over', () => {
    const sold = new Deal(ledgerPos);
    sold.call(holdCall());
    sold.call(invoiceCall());
    deepStrictEqual(sold.act({ do: 'release', evenIfBinding: true, by }).steps, []);
    strictEqual(sold.state, 'confirmed');
    const over = new Deal(ledgerPos);
    over.call(holdCall());
    over.later(3_600_000).due();
    strictEqual(over.state, 'expired');
    deepStrictEqual(over.act({ do: 'release', evenIfBinding: true, by }).steps, []);
  });
});
