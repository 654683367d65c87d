import { openDoors } from '../alerts/delivery.ts';
import { tryChannel } from '../alerts/try-channel.ts';
import { type Config, readConfig } from '../config.ts';
import type { AccountId } from '../core/order.ts';
import { type ChannelRow, listChannels } from '../db/alert-channels.ts';
import type { Vault } from '../db/sealed.ts';
import { openOutbound } from '../http/outbound.ts';
import { openVault } from '../secret-keys.ts';
import { type Command, Failed, type Invocation } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';

export const alertsTest: Command = {
  summary: 'sends a test alert now, and says what came back',
  usage: '--account ID [CHANNEL_ID]',
  help: `
Sends a test alert to every channel of the account, paused ones too, or to the
one that is named: once, from here, with the settings of this environment. Exits
with 1 if any of them was not delivered.

  holdfast alerts test --account ID`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const config = readConfig(invocation.environment);
    const vault = openVault(invocation.environment, config.dataDir);
    const channels = await withDatabase(invocation, async (pool) =>
      chosen(await listChannels(pool, (await namedAccount(pool, invocation)) as AccountId), invocation),
    );
    const tried = await tryAll(channels, vault, config);
    const isDelivered = tried.every((one) => one.delivered);
    const lines = tried.map(({ shown, delivered, answer, took_ms }) => {
      return `${delivered ? 'delivered' : 'FAILED   '}  ${shown}  ${answer} (${took_ms} ms)`;
    });
    return { document: { tried }, text: lines.join('\n'), exitCode: isDelivered ? 0 : 1 };
  },
};

function chosen(channels: ChannelRow[], { positionals: [channelId] }: Invocation): ChannelRow[] {
  const named =
    channelId === undefined ? channels : channels.filter((one) => one.channelId === channelId.toLowerCase());
  if (named.length > 0) return named;
  throw new Failed(
    channelId === undefined
      ? 'This account has no channels: nobody is told of its alerts. "holdfast alerts add" adds one.'
      : `This account has no channel ${channelId}. "holdfast alerts list" shows those that it has.`,
  );
}

async function tryAll(channels: readonly ChannelRow[], vault: Vault, { alerts, host, port, privateNetworks }: Config) {
  const outbound = openOutbound(privateNetworks);
  const publicUrl = (): string => alerts.publicUrl ?? `http://${host}:${port}`;
  const doors = openDoors({ mail: alerts.mail, publicUrl, sendTo: outbound.sendTo });
  try {
    return await Promise.all(
      channels.map(async (channel) => {
        const { channelId: channel_id, kind, shown } = channel;
        const tried = await tryChannel({ doors, vault, clock: Date.now }, channel);
        const { isDelivered: delivered, answer, eventId: event_id, tookMs: took_ms } = tried;
        return { channel_id, kind, shown, delivered, answer, event_id, took_ms };
      }),
    );
  } finally {
    await outbound.close();
  }
}
