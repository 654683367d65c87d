import { readConfig } from '../config.ts';
import { assumedInWords, assumedSettings } from '../connections/assumed-settings.ts';
import { connectPointOfSale } from '../connections/points-of-sale.ts';
import { warningsOf } from '../connections/two-confirmers.ts';
import type { AccountId } from '../core/order.ts';
import { connectedMarketplaces } from '../db/accounts.ts';
import { calledPosFacts } from '../pos/capability-words.ts';
import { posBySlug } from '../pos/registry.ts';
import { openVault } from '../secret-keys.ts';
import { type Command, required, WrongUsage } from './command.ts';
import { confirmersAt } from './confirmers.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';
import { readSettingsFile } from './settings-file.ts';

const networked = [...posBySlug.values()].filter((pos) => pos.kind === 'network');

export const posConnect: Command = {
  summary: 'connects an account to a POS over the network',
  usage: '--account ID --pos SLUG --settings FILE.json',
  help: `
Connects an account to its POS. The settings, credentials among them, are
encrypted before they are stored and are not shown again. The house POS is
inside Holdfast and needs no connecting.

  --pos SLUG        one of: ${networked.map((pos) => pos.slug).join(', ')}
  --settings FILE   its settings as JSON; docs/points-of-sale.md lists them

At least these are needed:

  for the bridge    {"url": "https://...", "key": "..."}
  for SkyBox        {"application_token": "...", "api_token": "...",
                     "account_id": 1234}
  for Ticket Evolution Core
                    {"token": "...", "secret": "...", "office_id": 77,
                     "client_id": 4077}
  for Tixstock      {"token": "...", "side": "reseller"}

Listings of a POS that shows its stock are read by the hub from now on;
"holdfast pos import" watches the first time. A POS that sends webhooks sends
them to the address that is printed. A POS that can confirm a marketplace's
orders itself is asked whether it does: where Holdfast confirms for the same
marketplace you are told so, for both would act.

  holdfast pos connect --account ID --pos bridge --settings bridge.json`,
  options: { account: { type: 'string' }, pos: { type: 'string' }, settings: { type: 'string' } },
  async run(invocation) {
    const slug = required(invocation, 'pos');
    const pos = networked.find((candidate) => candidate.slug === slug);
    if (!pos)
      throw new WrongUsage(
        `there is no POS "${slug}" to connect; there are: ${networked.map((one) => one.slug).join(', ')}`,
      );
    const settings = await readSettingsFile(required(invocation, 'settings'), pos.settings);
    const { dataDir, privateNetworks } = readConfig(invocation.environment);
    const vault = openVault(invocation.environment, dataDir);
    const { posId, marketplaces } = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      const change = { accountId, by: doerAtTheCommandLine(), at: Date.now() };
      const id = await connectPointOfSale(pool, vault, pos, () => settings, change);
      return { posId: id, marketplaces: await connectedMarketplaces(pool, accountId) };
    });
    const confirmers = await confirmersAt(pos, settings, marketplaces, privateNetworks);
    const hints = `/pos/v1/${posId}/notifications`;
    const assumed = assumedSettings(calledPosFacts(pos), settings);
    const lines = [
      `${pos.name} is connected.`,
      ...(pos.readHint ? [`It may send its webhooks to ${hints}.`] : []),
      ...assumedInWords(assumed, pos.name),
      ...(confirmers ? warningsOf(confirmers) : []),
    ];
    const bothConfirm = confirmers ? { both_confirm: confirmers.both } : {};
    const atDefault = assumed.length > 0 ? { at_cautious_default: assumed.map(({ setting }) => setting) } : {};
    const document = { pos: slug, connected: true, pos_id: posId, notifications: hints, ...atDefault, ...bothConfirm };
    return { document, text: lines.join('\n') };
  },
};
