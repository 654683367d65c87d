// The sandbox of every marketplace, of those that ask before they sell and of those that tell us of sales (some do both), and
// of every POS.
// Adding one is a folder and a line.
import { axsSales } from './axs/axs.ts';
import { fanxchangeSales } from './fanxchange/fanxchange.ts';
import { gametime } from './gametime/gametime.ts';
import { gametimePurchases } from './gametime/purchases-api.ts';
import type { SaleMarketplace } from './instant-notification/marketplace.ts';
import type { SandboxMarketplace } from './order-integration/marketplace.ts';
import type { PosSandbox } from './pos/pos-sandbox.ts';
import { bridgeSandbox } from './pos/sandbox-pos.ts';
import { seatgeekOrders } from './seatgeek/orders-api.ts';
import { skyboxSandbox } from './skybox/skybox.ts';
import { stubhubSales } from './stubhub/sales-api.ts';
import { ticketEvolutionOrders } from './ticket-evolution/orders-api.ts';
import { ticketEvolution } from './ticket-evolution/ticket-evolution.ts';
import { ticketEvolutionCoreSandbox } from './ticket-evolution-core/ticket-evolution-core.ts';
import { ticketmasterSales } from './ticketmaster/ticketmaster.ts';
import { ticketnetworkRequests } from './ticketnetwork/ticketnetwork.ts';
import { ticketnetworkMercury } from './ticketnetwork-mercury/ticketnetwork-mercury.ts';
import { tickpickOrders } from './tickpick/orders-api.ts';
import { tickpick } from './tickpick/tickpick.ts';
import { tixstockSandbox } from './tixstock/tixstock.ts';
import { vividSeatsOrders } from './vivid-seats/orders-api.ts';

export const orderIntegrationSandboxes: readonly SandboxMarketplace[] = [
  gametime,
  ticketEvolution,
  ticketnetworkMercury,
  tickpick,
];

export const saleSandboxes: readonly SaleMarketplace[] = [
  axsSales,
  fanxchangeSales(),
  gametimePurchases(),
  seatgeekOrders(),
  stubhubSales(),
  ticketEvolutionOrders,
  ticketmasterSales,
  ticketnetworkRequests(),
  tickpickOrders(),
  // Holds before a sale are reported of it, and nothing more: the broker says that it asks for them.
  vividSeatsOrders({ settings: { holds_before_sale: true } }),
];

export const posSandboxes: readonly PosSandbox[] = [
  bridgeSandbox,
  skyboxSandbox,
  ticketEvolutionCoreSandbox,
  tixstockSandbox,
];
