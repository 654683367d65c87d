// Credentials at rest: AES-256-GCM under a key that is not in the database. A sealed value names its key, so that keys can
// be changed while hubs run: what another key has sealed is still opened, and all that is sealed anew is sealed with the current one.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Keys of 32 bytes each. */
export type SecretKeys = {
  current: Buffer;
  /** Only opened with: older ones, and one that will be the current one soon. */
  others: readonly Buffer[];
};

const marker = Buffer.from('HFS1');
const keyIdBytes = 8;
const headBytes = marker.length + keyIdBytes;
const nonceBytes = 12;
const tagBytes = 16;

/** No key that we have opens it. */
export class CannotOpen extends Error {
  override name = 'CannotOpen';
}

export class Vault {
  readonly #readKeys: () => SecretKeys;
  #keys: SecretKeys;

  /** `readKeys` is asked again whenever keys may have changed. */
  constructor(readKeys: () => SecretKeys) {
    this.#readKeys = readKeys;
    this.#keys = readKeys();
  }

  /** Seals with the key that is current now, whoever made it so. */
  seal(content: unknown): Buffer {
    this.#keys = this.#readKeys();
    const { current } = this.#keys;
    const head = headOf(current);
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', current, nonce).setAAD(head);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
    return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws CannotOpen when its key is not among ours, or the content was tampered with. */
  open(sealed: Buffer): unknown {
    const opened = openWith(this.#keys, sealed);
    if (opened !== undefined) return opened;
    // A key that we have not met: somebody may just have made it.
    this.#keys = this.#readKeys();
    const openedNow = openWith(this.#keys, sealed);
    if (openedNow !== undefined) return openedNow;
    throw new CannotOpen(
      `what is stored was sealed with the key ${keyNameIn(sealed)}, which is not here, or was altered`,
    );
  }

  /** How whatever the current key seals begins. */
  get head(): Buffer {
    return headOf(this.#keys.current);
  }
}

/** What a key is called: enough to tell it from others, and nothing of what it is. */
export function keyName(key: Buffer): string {
  return keyId(key).toString('hex');
}

/** The name of the key that sealed this. `unnamed`: sealed before keys had names. */
export function keyNameIn(sealed: Buffer): string {
  return isNamed(sealed) ? sealed.subarray(marker.length, headBytes).toString('hex') : 'unnamed';
}

function keyId(key: Buffer): Buffer {
  return createHmac('sha256', key).update('holdfast key name').digest().subarray(0, keyIdBytes);
}

function headOf(key: Buffer): Buffer {
  return Buffer.concat([marker, keyId(key)]);
}

function isNamed(sealed: Buffer): boolean {
  return sealed.subarray(0, marker.length).equals(marker);
}

/** Undefined: none of these keys opens it. */
function openWith({ current, others }: SecretKeys, sealed: Buffer): unknown {
  const keys = [current, ...others];
  if (!isNamed(sealed)) return firstOpened(keys, Buffer.alloc(0), sealed);
  const head = sealed.subarray(0, headBytes);
  return firstOpened(
    keys.filter((key) => headOf(key).equals(head)),
    head,
    sealed.subarray(headBytes),
  );
}

function firstOpened(keys: readonly Buffer[], head: Buffer, rest: Buffer): unknown {
  for (const key of keys) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, rest.subarray(0, nonceBytes)).setAAD(head);
      decipher.setAuthTag(rest.subarray(nonceBytes, nonceBytes + tagBytes));
      const content = Buffer.concat([decipher.update(rest.subarray(nonceBytes + tagBytes)), decipher.final()]);
      return JSON.parse(content.toString('utf8'));
    } catch {
      // Another key, perhaps.
    }
  }
  return undefined;
}
