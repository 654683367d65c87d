// The case for a waiver, gathered from the record: what the marketplace asked, what it was told and when, and who owned
// the tickets when it sold them. Pure; the same record always makes the same case.

import { elsewhere, type Slots } from '../core/claim.ts';
import { type Instant, type Money, type Order, seatsOf } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import { type History, type Ownership, ticketsThen } from '../core/owned-at.ts';
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
  listing: (Slots & { event: string; venue: string; eventAt: Instant }) | null;
  /** Every other order that ever claimed tickets of that listing. */
  rivals: readonly History[];
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

/**
 * Who owned each ticket of the listing when the marketplace sold it. What the POS has sold or holds for somebody else is seen as it is
 * now: since when is in no journal, so that it is neither said to have been free then nor to have been gone.
 */
function availability({ listing, rivals, history, nameOf }: CaseMaterial, order: Order, at: Instant) {
  const others = rivals.filter((rival) => rival.order.orderId !== order.orderId);
  const { seats, isElsewhere } = listing ? awayLast(listing) : { seats: [], isElsewhere: [] };
  const tickets = ticketsThen(seats, [...others, history], at).map(({ seat, owner }, slot) => ({
    seat,
    owner: owner === null ? null : ownerShown(owner, nameOf),
    elsewhere: owner === null && isElsewhere[slot] === true,
  }));
  const away = tickets.filter((ticket) => ticket.elsewhere).length;
  const free = tickets.filter(({ owner }) => owner === null).length - away;
  return { at: iso(at), sentence: availabilitySentence(order, { tickets: tickets.length, free, away }), tickets };
}

/** Places are taken by our orders from the first on, and what is elsewhere is none of those. */
function awayLast({ seats, owners }: Slots): { seats: Slots['seats']; isElsewhere: boolean[] } {
  const isElsewhere = owners.map((owner) => owner === elsewhere);
  return { seats, isElsewhere: seats[0] === null ? isElsewhere.sort((a, b) => Number(a) - Number(b)) : isElsewhere };
}

function ownerShown({ order, state, since }: Ownership, nameOf: CaseMaterial['nameOf']) {
  return { marketplace: nameOf(order.marketplace), global_id: order.globalId, state, since: iso(since) };
}

type Counts = { tickets: number; free: number; away: number };

function availabilitySentence({ remoteId, quantity }: Order, { tickets, free, away }: Counts): string {
  if (remoteId === null || tickets === 0)
    return 'The listing that was sold is not known here: there was nothing to sell.';
  const asked = quantity ?? 0;
  const isAre = away === 1 ? 'is' : 'are';
  const others =
    away === 0 ? '' : ` ${away} more ${isAre} sold or held elsewhere in the POS now; since when is not on record.`;
  if (free >= asked && asked > 0) {
    return `Of the ${tickets} tickets of listing ${remoteId}, ${free} were free at that moment.${others}`;
  }
  const left = free === 0 ? 'none was' : free === 1 ? 'only 1 was' : `only ${free} were`;
  return `Of the ${tickets} tickets of listing ${remoteId}, ${left} free at that moment, and the sale was of ${asked}.${others}`;
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
