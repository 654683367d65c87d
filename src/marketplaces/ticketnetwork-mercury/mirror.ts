// The mirror of Mercury v5, seen from the seller: which addresses are called, what each call means, and how it is
// answered. Kept: a used id is answered with 409, and what became of it is read back by its GUID.
import { parseAddress } from '../address.ts';
import type { DealRoute, ListingRoute, OwnWire } from '../order-integration-wire.ts';
import { lockBody, lockDurationOf, orderBody, standingOfLock, ticketGroupBody } from './answers.ts';
import { dealOf, otherLockId } from './ids.ts';
import { type PriceSettings, priceOffered } from './prices.ts';
import { lockNotFound, notKnownYet, problemInItsForm, statusesOfLock, statusesOfOrder, usedId } from './problems.ts';
import { readGuid, readListingId, readLock, readOrder } from './requests.ts';

export const mirror: OwnWire<PriceSettings> = {
  routes: (settings) => [placeLock(settings), getLock(settings), releaseLock, placeOrder, getOrder, getTicketGroups],
  problem: problemInItsForm,
};

const placeLock = (settings: PriceSettings): DealRoute => ({
  address: parseAddress('POST /lock'),
  about: 'deal',
  statuses: statusesOfLock,
  read: ({ body }) => {
    const asked = readLock(body);
    if ('malformed' in asked) return asked;
    const { lockRequestId, ticketGroupId, quantity, overridePrice } = asked;
    const unitPrice = priceOffered(asked, settings);
    const deal = { globalId: dealOf(lockRequestId), remoteId: String(ticketGroupId), quantity, unitPrice };
    return { call: { kind: 'hold', ...deal, takesAnyPrice: overridePrice } };
  },
  answer: ({ said, order }, call, { body }) => {
    if (said !== 'created') return { status: 409, body: usedId('lockRequestId') };
    const { lockRequestId } = body as { lockRequestId: string };
    const offered = call.kind === 'hold' ? call.unitPrice : null;
    const isDearer = offered !== null && order.unitPrice !== null && order.unitPrice.amount > offered.amount;
    const id = isDearer ? otherLockId(lockRequestId) : lockRequestId.toLowerCase();
    return { status: 201, body: lockBody(order, id, lockDurationOf(order), settings) };
  },
});

const getLock = (settings: PriceSettings): DealRoute => ({
  address: parseAddress('GET /lock/{lockId}'),
  about: 'deal',
  statuses: {},
  read: ({ params }) => {
    const asked = readGuid('lockId', params.lockId);
    return 'malformed' in asked ? asked : { call: { kind: 'look', globalId: dealOf(asked.guid) } };
  },
  answer: ({ order }, _call, { params }) => {
    switch (standingOfLock(order)) {
      case 'yes':
        return { status: 200, body: lockBody(order, String(params.lockId).toLowerCase(), null, settings) };
      case 'later':
        return { status: 503, body: notKnownYet() };
      case 'no':
        return { status: 404, body: lockNotFound() };
    }
  },
});

const releaseLock: DealRoute = {
  address: parseAddress('DELETE /lock/{lockId}'),
  about: 'deal',
  statuses: {},
  read: ({ params }) => {
    const asked = readGuid('lockId', params.lockId);
    return 'malformed' in asked ? asked : { call: { kind: 'release', globalId: dealOf(asked.guid) } };
  },
  answer: () => ({ status: 204, body: null }),
};

const placeOrder: DealRoute = {
  address: parseAddress('POST /orders'),
  about: 'deal',
  statuses: statusesOfOrder,
  read: ({ body }) => {
    const asked = readOrder(body);
    if ('malformed' in asked) return asked;
    const { lockRequestId, buyRequestId, delivery, recipient, notes, externalPONumber } = asked;
    const buyer = { delivery, recipient, notes, externalPONumber };
    const marketplaceOrderId = buyRequestId.toLowerCase();
    return { call: { kind: 'invoice', globalId: dealOf(lockRequestId), marketplaceOrderId, total: null, buyer } };
  },
  answer: ({ said, order }) => {
    if (said === 'repeated') return { status: 409, body: usedId('buyRequestId') };
    // The sale stands, and the POS is slow: the invoice is read back by GUID.
    return { status: said === 'created' ? 201 : 202, body: orderBody(order) };
  },
};

const getOrder: DealRoute = {
  address: parseAddress('GET /orders/guid/{buyRequestId}'),
  about: 'deal',
  statuses: {},
  read: ({ params }) => {
    const asked = readGuid('buyRequestId', params.buyRequestId);
    return 'malformed' in asked ? asked : { sale: asked.guid };
  },
  answer: ({ order }) => ({ status: 200, body: orderBody(order) }),
};

/** The one listing that is asked for; none, when this account does not have it. */
const getTicketGroups: ListingRoute = {
  address: parseAddress('GET /ticketgroups'),
  about: 'listing',
  read: ({ query }) => readListingId(query),
  answer: (listing) => ({ status: 200, body: { ticketGroups: listing ? [ticketGroupBody(listing)] : [] } }),
};
