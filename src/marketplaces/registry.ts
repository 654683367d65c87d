// Every marketplace that Holdfast speaks with. Adding one is a folder and a line.
import type { Marketplace } from './dialect.ts';
import { ticketEvolution } from './ticket-evolution/ticket-evolution.ts';

export const marketplaces: readonly Marketplace[] = [ticketEvolution];

export const marketplaceBySlug: ReadonlyMap<string, Marketplace> = new Map(
  marketplaces.map((marketplace) => [marketplace.slug, marketplace]),
);
