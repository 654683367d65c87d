// The two GUIDs of a lock: whichever the caller knows, it means the same deal, and no two deals are mixed up by that.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { dealOf, otherLockId } from '../../src/marketplaces/ticketnetwork-mercury/ids.ts';

/** Of any variant and version, in any case: callers make them. */
const guid = fc
  .tuple(fc.uuid(), fc.constantFrom(...'0123456789abcdef'), fc.boolean())
  .map(([text, variant, isUpper]) => {
    const made = text.slice(0, 19) + variant + text.slice(20);
    return isUpper ? made.toUpperCase() : made;
  });

it('a lock has another id, and that one has the first again', () => {
  fc.assert(
    fc.property(guid, (id) => {
      assert.notEqual(otherLockId(id), id.toLowerCase());
      assert.equal(otherLockId(otherLockId(id)), id.toLowerCase());
    }),
  );
});

it('both ids of a lock mean the same deal', () => {
  fc.assert(fc.property(guid, (id) => assert.equal(dealOf(otherLockId(id)), dealOf(id))));
});

it('two GUIDs of RFC 9562 never mean the same deal, nor is one the other id of another', () => {
  const pair = fc.tuple(fc.uuid(), fc.uuid()).filter(([one, other]) => one !== other);
  fc.assert(
    fc.property(pair, ([one, other]) => {
      assert.notEqual(dealOf(one), dealOf(other));
      assert.notEqual(otherLockId(one), other);
      assert.equal(dealOf(one), one, 'the deal is called as the caller calls it');
    }),
  );
});
