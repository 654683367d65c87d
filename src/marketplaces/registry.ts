// Every marketplace that Holdfast speaks with. Adding one is a folder and a line.
import { axs } from './axs/axs.ts';
import type { Marketplace } from './dialect.ts';
import { fanxchange } from './fanxchange/fanxchange.ts';
import { gametime } from './gametime/gametime.ts';
import { seatgeek } from './seatgeek/seatgeek.ts';
import { stubhub } from './stubhub/stubhub.ts';
import { ticketEvolution } from './ticket-evolution/ticket-evolution.ts';
import { ticketmaster } from './ticketmaster/ticketmaster.ts';
import { ticketnetwork } from './ticketnetwork/ticketnetwork.ts';
import { ticketnetworkMercury } from './ticketnetwork-mercury/ticketnetwork-mercury.ts';
import { tickpick } from './tickpick/tickpick.ts';
import { vividSeats } from './vivid-seats/vivid-seats.ts';

export const marketplaces: readonly Marketplace[] = [
  axs,
  fanxchange,
  gametime,
  seatgeek,
  stubhub,
  ticketEvolution,
  ticketmaster,
  ticketnetwork,
  ticketnetworkMercury,
  tickpick,
  vividSeats,
];

export const marketplaceBySlug: ReadonlyMap<string, Marketplace> = new Map(
  marketplaces.map((marketplace) => [marketplace.slug, marketplace]),
);
