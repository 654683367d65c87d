// The simulated counterparties that the suite plays against: one line for every registered marketplace and every POS
// over the network. Whoever is registered without one fails the suite.
import type { Comparison } from '../../src/sandbox/compare-books.ts';
import { compareBooks } from '../../src/sandbox/compare-books.ts';
import { roughHabits } from '../../src/sandbox/order-integration/habits.ts';
import type { OfferedListing } from '../../src/sandbox/order-integration/inventory.ts';
import { type SandboxMarketplace, startMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import type { PosSandbox } from '../../src/sandbox/pos/pos-sandbox.ts';
import { orderIntegrationSandboxes, posSandboxes as registeredPosSandboxes } from '../../src/sandbox/registry.ts';

type RoughTrade = {
  hubUrl: string;
  apiKey: string;
  listings: readonly OfferedListing[];
  seed: string;
  deals: number;
};

export type Traded = {
  /** How often each thing happened that a rough trade must bring about. */
  tally: Readonly<Record<'sold' | 'released' | 'declined' | 'answersLost', number>>;
  /** Its book against the hub's. */
  compare: () => Promise<Comparison>;
};

export type MarketplaceSandbox = {
  marketplace: SandboxMarketplace;
  /** Settings of the connection for a trade: a short budget, so that nobody waits long for a POS that hangs. */
  settings: object;
  /** Shops with rough habits until all deals are done. */
  trade: (trade: RoughTrade) => Promise<Traded>;
};

export const marketplaceSandboxes: Readonly<Record<string, MarketplaceSandbox>> = Object.fromEntries(
  orderIntegrationSandboxes.map((marketplace) => [
    marketplace.slug,
    tradingWith(marketplace, { ...marketplace.settings, answer_budget_ms: 900 }),
  ]),
);

/** One that asks before it sells, as a shopper with rough habits. */
export function tradingWith(marketplace: SandboxMarketplace, settings: object): MarketplaceSandbox {
  return { marketplace, settings, trade: (trade) => tradeInOrderIntegration(marketplace, settings, trade) };
}

async function tradeInOrderIntegration(
  marketplace: SandboxMarketplace,
  settings: object,
  trade: RoughTrade,
): Promise<Traded> {
  const sandbox = startMarketplace(marketplace, {
    ...trade,
    settings,
    shoppers: 8,
    timeOutMs: 2_000,
    timing: { thinkMs: [0, 3], lateByMs: 20, askAgainEveryMs: 20 },
    habits: { ...roughHabits, forgets: 0 },
  });
  await sandbox.done;
  await sandbox.stop();
  const { invoiced, released, declined, lost } = sandbox.summary();
  return {
    tally: { sold: invoiced, released, declined, answersLost: lost },
    compare: () => compareBooks({ hubUrl: trade.hubUrl, books: [sandbox], tickets: sandbox.tickets() }),
  };
}

export const posSandboxes: Readonly<Record<string, PosSandbox>> = Object.fromEntries(
  registeredPosSandboxes.map((sandbox) => [sandbox.slug, sandbox]),
);
