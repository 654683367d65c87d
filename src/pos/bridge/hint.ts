// A hint of the bridge: "something has changed, look again". It proves itself by the key that the broker gave it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { hasShape } from '../../shape.ts';
import type { PosHint, PosHintRead } from '../stock.ts';
import { BridgeHint } from './wire.ts';

const accepted = { status: 202, type: 'application/json', text: '{}' };

/** Without a key nobody is believed. */
export function readBridgeHint({ headers, text }: PosHint, key: string | undefined): PosHintRead {
  if (key === undefined || !isSame(headers.authorization ?? '', `Bearer ${key}`)) return { kind: 'forged' };
  const said = decoded(text);
  if (!hasShape(BridgeHint, said)) return { kind: 'malformed', why: 'A hint is {"remote_ids": ["..."]}, or {}.' };
  return { kind: 'authentic', remoteIds: said.remote_ids ?? 'unknown', answer: accepted };
}

/** In constant time: of what is hashed, not even the length shows. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(hashOf(given), hashOf(right));
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function decoded(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return null;
  }
}
