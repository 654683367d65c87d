// What is offered is what the decision does, in every state: nothing is offered in vain, and nothing possible is kept back.
import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Act } from '../../src/core/command.ts';
import { decide } from '../../src/core/decide.ts';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, ConnectionId, Flow, Order, OrderId } from '../../src/core/order.ts';
import { actKinds, possibleActs } from '../../src/core/possible-acts.ts';
import { settlements } from '../../src/core/settle.ts';
import { orderStates, ownership } from '../../src/core/transitions.ts';
import { begun, listingOf, networkPos } from '../core/situations.ts';

const orderId = 'order-1' as OrderId;
const accountId = 'account-1' as AccountId;
const marketplace = { reads: true, confirms: true, rejects: true, asksFirst: false, graceMs: 0 };

function orderIn(state: Order['state'], flow: Flow): Order {
  const connectionId = 'connection-1' as ConnectionId;
  const terms = { connectionId, marketplace: 'stubhub', flow, binding: true, holdLifetimeMs: 60_000 };
  const order = newOrder({ accountId, orderId, terms, globalId: 'sale-1', now: begun });
  return {
    ...order,
    state,
    remoteId: 'listing-1',
    quantity: 2,
    seats: ['1', '2'],
    expiresAt: begun + 60_000,
    answerBy: begun + 60_000,
  };
}

/** Every act there is; what is settled under an invoice names one. */
const allActs = [
  ...actKinds.flatMap((kind) => (kind === 'settle' ? [] : [{ do: kind, as: null }])),
  ...settlements.map((as) => ({ do: 'settle' as const, as })),
];

function moves(order: Order, act: (typeof allActs)[number], owns: boolean): boolean {
  const taken = ownership[order.state] === 'free' || !owns ? [null, null] : [orderId, orderId];
  const listing = listingOf(['1', '2', '3', '4'], { owners: [...taken, null, null] });
  const given = { reason: 'gone', remoteId: 'listing-1', invoiceId: 'inv-1', evenIfBinding: true, by: 'a person' };
  const whole = { ...act, ...given } as unknown as Act;
  const situation = {
    accountId,
    now: begun,
    order,
    listing,
    pos: networkPos,
    marketplace,
    orderNumberIsTaken: () => false,
  };
  return decide(situation, { kind: 'act', orderId, act: whole }).exchanges.length > 0;
}

describe('what a person may do', () => {
  for (const flow of ['order_integration', 'instant_notification'] as const) {
    for (const state of orderStates) {
      it(`about an order of ${flow} that is ${state} is what the decision does`, () => {
        for (const owns of [true, false]) {
          const order = orderIn(state, flow);
          deepStrictEqual(
            possibleActs(order, owns),
            allActs.filter((act) => moves(order, act, owns)),
          );
        }
      });
    }
  }
});
