// The sandbox of every marketplace: of those that ask before they sell, and of those that tell us of sales (some do both).
// Adding one is a folder and a line.
import { gametime } from './gametime/gametime.ts';
import type { SaleMarketplace } from './instant-notification/marketplace.ts';
import type { SandboxMarketplace } from './order-integration/marketplace.ts';
import { ticketEvolutionOrders } from './ticket-evolution/orders-api.ts';
import { ticketEvolution } from './ticket-evolution/ticket-evolution.ts';
import { ticketnetworkMercury } from './ticketnetwork-mercury/ticketnetwork-mercury.ts';
import { tickpick } from './tickpick/tickpick.ts';

export const orderIntegrationSandboxes: readonly SandboxMarketplace[] = [
  gametime,
  ticketEvolution,
  ticketnetworkMercury,
  tickpick,
];

export const saleSandboxes: readonly SaleMarketplace[] = [ticketEvolutionOrders];
