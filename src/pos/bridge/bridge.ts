// The REST bridge: one small interface for every POS that has none that we speak. Adapter only; the wire is in wire.ts,
// and what an answer means in answers.ts.
import Type, { type Static } from 'typebox';
import type { Outcome, PosInvoiced, PosRefusal } from '../../core/outcome.ts';
import { type Conversation, plainAddress, type Send, type WireAnswer } from '../../core/wire.ts';
import type { NetworkPos, PosFound, PosTickets, RemotePos } from '../pos.ts';
import { isNotFound, readAnswer } from './answers.ts';
import { bridgeDocument } from './document/document.ts';
import { readBridgeHint } from './hint.ts';
import { bridgeStock, heldOf } from './stock.ts';
import { BridgeFound, BridgeHold, BridgeInvoice } from './wire.ts';

const own = 'docs/pos-bridge.md';

const BridgeSettings = Type.Object(
  {
    url: Type.String({
      pattern: plainAddress,
      description: 'Address of the bridge, without a key in it: it is written down with every call',
    }),
    key: Type.String({ minLength: 1, secret: true, description: 'Sent as a bearer token' }),
    late_effect_ms: Type.Optional(
      Type.Integer({ minimum: 0, default: 30_000, description: 'How long a cut call may still take effect' }),
    ),
    calls_per_second: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 10_000,
        default: 20,
        description: 'How many calls it takes a second',
      }),
    ),
    follow_stock: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Whether listings come from the bridge, which then answers GET /groups',
      }),
    ),
    poll_every_ms: Type.Optional(
      Type.Integer({ minimum: 1_000, default: 60_000, description: 'How often the bridge is asked what has changed' }),
    ),
    hint_key: Type.Optional(
      Type.String({
        minLength: 16,
        secret: true,
        without: 'Hints of the bridge are refused: what changes there is seen at the next regular look, not at once.',
        description: 'What the bridge sends us as a bearer token with its hints',
      }),
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
    changeFeed: { value: 'delta', grade: 'OURS', source: own },
    pollEveryMs: { value: 60_000, grade: 'OURS', source: own, setting: { name: 'poll_every_ms', assumed: '60000' } },
    rateBudget: {
      value: { calls: 20, perMs: 1_000 },
      grade: 'OURS',
      source: own,
      setting: { name: 'calls_per_second', assumed: '20' },
    },
  },
  settings: BridgeSettings,
  address: (settings) => (settings as BridgeSettings).url,
  open: (settings, send) => openBridge(settings as BridgeSettings, send),
  publishedWire: bridgeDocument,
  readHint: (hint, settings) => readBridgeHint(hint, (settings as BridgeSettings).hint_key),
};

function openBridge({ key, follow_stock }: BridgeSettings, send: Send): RemotePos {
  const headers = { authorization: `Bearer ${key}` };
  return {
    ...(follow_stock ? { stock: bridgeStock(headers, send) } : {}),
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
      return readAnswer(answer, BridgeHold, (hold) => (isAbout(request, hold) ? heldOf(hold) : null));
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
      return readAnswer(answer, BridgeInvoice, (invoice) => (isAbout(request, invoice) ? saleOf(invoice) : null));
    },
    async void({ reference }, signal) {
      const path = `/invoices/${encodeURIComponent(reference)}`;
      return readRemoval(await send({ method: 'DELETE', path, headers }, signal), BridgeInvoice, reference);
    },
    async find(tickets, signal) {
      const path = `/references/${encodeURIComponent(tickets.reference)}`;
      const answer = await send({ method: 'GET', path, headers }, signal);
      const { outcome, exchanges } = readAnswer(answer, BridgeFound, (found) => foundOf(found, tickets));
      return { outcome: outcome.kind === 'done' ? outcome.answer : outcome, exchanges };
    },
  };
}

function saleOf(invoice: BridgeInvoice): PosInvoiced {
  return { invoiceId: invoice.invoice_id };
}

/** Whether these are the tickets that were asked for: an answer about others says nothing of ours. */
function isAbout(request: PosTickets, said: BridgeHold | BridgeInvoice): boolean {
  const { reference, remoteId, quantity } = request;
  return said.reference === reference && said.remote_id === remoteId && said.quantity === quantity;
}

/**
 * Null when something else was found, or what was found cannot be read: then nothing is not what is there. Of another
 * number of tickets than were asked for it is neither ours nor nothing; but what is sold is sold.
 */
function foundOf(found: Static<typeof BridgeFound>, { reference, quantity }: PosTickets): Outcome<PosFound> | null {
  const isAnothers = [found.hold, found.invoice].some((one) => one !== null && one.reference !== reference);
  const hold = found.hold && heldOf(found.hold);
  if (isAnothers || (found.hold !== null && hold === null)) return null;
  const isOfOtherSize = (one: BridgeHold | BridgeInvoice | null): boolean => one !== null && one.quantity !== quantity;
  const { invoice } = found;
  if (invoice !== null && isOfOtherSize(invoice)) return otherSize('invoice', invoice, quantity);
  if (found.hold !== null && isOfOtherSize(found.hold)) {
    if (invoice === null) return otherSize('hold', found.hold, quantity);
    return { kind: 'done', answer: { hold: null, sale: saleOf(invoice) } };
  }
  return { kind: 'done', answer: { hold, sale: invoice && saleOf(invoice) } };
}

function otherSize(what: string, { quantity }: BridgeHold | BridgeInvoice, wanted: number): Outcome<never> {
  const detail = `the POS has a ${what} of ${quantity} tickets under our reference, and ${wanted} were asked for`;
  return { kind: 'unsure', detail };
}

/** Taking away what is not there is done. */
function readRemoval(
  answer: WireAnswer,
  schema: typeof BridgeHold | typeof BridgeInvoice,
  reference: string,
): Conversation<{ found: boolean }, PosRefusal> {
  if (isNotFound(answer)) return { outcome: { kind: 'done', answer: { found: false } }, exchanges: [answer.exchange] };
  return readAnswer(answer, schema, (removed) => (removed.reference === reference ? { found: true } : null));
}
