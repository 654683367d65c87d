import { randomUUID } from 'node:crypto';
import { emailTo, isAmong, sealTarget, shownOf, type Target, type Unusable, webhookTo } from '../alerts/channel.ts';
import { readConfig } from '../config.ts';
import type { AccountId } from '../core/order.ts';
import { insertChannel, listChannels, pauseChannel, removeChannel } from '../db/alert-channels.ts';
import { openVault } from '../secret-keys.ts';
import { type Command, Failed, type Invocation, onlyArgument, type Result, WrongUsage } from './command.ts';
import { namedAccount, uuid, withDatabase } from './database.ts';

const whose = { account: { type: 'string' } } as const;

export const alertsAdd: Command = {
  summary: 'names where a broker is told of what needs a person',
  usage: '--account ID --webhook URL | --email ADDRESS',
  help: `
Adds a channel: a webhook, signed by the Standard Webhooks scheme, or an e-mail
address. Every channel of an account is told of every alert. The secret that a
webhook is signed with is shown once. For e-mail the hub needs SMTP_URL and
ALERT_FROM. docs/alerts.md says what is sent, and how a receiver checks it.

  holdfast alerts add --account ID --webhook https://broker.example/holdfast
  holdfast alerts add --account ID --email sales@broker.example`,
  options: { ...whose, webhook: { type: 'string' }, email: { type: 'string' } },
  async run(invocation) {
    const target = targetFrom(invocation);
    const { environment, tell } = invocation;
    const config = readConfig(environment);
    const vault = openVault(environment, config.dataDir);
    const channelId = randomUUID();
    await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      if (isAmong(vault, target, await listChannels(pool, accountId))) {
        throw new Failed(
          `This account is told at ${shownOf(target)} already. "holdfast alerts list" shows its channels.`,
        );
      }
      const sealed = sealTarget(vault, target);
      await insertChannel(pool, {
        accountId,
        channelId,
        kind: target.kind,
        shown: shownOf(target),
        sealed,
        createdAt: Date.now(),
      });
    });
    if (target.kind === 'email' && config.alerts.mail === null) {
      tell('SMTP_URL is not set here. The hub needs it, with ALERT_FROM, to send e-mail.');
    }
    return added(channelId, target);
  },
};

function added(channelId: string, target: Target): Result {
  const secret = target.kind === 'webhook' ? { signing_secret: target.secret } : {};
  const shown = target.kind === 'webhook' ? `\nSigning secret, shown this once:\n\n  ${target.secret}\n` : '';
  return {
    document: { channel_id: channelId, kind: target.kind, ...secret },
    text: `Alerts are told to ${shownOf(target)} (channel ${channelId}).${shown}\nNext: "holdfast alerts test" sends one.`,
  };
}

function targetFrom({ values: { webhook, email } }: Invocation): Target {
  if (typeof webhook === 'string' && email === undefined) return usable('--webhook', webhookTo(webhook));
  if (typeof email === 'string' && webhook === undefined) return usable('--email', emailTo(email));
  throw new WrongUsage('one of --webhook and --email is needed');
}

function usable(option: string, target: Target | Unusable): Target {
  if ('unusable' in target) throw new WrongUsage(`${option} cannot be used: ${target.unusable}`);
  return target;
}

export const alertsRemove: Command = {
  summary: 'removes a channel',
  usage: '--account ID CHANNEL_ID',
  help: `
Removes a channel for good, with the record of what was said there. The alerts
stay.

  holdfast alerts remove --account ID 0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a`,
  options: whose,
  async run(invocation) {
    const channelId = await onChannel(invocation, (pool, accountId, id) => removeChannel(pool, accountId, id));
    return { document: { channel_id: channelId, removed: true }, text: 'The channel is removed.' };
  },
};

export const alertsPause: Command = {
  summary: 'tells a channel nothing for a while',
  usage: '--account ID CHANNEL_ID',
  help: `
Tells a channel nothing until "holdfast alerts resume". What stands by then is
told at once, in one message for each kind.

  holdfast alerts pause --account ID 0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a`,
  options: whose,
  async run(invocation) {
    const now = Date.now();
    const channelId = await onChannel(invocation, (pool, accountId, id) => pauseChannel(pool, accountId, id, now));
    return { document: { channel_id: channelId, paused: true }, text: 'The channel is paused.' };
  },
};

export const alertsResume: Command = {
  summary: 'tells a paused channel again',
  usage: '--account ID CHANNEL_ID',
  help: `
Ends a pause. What stands is told at once, in one message for each kind.

  holdfast alerts resume --account ID 0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a`,
  options: whose,
  async run(invocation) {
    const channelId = await onChannel(invocation, (pool, accountId, id) => pauseChannel(pool, accountId, id, null));
    return { document: { channel_id: channelId, paused: false }, text: 'The channel is told again.' };
  },
};

type Change = (pool: Parameters<typeof removeChannel>[0], accountId: AccountId, channelId: string) => Promise<boolean>;

/** Changes the channel that is named; returns its id. */
async function onChannel(invocation: Invocation, change: Change): Promise<string> {
  const channelId = onlyArgument(invocation, 'CHANNEL_ID').toLowerCase();
  const isChanged = await withDatabase(invocation, async (pool) => {
    const accountId = (await namedAccount(pool, invocation)) as AccountId;
    return uuid.test(channelId) && (await change(pool, accountId, channelId));
  });
  if (!isChanged) {
    throw new Failed(`This account has no channel ${channelId}. "holdfast alerts list" shows those that it has.`);
  }
  return channelId;
}
