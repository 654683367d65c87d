// The demo's broker: an account with its listings, connected to every sandbox marketplace in the words that it speaks.
import { randomUUID } from 'node:crypto';
import type { Listing } from '../core/listing.ts';
import type { AccountId } from '../core/order.ts';
import { changeAutoReject, ensureConnection, insertAccount, insertKey } from '../db/accounts.ts';
import { storeCredentials } from '../db/connections.ts';
import { readShelf } from '../db/listings.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import { createApiKey } from '../http/api-key.ts';
import { importListings } from '../import/import-listings.ts';
import type { SellingMarketplace } from '../sandbox/instant-notification/marketplace.ts';
import { orderIntegrationSandboxes } from '../sandbox/registry.ts';
import { demoListings } from './inventory.ts';

const listingCount = 500;
/** In minor units. */
const mostRejectedByRule = 80_000;

type Connected = { connectionId: string; apiKey: string };

export type DemoBroker = {
  accountId: AccountId;
  listings: number;
  tickets: number;
  shelf: Listing[];
  /** By the marketplace's slug. */
  connections: ReadonlyMap<string, Connected>;
};

/** A new broker each time: the demo's database remembers the orders of the one before. */
export async function stockBroker(
  pool: Pool,
  vault: Vault,
  selling: readonly SellingMarketplace[],
  seed: number,
): Promise<DemoBroker> {
  const accountId = randomUUID() as AccountId;
  await insertAccount(pool, accountId, 'Front Row Tickets');
  // Small sales that cannot be filled are rejected by themselves; about the large ones somebody at the desk decides.
  const reason = 'Tickets No Longer Available';
  await changeAutoReject(pool, accountId, { when: 'at_once', marginMs: 0, mostAmount: mostRejectedByRule, reason });
  const csv = demoListings({ count: listingCount, seed, from: new Date() });
  const imported = await importListings({ pool, accountId, pos: 'house', source: [Buffer.from(csv)], now: Date.now() });
  if ('errors' in imported) throw new Error(`the demo's own listings do not fit: ${imported.errors[0]?.message}`);
  const connections = new Map<string, Connected>();
  for (const slug of slugsOf(selling)) {
    connections.set(
      slug,
      await connect(
        pool,
        vault,
        accountId,
        slug,
        selling.find((one) => one.slug === slug),
      ),
    );
  }
  const { listings, tickets } = imported;
  return { accountId, listings, tickets, shelf: await readShelf(pool, accountId), connections };
}

function slugsOf(selling: readonly SellingMarketplace[]): Set<string> {
  return new Set([...orderIntegrationSandboxes, ...selling].map(({ slug }) => slug));
}

/** One connection carries both conversations, where a marketplace has both. */
async function connect(
  pool: Pool,
  vault: Vault,
  accountId: AccountId,
  slug: string,
  seller: SellingMarketplace | undefined,
): Promise<Connected> {
  const asking = orderIntegrationSandboxes.find((one) => one.slug === slug)?.settings ?? {};
  const settings = { ...asking, ...seller?.settings };
  const connection = { accountId, connectionId: randomUUID(), marketplace: slug, settings };
  const connectionId = await ensureConnection(pool, connection);
  if (seller) await storeCredentials(pool, accountId, connectionId, vault.seal(seller.credentials));
  const { apiKey, keyId, secretHash } = createApiKey();
  await insertKey(pool, { accountId, connectionId, keyId, secretHash, expiresAt: null });
  return { connectionId, apiKey };
}
