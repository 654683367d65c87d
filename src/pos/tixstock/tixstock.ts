// Tixstock, a hub of brokers' stock: holds by quantity for thirty minutes, orders made from holds, webhooks when others hold.
// Kept: a hold whose answer was lost cannot be found by anybody, so nothing is said of it but that it lapses.
import type { Send } from '../../core/wire.ts';
import type { NetworkPos, RemotePos } from '../pos.ts';
import { recordedSend } from '../recorded-send.ts';
import { inPlainWords } from './answers.ts';
import { tixstockEdges } from './edges.ts';
import { openHolds } from './holds.ts';
import { openShelf } from './listings.ts';
import { openOrders, saleOfAll } from './orders.ts';
import { sell, undo } from './selling.ts';
import { TixstockSettings, waysOf } from './settings.ts';
import { readTixstockHint } from './webhook.ts';

const reseller = 'api-documentation.tixstock.com/v1';
const holdPage = `${reseller}/endpoints/hold-ticket`;

export const tixstock: NetworkPos = {
  kind: 'network',
  slug: 'tixstock',
  name: 'Tixstock',
  capabilities: {
    repeatsAreSafe: {
      value: false,
      grade: 'VENDOR',
      source: `${holdPage}: a hold carries nothing of ours to know it by`,
    },
    lateEffectMs: {
      value: 60_000,
      grade: 'INFERRED',
      source: 'no figure is public: a minute, as of any server',
      setting: { name: 'late_effect_ms', assumed: '60000' },
    },
    findsByReference: {
      value: false,
      grade: 'VENDOR',
      source: `${holdPage}: the id of a hold is told once, and must be kept; orders are read by our number`,
    },
    choosesSeats: { value: false, grade: 'VENDOR', source: `${holdPage}: quantity is all that is asked` },
    holdsExpire: { value: 'after_a_fixed_time', grade: 'VENDOR', source: `${holdPage}: let go of after 30 minutes` },
    holdsLapseAfterMs: {
      value: 1_800_000,
      grade: 'VENDOR',
      source: holdPage,
      setting: { name: 'hold_lapse_ms', assumed: '1800000' },
    },
    changeFeed: {
      value: 'poll',
      grade: 'VENDOR',
      source: `${reseller}/endpoints/get-tickets: a list, without changes`,
    },
    pollEveryMs: {
      value: 300_000,
      grade: 'INFERRED',
      source: 'webhooks tell of holds; the list is for what they missed',
      setting: { name: 'poll_every_ms', assumed: '300000' },
    },
    rateBudget: {
      value: { calls: 1, perMs: 1_000 },
      grade: 'INFERRED',
      source: 'no figure is public',
      setting: { name: 'calls_per_second', assumed: '1' },
    },
  },
  edges: tixstockEdges,
  settings: TixstockSettings,
  address: (settings) => waysOf(settings as TixstockSettings).url,
  open: (settings, send) => openTixstock(settings as TixstockSettings, send),
  readHint: (hint, settings) => readTixstockHint(hint, settings as TixstockSettings),
};

function openTixstock(settings: TixstockSettings, send: Send): RemotePos {
  const ways = waysOf(settings);
  const headers = { authorization: `Bearer ${settings.token}` };
  const shelf = openShelf(ways, headers);
  const holds = openHolds(ways, headers, shelf);
  const orders = openOrders(ways, headers);
  return {
    async hold(request, signal) {
      const { ask, exchanges } = recordedSend(send, signal);
      return { outcome: await holds.hold(ask, request), exchanges };
    },
    async release({ remoteId, quantity, posHoldId }, signal) {
      const { ask, exchanges } = recordedSend(send, signal);
      if (posHoldId !== null) return { outcome: await holds.release(ask, posHoldId, quantity), exchanges };
      // Nobody can let go of a hold without its id. What the listing shows goes on record; the hub waits for the lapse.
      const seen = inPlainWords(await shelf.read(ask, remoteId));
      return { outcome: seen.kind === 'done' ? { kind: 'done', answer: { found: false } } : seen, exchanges };
    },
    async invoice(request, signal) {
      const { ask, exchanges } = recordedSend(send, signal);
      const sale = { ...request, currency: request.total?.currency ?? null };
      return { outcome: await sell(ask, { holds, orders, shelf }, sale), exchanges };
    },
    async void({ reference, quantity, posHoldId }, signal) {
      const { ask, exchanges } = recordedSend(send, signal);
      return { outcome: await undo(ask, { holds, orders }, { reference, quantity, posHoldId }), exchanges };
    },
    async find(tickets, signal) {
      const { ask, exchanges } = recordedSend(send, signal);
      const read = inPlainWords(await orders.read(ask, tickets.reference));
      const sale = read.kind === 'done' ? saleOfAll(read.answer, tickets) : read;
      if (sale.kind !== 'done') return { outcome: sale, exchanges };
      return { outcome: { kind: 'done', answer: { hold: 'unknown', sale: sale.answer } }, exchanges };
    },
    ...(settings.follow_stock === false ? {} : { stock: stockOf(shelf, send) }),
  };
}

function stockOf(shelf: ReturnType<typeof openShelf>, send: Send): NonNullable<RemotePos['stock']> {
  return {
    async changes(cursor, signal) {
      const { ask, exchanges } = recordedSend(send, signal);
      return { outcome: inPlainWords(await shelf.page(ask, pageIn(cursor))), exchanges };
    },
    async read(remoteId, signal) {
      const { ask, exchanges } = recordedSend(send, signal);
      const found = inPlainWords(await shelf.read(ask, remoteId));
      return { outcome: found.kind === 'done' ? { kind: 'done', answer: found.answer.group } : found, exchanges };
    },
  };
}

function pageIn(cursor: unknown): number {
  const page = (cursor as { page?: unknown } | null)?.page;
  return typeof page === 'number' && Number.isSafeInteger(page) && page > 0 ? page : 1;
}
