// Times without a zone, on a machine that does not stand in UTC.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { heldOf } from '../../src/pos/bridge/stock.ts';
import { stockGroupOf } from '../../src/pos/ticket-evolution-core/groups.ts';
import type { CoreWays } from '../../src/pos/ticket-evolution-core/settings.ts';
import { instantOf } from '../../src/pos/times.ts';

const zoneBefore = process.env.TZ;

before(() => {
  process.env.TZ = 'America/New_York';
  assert.notEqual(Date.parse('2031-05-04T19:30:00'), Date.UTC(2031, 4, 4, 19, 30), 'the machine stands elsewhere');
});
after(() => {
  if (zoneBefore === undefined) delete process.env.TZ;
  else process.env.TZ = zoneBefore;
});

describe('a time of a POS that names no zone', () => {
  it('is one of UTC, however it is written', () => {
    const halfPastSeven = Date.UTC(2031, 4, 4, 19, 30);
    for (const text of [
      '2031-05-04T19:30:00',
      '2031-05-04 19:30',
      '2031-05-04T19:30:00.000',
      '2031-05-04T15:30:00-04:00',
    ])
      assert.equal(instantOf(text), halfPastSeven, text);
    assert.equal(instantOf('May 4, 2031 19:30'), null);
  });

  it('ends no hold sooner or later, and moves no event', () => {
    const hold = { hold_id: 'H-1', reference: 'r', remote_id: 'TG-1', quantity: 2, expires_at: '2031-05-04T19:30:00' };
    assert.equal(heldOf(hold)?.expiresAt, Date.UTC(2031, 4, 4, 19, 30));
    assert.equal(heldOf({ ...hold, expires_at: 'tomorrow' }), null);
    const shown = { id: 1, event: { occurs_at: '2031-05-04T19:30:00' } };
    const group = stockGroupOf(shown, { price_field: 'retail_price', currency: 'USD' } as CoreWays);
    assert.equal(group?.eventAt, Date.UTC(2031, 4, 4, 19, 30));
  });
});
