// What each action says that it will do and cost: from what the marketplace declares, and unknown where nobody says.
import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, ConnectionId, Flow, Order, OrderId } from '../../src/core/order.ts';
import { marketplaces } from '../../src/marketplaces/registry.ts';
import { costOfRemoval, type Dealings, offeredActions } from '../../src/story/actions.ts';

const named = (slug: string) => {
  const found = marketplaces.find((marketplace) => marketplace.slug === slug);
  if (!found) throw new Error(slug);
  return found;
};
const dealings = (slug: string, fields: Partial<Dealings> = {}): Dealings => ({
  marketplace: named(slug),
  nature: { confirms: true, rejects: true },
  cast: { marketplace: named(slug).name, pos: 'SkyBox', quantity: 2 },
  hasProposal: false,
  owns: true,
  ...fields,
});
function orderIn(state: Order['state'], flow: Flow, fields: Partial<Order> = {}): Order {
  const connectionId = 'connection-1' as ConnectionId;
  const terms = { connectionId, marketplace: 'm', flow, binding: true, holdLifetimeMs: 60_000 };
  const order = newOrder({ accountId: 'a' as AccountId, orderId: 'o' as OrderId, terms, globalId: 'deal-1', now: 0 });
  return { ...order, state, quantity: 2, remoteId: 'TG-1', ...fields };
}

describe('what letting go of a hold costs', () => {
  it('is said to be unknown where it is not public, with a warning that it binds', () => {
    const [release] = offeredActions(orderIn('held', 'order_integration'), dealings('ticket-evolution'));
    strictEqual(release?.do, 'release');
    strictEqual(release?.costs, 'Binding: Ticket Evolution may charge for this. How much is not public.');
    deepStrictEqual([release?.weight, release?.needs], ['costly', 'consent_to_cost']);
  });

  it('is what the marketplace itself says, where it does', () => {
    match(costOfRemoval(named('stubhub'), { marketplace: 'StubHub' }), /^StubHub says: nothing/);
  });

  it('is nothing where the hold does not bind', () => {
    const [release] = offeredActions(orderIn('held', 'instant_notification', { binding: false }), dealings('stubhub'));
    deepStrictEqual(
      [release?.costs, release?.weight, release?.needs],
      ['Not binding: letting go costs nothing.', 'plain', null],
    );
  });

  it('is a whole sentence for every marketplace', () => {
    for (const { slug, name } of marketplaces) match(costOfRemoval(named(slug), { marketplace: name }), /^\S.*[^.]\.$/);
  });
});

describe('what is sensible next', () => {
  const next = (order: Order, dealt: Dealings): string | undefined =>
    offeredActions(order, dealt).find(({ isNext }) => isNext)?.do;

  it('is to fill an unfilled sale where that leaves the buyer no worse off, else to reject it', () => {
    const order = orderIn('unfilled', 'instant_notification');
    strictEqual(next(order, dealings('stubhub', { hasProposal: true })), 'fill');
    strictEqual(next(order, dealings('stubhub')), 'reject');
    strictEqual(offeredActions(order, dealings('stubhub'))[0]?.do, 'reject', 'it comes first');
  });

  it('is to give the word by hand where no call can', () => {
    const byHand = dealings('tickpick', { nature: { confirms: false, rejects: false } });
    strictEqual(next(orderIn('confirming', 'instant_notification'), byHand), 'note_confirmed');
    strictEqual(next(orderIn('rejecting', 'instant_notification'), byHand), 'note_rejected');
    strictEqual(next(orderIn('confirming', 'instant_notification', { dueAt: 5 }), dealings('stubhub')), undefined);
  });

  it('is nothing where it goes on by itself, or is over', () => {
    for (const state of ['held', 'invoicing', 'confirmed', 'declined'] as const) {
      strictEqual(next(orderIn(state, 'order_integration'), dealings('gametime')), undefined);
    }
  });

  it('brings the reasons that the marketplace knows', () => {
    const reasons = offeredActions(orderIn('unfilled', 'instant_notification'), dealings('ticket-evolution'))[0]
      ?.reasons;
    deepStrictEqual(reasons, named('ticket-evolution').instantNotification?.rejectReasons);
  });
});
