// Ticket Evolution Core as the broker's POS: signed requests, expiring holds or takes without end, orders made from them. How its
// stock is held is known from the vendor's own clients alone, so what it did is looked at and not assumed.
import type { Fact } from '../../core/evidence.ts';
import type { Send } from '../../core/wire.ts';
import type { NetworkPos, RemotePos } from '../pos.ts';
import { coreEdges } from './edges.ts';
import { find } from './find.ts';
import { findHold, hold, holdIdOf, letGo, readHoldId } from './holds.ts';
import { invoice, voidSale } from './selling.ts';
import { CoreSettings, type CoreWays, waysOf } from './settings.ts';
import { coreStock } from './stock.ts';
import { notAsked, refusedAs, Talk } from './talk.ts';

const clients = 'github.com/ticketevolution/ticketevolution-ruby (2016), ticketevolution-php (2022)';
const vendor = <Value>(value: Value, what: string): Fact<Value> => ({
  value,
  grade: 'VENDOR',
  source: `${clients}: ${what}`,
});

export const ticketEvolutionCore: NetworkPos = {
  kind: 'network',
  slug: 'ticket-evolution-core',
  name: 'Ticket Evolution Core',
  capabilities: {
    repeatsAreSafe: {
      value: false,
      grade: 'INFERRED',
      source: `${clients}: no call carries a key of ours by which it would know a repeat`,
      setting: { name: 'repeats_are_safe', assumed: 'false' },
    },
    lateEffectMs: {
      value: 60_000,
      grade: 'INFERRED',
      source: 'orders may take long, for which it has slow variants; no figure is public',
      setting: { name: 'late_effect_ms', assumed: '60000' },
    },
    findsByReference: {
      value: true,
      grade: 'INFERRED',
      source: `${clients}: holds take notes and are listed; that the list shows the notes is not said`,
      setting: { name: 'notes_are_listed', assumed: 'true' },
    },
    choosesSeats: vendor(true, 'low_seat is asked for'),
    holdsExpire: vendor('at_the_time_we_name', 'hold_until; a take has none'),
    changeFeed: vendor('poll', 'lists only; webhooks tell of orders alone'),
    pollEveryMs: {
      value: 300_000,
      grade: 'INFERRED',
      source: 'ticketevolution.atlassian.net/wiki/spaces/API/pages/3084976129: orders are polled every 5 to 10 minutes',
      setting: { name: 'poll_every_ms', assumed: '300000' },
    },
    rateBudget: {
      value: { calls: 1, perMs: 1_000 },
      grade: 'INFERRED',
      source: 'it answers 503 when there were too many; no figure is public',
      setting: { name: 'calls_per_second', assumed: '1' },
    },
  },
  edges: coreEdges,
  settings: CoreSettings,
  address: (settings) => waysOf(settings).url,
  open: (settings, send) => openCore(waysOf(settings), send),
};

function openCore(ways: CoreWays, send: Send): RemotePos {
  const begin = (signal: AbortSignal): Talk => new Talk(ways, send, signal);
  return {
    async hold(request, signal) {
      const talk = begin(signal);
      return talk.end(await hold(talk, request));
    },
    async release(request, signal) {
      const talk = begin(signal);
      if (request.posHoldId !== null)
        return talk.end(await letGo(talk, readHoldId(request.posHoldId, request.remoteId), request.reference));
      const ours = await findHold(talk, request);
      if (ours.kind === 'no') return talk.end(refusedAs(ours));
      if (ours.kind !== 'said') return talk.end(notAsked(ours));
      if (ours.shown === null) return talk.end({ kind: 'done', answer: { found: false } });
      return talk.end(await letGo(talk, holdIdOf(ours.shown, request.remoteId), request.reference));
    },
    async invoice(request, signal) {
      const talk = begin(signal);
      return talk.end(await invoice(talk, request));
    },
    async void(request, signal) {
      const talk = begin(signal);
      return talk.end(await voidSale(talk, request));
    },
    async find(tickets, signal) {
      const talk = begin(signal);
      return talk.end(await find(talk, tickets));
    },
    ...(ways.follow_stock ? { stock: coreStock(begin) } : {}),
  };
}
