// What is sealed is opened by its own key alone, whichever of ours that is, and a key that was made meanwhile is found.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { CannotOpen, keyName, keyNameIn, type SecretKeys, Vault } from '../../src/db/sealed.ts';

const newKey = (): Buffer => randomBytes(32);
const content = { key: 'a very secret key', nested: [1, null, 'ü'] };

describe('the vault', () => {
  it('opens what it sealed, and shows nothing of it', () => {
    const current = newKey();
    const vault = new Vault(() => ({ current, others: [] }));
    const sealed = vault.seal(content);
    assert.deepEqual(vault.open(sealed), content);
    assert.ok(!sealed.toString('latin1').includes('secret'));
    assert.notDeepEqual(vault.seal(content), sealed, 'no two look alike');
    assert.equal(keyNameIn(sealed), keyName(current));
    assert.ok(!keyName(current).includes(current.toString('hex').slice(0, 8)));
  });

  it('opens what another of our keys sealed, and seals with the current one', () => {
    const [older, current] = [newKey(), newKey()];
    const sealed = new Vault(() => ({ current: older, others: [] })).seal(content);
    const vault = new Vault(() => ({ current, others: [older] }));
    assert.deepEqual(vault.open(sealed), content);
    assert.equal(keyNameIn(vault.seal(content)), keyName(current));
  });

  it('looks for a key again that it does not know, as one that was made while it ran', () => {
    let keys: SecretKeys = { current: newKey(), others: [] };
    const vault = new Vault(() => keys);
    const next = newKey();
    const sealed = new Vault(() => ({ current: next, others: [] })).seal(content);
    assert.throws(() => vault.open(sealed), CannotOpen);
    keys = { current: next, others: [keys.current] };
    assert.deepEqual(vault.open(sealed), content);
    assert.equal(keyNameIn(vault.seal(content)), keyName(next), 'and seals with it from then on');
  });

  it('opens nothing that was altered, be it the key that it names', () => {
    const keys = { current: newKey(), others: [newKey()] };
    const vault = new Vault(() => keys);
    const sealed = vault.seal(content);
    for (const at of [0, 5, 13, 30, sealed.length - 1]) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] as number) ^ 1;
      assert.throws(() => vault.open(altered), CannotOpen, `byte ${at}`);
    }
    assert.throws(() => vault.open(Buffer.alloc(3)), CannotOpen);
  });

  it('opens what was sealed before keys had names', () => {
    const key = newKey();
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()]);
    const unnamed = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    assert.deepEqual(new Vault(() => ({ current: newKey(), others: [key] })).open(unnamed), content);
    assert.equal(keyNameIn(unnamed), 'unnamed');
  });
});
