// The REST bridge: one small interface for every POS that has none that we speak. Adapter only; the wire is in wire.ts.
// A status of 2xx with a body that we can read is `done`, a 4xx with a code from the closed list is `refused`,
// 429 was surely not acted on, and anything else is `unsure`.
import Type, { type Static, type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { Exchange, Outcome, PosHeld, PosInvoiced, PosRefusal } from '../../core/outcome.ts';
import type { Conversation, Send, WireAnswer } from '../../core/wire.ts';
import type { NetworkPos, PosFound, PosTickets, RemotePos } from '../pos.ts';
import { BridgeFound, BridgeHold, BridgeInvoice, BridgeNotFound, BridgeRefusal } from './wire.ts';

const own = 'docs/pos-bridge.md';

const BridgeSettings = Type.Object(
  {
    url: Type.String({ minLength: 1, description: 'Address of the bridge, without a slash at the end' }),
    key: Type.String({ minLength: 1, secret: true, description: 'Sent as a bearer token' }),
    late_effect_ms: Type.Optional(
      Type.Integer({ minimum: 0, default: 30_000, description: 'How long a cut call may still take effect' }),
    ),
  },
  { additionalProperties: false },
);
type BridgeSettings = Static<typeof BridgeSettings>;

export const bridge: NetworkPos = {
  kind: 'network',
  slug: 'bridge',
  name: 'REST bridge',
  capabilities: {
    repeatsAreSafe: { value: true, grade: 'OURS', source: own },
    lateEffectMs: { value: 30_000, grade: 'OURS', source: own, setting: { name: 'late_effect_ms', assumed: '30000' } },
    findsByReference: { value: true, grade: 'OURS', source: own },
    choosesSeats: { value: true, grade: 'OURS', source: own },
    holdsExpire: { value: 'at_the_time_we_name', grade: 'OURS', source: own },
  },
  settings: BridgeSettings,
  address: (settings) => (settings as BridgeSettings).url,
  open: (settings, send) => openBridge(settings as BridgeSettings, send),
};

function openBridge({ key }: BridgeSettings, send: Send): RemotePos {
  const headers = { authorization: `Bearer ${key}` };
  return {
    async hold(request, signal) {
      const body = {
        reference: request.reference,
        remote_id: request.remoteId,
        quantity: request.quantity,
        seats: request.seats,
        expires_at: new Date(request.expiresAt).toISOString(),
        marketplace: request.marketplace,
      };
      const answer = await send({ method: 'POST', path: '/holds', headers, body }, signal);
      return read(answer, BridgeHold, (hold) => (isAbout(request, hold) ? heldOf(hold) : null));
    },
    async release({ reference }, signal) {
      const answer = await send({ method: 'DELETE', path: `/holds/${encodeURIComponent(reference)}`, headers }, signal);
      return readRemoval(answer, BridgeHold, reference);
    },
    async invoice(request, signal) {
      const body = {
        reference: request.reference,
        hold_id: request.posHoldId,
        remote_id: request.remoteId,
        quantity: request.quantity,
        seats: request.seats,
        marketplace: request.marketplace,
        order_id: request.marketplaceOrderId,
      };
      const answer = await send({ method: 'POST', path: '/invoices', headers, body }, signal);
      return read(answer, BridgeInvoice, (invoice) => (isAbout(request, invoice) ? saleOf(invoice) : null));
    },
    async void({ reference }, signal) {
      const path = `/invoices/${encodeURIComponent(reference)}`;
      return readRemoval(await send({ method: 'DELETE', path, headers }, signal), BridgeInvoice, reference);
    },
    async find(reference, signal) {
      const path = `/references/${encodeURIComponent(reference)}`;
      const answer = await send({ method: 'GET', path, headers }, signal);
      return read(answer, BridgeFound, (found) => foundOf(found, reference));
    },
  };
}

/** Null when the POS names a time that is none. */
function heldOf(hold: BridgeHold): PosHeld | null {
  const expiresAt = hold.expires_at === null ? null : Date.parse(hold.expires_at);
  return Number.isNaN(expiresAt) ? null : { posHoldId: hold.hold_id, expiresAt };
}

function saleOf(invoice: BridgeInvoice): PosInvoiced {
  return { invoiceId: invoice.invoice_id };
}

/** Whether these are the tickets that were asked for: an answer about others says nothing of ours. */
function isAbout(request: PosTickets, said: BridgeHold | BridgeInvoice): boolean {
  const { reference, remoteId, quantity } = request;
  return said.reference === reference && said.remote_id === remoteId && said.quantity === quantity;
}

/** Null when something else was found, or what was found cannot be read: then nothing is not what is there. */
function foundOf(found: Static<typeof BridgeFound>, reference: string): PosFound | null {
  const isAnothers = [found.hold, found.invoice].some((one) => one !== null && one.reference !== reference);
  const hold = found.hold && heldOf(found.hold);
  if (isAnothers || (found.hold !== null && hold === null)) return null;
  return { hold, sale: found.invoice && saleOf(found.invoice) };
}

/** Taking away what is not there is done: the bridge says so with its own `not_found`, not with any 404. */
function readRemoval(
  answer: WireAnswer,
  schema: typeof BridgeHold | typeof BridgeInvoice,
  reference: string,
): Conversation<{ found: boolean }, PosRefusal> {
  const isGone = answer.kind === 'answered' && answer.status === 404 && Check(BridgeNotFound, answer.body);
  if (isGone) return { outcome: { kind: 'done', answer: { found: false } }, exchanges: [answer.exchange] };
  return read(answer, schema, (removed) => (removed.reference === reference ? { found: true } : null));
}

function read<Schema extends TSchema, Answer>(
  answer: WireAnswer,
  schema: Schema,
  translate: (body: Static<Schema>) => Answer | null,
): Conversation<Answer, PosRefusal> {
  const exchanges: Exchange[] = [answer.exchange];
  return { outcome: outcomeOf(answer, schema, translate), exchanges };
}

function outcomeOf<Schema extends TSchema, Answer>(
  answer: WireAnswer,
  schema: Schema,
  translate: (body: Static<Schema>) => Answer | null,
): Outcome<Answer> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, body } = answer;
  const done = status >= 200 && status < 300 && Check(schema, body) ? translate(body) : null;
  if (done !== null) return { kind: 'done', answer: done };
  if (status === 429) return { kind: 'not_sent', detail: 'the POS asks for fewer calls (429)' };
  if (status >= 400 && status < 500 && Check(BridgeRefusal, body)) {
    return { kind: 'refused', why: body.code, detail: body.detail };
  }
  return { kind: 'unsure', detail: `the POS answered ${status}, which says nothing certain` };
}
