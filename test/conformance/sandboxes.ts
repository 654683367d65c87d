// The simulated counterparties that the suite plays against: one line for every registered marketplace and every POS
// over the network. Whoever is registered without one fails the suite.
import { randomUUID } from 'node:crypto';
import type { Comparison } from '../../src/sandbox/compare-books.ts';
import { compareBooks } from '../../src/sandbox/compare-books.ts';
import { roughHabits } from '../../src/sandbox/order-integration/habits.ts';
import type { OfferedListing } from '../../src/sandbox/order-integration/inventory.ts';
import { type SandboxMarketplace, startMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { orderIntegrationSandboxes } from '../../src/sandbox/registry.ts';

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

/** A sandbox POS, and what a broker would enter to connect it. */
export type RunningPos = SandboxPos & { settings: object };

export type PosSandbox = {
  start: () => Promise<RunningPos>;
  /** What a broker would enter to connect a POS at this address. */
  settingsFor: (url: string) => object;
};

/** How late a call that was cut takes effect in a sandbox, at most. */
const lateEffectMs = 300;

const bridgeSettings = (url: string, key: string): object => ({ url, key, late_effect_ms: lateEffectMs });

export const posSandboxes: Readonly<Record<string, PosSandbox>> = {
  bridge: {
    start: async () => {
      const pos = await startSandboxPos({ key: `pos-key-${randomUUID()}` });
      return { ...pos, settings: bridgeSettings(pos.url, pos.key) };
    },
    settingsFor: (url) => bridgeSettings(url, 'a key that must not be told'),
  },
};
