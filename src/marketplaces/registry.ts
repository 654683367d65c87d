// Every marketplace that Holdfast speaks with. Adding one is a folder and a line.
import type { Marketplace } from './dialect.ts';
import { gametime } from './gametime/gametime.ts';
import { ticketEvolution } from './ticket-evolution/ticket-evolution.ts';
import { ticketnetworkMercury } from './ticketnetwork-mercury/ticketnetwork-mercury.ts';
import { tickpick } from './tickpick/tickpick.ts';

export const marketplaces: readonly Marketplace[] = [gametime, ticketEvolution, ticketnetworkMercury, tickpick];

export const marketplaceBySlug: ReadonlyMap<string, Marketplace> = new Map(
  marketplaces.map((marketplace) => [marketplace.slug, marketplace]),
);
