import { readConfig } from '../config.ts';
import { assumedInWords, assumedSettings } from '../connections/assumed-settings.ts';
import { changeConnectionSettings, changeCredentials, connectOrIssueKey } from '../connections/connecting.ts';
import { noticesPath } from '../connections/paths.ts';
import { type Confirmers, warningsOf } from '../connections/two-confirmers.ts';
import type { AccountId } from '../core/order.ts';
import { readConnection } from '../db/connections.ts';
import { readPointsOfSale } from '../db/points-of-sale.ts';
import type { Vault } from '../db/sealed.ts';
import { calledFacts } from '../marketplaces/capability-words.ts';
import { asksFirst, type Marketplace } from '../marketplaces/dialect.ts';
import { marketplaceBySlug } from '../marketplaces/registry.ts';
import { posBySlug } from '../pos/registry.ts';
import { openVault } from '../secret-keys.ts';
import { type Command, type Invocation, required, WrongUsage } from './command.ts';
import { confirmersAt } from './confirmers.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';
import { hanging } from './hanging.ts';
import { readSettingsFile } from './settings-file.ts';

const slugs = [...marketplaceBySlug.keys()].join(', ').split(' ');

export const connect: Command = {
  summary: 'connects a marketplace to an account, with an API key',
  usage: '--account ID --marketplace SLUG [--settings FILE.json] [--credentials FILE.json]',
  help: `
Connects an account to a marketplace, and issues the API key that the
marketplace will call with. The key is shown once and stored only as a hash. Run
it again for another key on the same connection: give that to the marketplace,
then revoke the old one ("holdfast key revoke").

${hanging('  --marketplace SLUG   one of: ', slugs, 23)}
  --settings FILE      the connection's settings as JSON; docs/marketplaces.md
                       lists them
  --credentials FILE   what you prove yourself with at the marketplace, as JSON,
                       where Holdfast speaks to it: encrypted before it is
                       stored, and never shown again

  holdfast connect --account ID --marketplace ticket-evolution`,
  options: {
    account: { type: 'string' },
    marketplace: { type: 'string' },
    settings: { type: 'string' },
    credentials: { type: 'string' },
  },
  async run(invocation) {
    const marketplace = namedMarketplace(invocation);
    const settings = await settingsFrom(invocation, marketplace);
    const entered = await enteredCredentials(invocation, marketplace);
    const { connectionId, apiKey, hasCredentials, points, inForce, forgets } = await withDatabase(
      invocation,
      async (pool) => {
        const accountId = (await namedAccount(pool, invocation)) as AccountId;
        const change = { accountId, by: doerAtTheCommandLine(), at: Date.now() };
        const issued = await connectOrIssueKey(pool, marketplace, change);
        const forgets =
          settings !== null &&
          (await changeConnectionSettings(pool, issued.connectionId, marketplace, () => settings, change));
        if (entered) await changeCredentials(pool, issued.connectionId, marketplace, entered, change);
        const connection = await readConnection(pool, accountId, issued.connectionId);
        return {
          ...issued,
          hasCredentials: connection?.credentials != null,
          points: await readPointsOfSale(pool, accountId),
          inForce: connection?.settings as object,
          forgets,
        };
      },
    );
    const confirmers = await otherConfirmers(invocation, points, marketplace.slug);
    const missing = hasCredentials ? [] : credentialsHint(marketplace, forgets);
    const assumed = assumedSettings(calledFacts(marketplace), inForce);
    const bothConfirm = confirmers.filter(({ both }) => both?.length).map(({ pos }) => pos.slug);
    return {
      document: {
        connection_id: connectionId,
        api_key: apiKey,
        ...(assumed.length > 0 ? { at_cautious_default: assumed.map(({ setting }) => setting) } : {}),
        ...(bothConfirm.length > 0 ? { both_confirm: bothConfirm } : {}),
      },
      text: `${marketplace.name} is connected (connection ${connectionId}).\nAPI key, shown this once:\n\n  ${apiKey}\n${noticeHint(marketplace, connectionId)}${[...missing, ...assumedInWords(assumed, marketplace.name), ...confirmers.flatMap(warningsOf)].join('\n')}`,
    };
  },
};

export function namedMarketplace(invocation: Invocation): Marketplace {
  const slug = required(invocation, 'marketplace');
  const marketplace = marketplaceBySlug.get(slug);
  if (!marketplace) {
    throw new WrongUsage(`there is no marketplace "${slug}"; there are: ${[...marketplaceBySlug.keys()].join(', ')}`);
  }
  return marketplace;
}

function settingsFrom(invocation: Invocation, marketplace: Marketplace): Promise<object> | null {
  const path = invocation.values.settings;
  return typeof path === 'string' ? readSettingsFile(path, marketplace.settings) : null;
}

async function enteredCredentials(
  invocation: Invocation,
  marketplace: Marketplace,
): Promise<{ credentials: unknown; vault: Vault } | null> {
  const path = invocation.values.credentials;
  if (typeof path !== 'string') return null;
  const speaks = marketplace.instantNotification;
  if (!speaks) throw new WrongUsage(`nothing is ever sent to ${marketplace.name}: it needs no credentials`);
  const { environment } = invocation;
  const vault = openVault(environment, readConfig(environment).dataDir);
  return { credentials: await readSettingsFile(path, speaks.credentials), vault };
}

/** What each POS of the account says of confirming for this marketplace itself; those that cannot say are left out. */
async function otherConfirmers(
  { environment }: Invocation,
  points: readonly { pos: string; settings: Buffer }[],
  marketplace: string,
): Promise<Confirmers[]> {
  if (points.length === 0) return [];
  const { dataDir, privateNetworks } = readConfig(environment);
  const vault = openVault(environment, dataDir);
  const asked = points.map(async ({ pos: slug, settings }) => {
    const pos = posBySlug.get(slug);
    return pos?.kind === 'network' ? confirmersAt(pos, vault.open(settings), [marketplace], privateNetworks) : null;
  });
  return (await Promise.all(asked)).filter((one) => one !== null);
}

/** `forgets`: they were for the address that it had before. */
function credentialsHint(marketplace: Marketplace, forgets: boolean): string[] {
  if (!marketplace.instantNotification) return [];
  const why = forgets ? 'Its address is another, so its credentials are forgotten' : 'It has no credentials';
  const all = asksFirst(marketplace) ? ' What it asks us is answered all the same.' : '';
  return ['', `${why}: nothing can be asked of it or said to it until they are entered with --credentials.${all}`];
}

function noticeHint(marketplace: Marketplace, connectionId: string): string {
  const path = noticesPath(marketplace, connectionId);
  return path === null ? '' : `\n${marketplace.name} sends its notices to ${path}, with the same key.\n`;
}
