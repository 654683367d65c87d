// The case for a waiver, gathered from the record: what the marketplace asked, what it was told and when, and who owned
// the tickets when it sold them. Pure; the same record always makes the same case.

import { type Instant, type Money, type Order, seatsOf } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import { type Ownership, ticketsThen } from '../core/owned-at.ts';
import type { WaiverGround } from '../core/waiver-grounds.ts';
import { type FullHistory, findGround, groundWords } from './grounds.ts';

/** One step of the story in plain words, with what was said on the wire. */
type Told = { at: Instant; sentence: string; exchanges: readonly Exchange[] };

export type CaseMaterial = {
  accountName: string;
  marketplaceName: string;
  history: FullHistory & { entries: readonly { exchanges: readonly Exchange[] }[] };
  story: readonly Told[];
  /** Null: the listing is not known here any more, or never was. */
  listing: { event: string; venue: string; eventAt: Instant; seats: readonly (string | null)[] } | null;
  /** Every other order that ever claimed tickets of that listing. */
  rivals: readonly FullHistory[];
  /** A person's own choice; null: as the record shows. */
  ground: WaiverGround | null;
  atStake: Money | null;
  note: string;
  /** Marketplaces are named by slug in orders; people read names. */
  nameOf: (marketplace: string) => string;
};

export type WaiverCase = ReturnType<typeof gatherCase>;

export function gatherCase(material: CaseMaterial) {
  const { history, listing, marketplaceName, atStake, note, accountName } = material;
  const { order } = history;
  const found = findGround(history);
  const ground = material.ground ?? found.ground;
  return {
    broker: accountName,
    marketplace: marketplaceName,
    global_id: order.globalId,
    order_number: order.marketplaceOrderId,
    ground,
    claim: `${marketplaceName} ${groundWords[ground]}.`,
    sold_at: iso(found.claimedAt),
    listing: {
      remote_id: order.remoteId,
      event: listing?.event ?? null,
      venue: listing?.venue ?? null,
      event_at: listing ? iso(listing.eventAt) : null,
    },
    quantity: order.quantity,
    seats: seatsOf(order),
    at_stake: atStake,
    note,
    availability: availability(material, order, found.claimedAt),
    story: material.story.map(({ at, sentence, exchanges }) => ({ at: iso(at), sentence, exchanges })),
  };
}

/** Who owned each ticket of the listing when the marketplace sold it. */
function availability({ listing, rivals, history, nameOf }: CaseMaterial, order: Order, at: Instant) {
  const others = rivals.filter((rival) => rival.order.orderId !== order.orderId);
  const tickets = ticketsThen(listing?.seats ?? [], [...others, history], at).map(({ seat, owner }) => ({
    seat,
    owner: owner === null ? null : ownerShown(owner, nameOf),
  }));
  const free = tickets.filter(({ owner }) => owner === null).length;
  return { at: iso(at), sentence: availabilitySentence(order, tickets.length, free), tickets };
}

function ownerShown({ order, state, since }: Ownership, nameOf: CaseMaterial['nameOf']) {
  return { marketplace: nameOf(order.marketplace), global_id: order.globalId, state, since: iso(since) };
}

function availabilitySentence({ remoteId, quantity }: Order, tickets: number, free: number): string {
  if (remoteId === null || tickets === 0)
    return 'The listing that was sold is not known here: there was nothing to sell.';
  const asked = quantity ?? 0;
  if (free >= asked && asked > 0) {
    return `Of the ${tickets} tickets of listing ${remoteId}, ${free} were free at that moment.`;
  }
  const left = free === 0 ? 'none was' : free === 1 ? 'only 1 was' : `only ${free} were`;
  return `Of the ${tickets} tickets of listing ${remoteId}, ${left} free at that moment, and the sale was of ${asked}.`;
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
