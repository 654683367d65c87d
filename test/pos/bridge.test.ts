// The bridge's adapter, where the port's own suite does not reach: pages that lead nowhere, or cannot be kept.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Exchange } from '../../src/core/outcome.ts';
import type { Send } from '../../src/core/wire.ts';
import { bridgeStock } from '../../src/pos/bridge/stock.ts';

const exchange: Exchange = { direction: 'out', request: { line: '' } };
const signal = new AbortController().signal;

/** A bridge that shows one empty page, of whatever it is asked. */
function showing(cursor: string | null, has_more: boolean, total: number | null = null) {
  const body = { groups: [], holds: [], gone: [], total, cursor, has_more };
  const shows: Send = async () => ({ kind: 'answered', status: 200, headers: {}, text: '', body, exchange });
  const stock = bridgeStock({}, shows);
  return async (asked: string | null) => [
    (await stock.changes(asked, signal)).outcome.kind,
    (await stock.holds?.(asked, signal))?.outcome.kind,
  ];
}

describe('a page of a bridge that says there is more', () => {
  it('is not read on where it names no place, or the one that was asked for', async () => {
    assert.deepEqual(await showing('7', true)('6'), ['done', 'done']);
    assert.deepEqual(await showing('7', true)('7'), ['unsure', 'unsure']);
    assert.deepEqual(await showing(null, true)('7'), ['unsure', 'unsure']);
    assert.deepEqual(await showing(null, true)(null), ['unsure', 'unsure']);
  });

  it('may name the same place again where there is no more', async () => {
    assert.deepEqual(await showing('7', false)('7'), ['done', 'done']);
    assert.deepEqual(await showing(null, false)('7'), ['done', 'done']);
  });
});

describe('a page of a bridge that the ledger could not keep', () => {
  it('is not read', async () => {
    assert.deepEqual(await showing('7\u0000', false)('6'), ['unsure', 'unsure']);
    assert.deepEqual(await showing('7', false, 2 ** 31)('6'), ['unsure', 'done']);
    assert.deepEqual(await showing('7', false, 2 ** 31 - 1)('6'), ['done', 'done']);
  });
});
