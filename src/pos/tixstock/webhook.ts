// Tixstock's webhooks: signed with the bearer token, and told to everyone who has the listing whenever one of them holds it
// or lets go. A hint: the listing is read again.
// Source: api-documentation.tixstock.com/v1/webhooks/{overview,hold-ticket,release-ticket}, the same pages for partners (VENDOR);
// the encoding of the signature is UNKNOWN.
import { createHmac, timingSafeEqual } from 'node:crypto';
import Type from 'typebox';
import { hasShape } from '../../shape.ts';
import type { PosHint, PosHintRead } from '../stock.ts';
import { Id } from './answers.ts';
import type { TixstockSettings } from './settings.ts';

/** Resellers are told their own id of the listing, partners Tixstock's. */
const Notice = Type.Object({
  data: Type.Object({ external_id: Type.Optional(Id), id: Type.Optional(Id) }),
  meta: Type.Object({ type: Type.String() }),
});

export function readTixstockHint({ headers, text }: PosHint, settings: TixstockSettings): PosHintRead {
  const { token, signature_encoding = 'hex' } = settings;
  const right = createHmac('sha256', token).update(text).digest();
  const given = Buffer.from(headers['x-tixstock-signature'] ?? '', signature_encoding);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return { kind: 'forged' };
  const notice = decoded(text);
  if (!hasShape(Notice, notice))
    return { kind: 'malformed', why: 'A webhook is {"data": {...}, "meta": {"type": "..."}}.' };
  const id = notice.data.external_id ?? notice.data.id;
  // Of an event or of something else that names no listing: whatever it is, everything is looked at.
  const isOfListing = notice.meta.type.startsWith('ticket.') && id !== undefined;
  return { kind: 'authentic', remoteIds: isOfListing ? [id] : 'unknown', answer: thanksFor(id) };
}

function thanksFor(id: string | undefined) {
  const said = { listing_id: id ?? null, success: true, message: 'The listing is read again.' };
  return { status: 200, type: 'application/json', text: JSON.stringify(said) };
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
