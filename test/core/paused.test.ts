// A connection that is paused: no new hold is agreed to, and whatever was said before or is asked of it stays as it was.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Terms } from '../../src/core/command.ts';
import { Deal, holdCall, invoiceCall, ledgerPos, releaseCall, terms, told } from './situations.ts';

const paused: Terms = { ...terms, isPaused: true };

describe('a paused connection', () => {
  it('is told that nothing is to be had, takes nothing, and is told the same when it is resumed', () => {
    const deal = new Deal(ledgerPos);
    assert.equal(told(deal.call(holdCall(), null, paused)), 'not_available');
    assert.deepEqual([deal.state, deal.owned, deal.order?.refusal], ['declined', 0, 'connection_paused']);
    assert.equal(told(deal.call(holdCall())), 'not_available', 'the same question has the same answer');
    assert.equal(told(deal.call(invoiceCall())), 'not_available');
    assert.equal(deal.owned, 0);
  });

  it('keeps what it had agreed to: the hold is repeated, and invoiced', () => {
    const deal = new Deal(ledgerPos);
    deal.call(holdCall());
    assert.equal(told(deal.call(holdCall(), null, paused)), 'repeated');
    assert.equal(told(deal.call(invoiceCall(), null, paused)), 'created');
    assert.deepEqual([deal.state, deal.owned], ['confirmed', 2]);
  });

  it('may let go of what it holds', () => {
    const deal = new Deal(ledgerPos);
    deal.call(holdCall());
    assert.equal(told(deal.call(releaseCall, null, paused)), 'shown');
    assert.deepEqual([deal.state, deal.owned], ['released', 0]);
  });
});
