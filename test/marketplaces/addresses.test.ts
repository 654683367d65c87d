// Addresses that settings name: what they match, which goes before which, and which two nobody could tell apart.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inOrderOfMatching, isSameAddress, matchPath, namesIn, parseAddress } from '../../src/marketplaces/address.ts';

const matches = (text: string, path: string) => matchPath(parseAddress(text), path.split('/').slice(1));

describe('an address', () => {
  it('matches segment by segment, and tells what stands for its names', () => {
    assert.deepEqual(matches('GET /holds/{global_id}', '/holds/te-1'), { global_id: 'te-1' });
    assert.deepEqual(matches('POST /holds/{global_id}/invoice', '/holds/te-1/invoice'), { global_id: 'te-1' });
    assert.deepEqual(matches('POST /holds', '/holds'), {});
    for (const path of ['/holds', '/holds/', '/holds/a/b', '/Holds/a', '/other/a', '/']) {
      assert.equal(matches('GET /holds/{global_id}', path), null, path);
    }
    assert.deepEqual(namesIn(parseAddress('GET /a/{x}/b/{y}')), ['x', 'y']);
  });

  it('that names a segment in so many words goes before one that does not', () => {
    const items = ['POST /holds/{global_id}', 'POST /holds/cancel'].map((text) => ({
      text,
      address: parseAddress(text),
    }));
    assert.deepEqual(
      inOrderOfMatching(items).map(({ text }) => text),
      ['POST /holds/cancel', 'POST /holds/{global_id}'],
    );
  });

  it('is the same as another when only the names differ', () => {
    const same = (one: string, other: string) => isSameAddress(parseAddress(one), parseAddress(other));
    assert.ok(same('GET /a/{x}', 'GET /a/{y}'));
    assert.ok(!same('GET /a/{x}', 'PUT /a/{x}'));
    assert.ok(!same('GET /a/{x}', 'GET /a/b'));
  });
});
