// What an account chooses for itself, and the trial of a rule before it is switched on.
import type { FastifyInstance } from 'fastify';
import type { AccountId } from '../../core/order.ts';
import type { AutoReject } from '../../core/sale.ts';
import { type AccountSettings, changeShown, readAccountSettings } from '../../db/account-settings.ts';
import { changeAutoReject, changeTakesFromNonBinding } from '../../db/accounts.ts';
import { recordDeed } from '../../db/deeds.ts';
import { inTransaction } from '../../db/pool.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import { tryAutoReject } from './auto-reject-trial.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { AutoRejectBody, Settings, SettingsChange, Trial } from './schemas/settings.ts';

const minuteMs = 60_000;

const example: Settings = {
  name: 'Front Row Tickets',
  time_zone: 'America/New_York',
  currency: 'USD',
  auto_reject: {
    when: 'before_deadline',
    margin_minutes: 30,
    most_amount: 50_000,
    reason: 'Tickets No Longer Available',
  },
  provisional_gives_way: false,
};
const trial: Trial = {
  from: '2026-10-23T09:00:00.000Z',
  sales: 1,
  is_cut: false,
  verdicts: [{ verdict: 'sooner', sales: 1, money: [{ amount: 37_000, currency: 'USD' }] }],
  examples: [
    {
      order_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001',
      marketplace: 'example-exchange',
      global_id: '552011',
      money: { amount: 37_000, currency: 'USD' },
      unfilled_at: '2026-11-20T21:04:00.000Z',
      rejects_at: '2026-11-20T22:34:00.000Z',
      left_at: '2026-11-20T22:51:00.000Z',
      verdict: 'sooner',
    },
  ],
};
const tag = 'Settings';

export function settingsRoutes(server: FastifyInstance, parts: BrokerParts): void {
  server.get(
    '/settings',
    declared({
      permission: 'read',
      tag,
      operationId: 'getSettings',
      summary: 'See the account’s settings',
      description: 'What the account has chosen for itself.',
      answers: { 200: answer('The settings.', Settings, { settings: example }) },
    }),
    async ({ broker }) => settingsBody(await readAccountSettings(parts.pool, broker.accountId)),
  );

  server.patch<{ Body: SettingsChange }>(
    '/settings',
    declared({
      permission: 'manage',
      tag,
      operationId: 'changeSettings',
      summary: 'Change the account’s settings',
      description:
        'Changes what is named and leaves the rest. Sales that wait without tickets are judged by a new rule at once: try it first.',
      body: SettingsChange,
      answers: { 200: answer('Changed.', Settings, { settings: example }) },
    }),
    async ({ broker, body }) => {
      if (body.time_zone !== undefined) refuseUnknownZone(body.time_zone);
      return settingsBody(await changeSettings(parts, broker, body));
    },
  );

  server.post<{ Body: AutoRejectBody }>(
    '/settings/auto-reject/trial',
    declared({
      permission: 'read',
      tag,
      operationId: 'tryAutoReject',
      summary: 'Try a rule for sales without tickets',
      description: 'Says what the rule would have done to the last 30 days’ sales without tickets. Changes nothing.',
      body: AutoRejectBody,
      answers: { 200: answer('What it would have done.', Trial, { trial }) },
    }),
    async ({ broker, body }) => tryAutoReject(parts, broker.accountId, ruleOf(body)),
  );
}

async function changeSettings(
  { pool, clock }: Pick<BrokerParts, 'pool' | 'clock'>,
  broker: BrokerCaller,
  change: SettingsChange,
): Promise<AccountSettings> {
  const { accountId } = broker;
  return inTransaction(pool, async (client) => {
    const before = await readAccountSettings(client, accountId);
    const { name = before.name, time_zone = before.timeZone, currency = before.currency } = change;
    await changeShown(client, accountId, { name: name.trim(), timeZone: time_zone, currency });
    if (change.auto_reject !== undefined) {
      await changeAutoReject(client, accountId, change.auto_reject && ruleOf(change.auto_reject));
    }
    if (change.provisional_gives_way !== undefined) {
      await changeTakesFromNonBinding(client, accountId, change.provisional_gives_way);
    }
    const what = Object.keys(change).map((field) => field.replaceAll('_', ' '));
    await recordDeed(client, {
      accountId,
      at: clock(),
      by: doerOf(broker),
      what: 'settings.changed',
      did: `changed the settings: ${what.join(', ')}`,
      subject: { kind: 'account', id: accountId as AccountId },
      details: change,
    });
    return readAccountSettings(client, accountId);
  });
}

function refuseUnknownZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new RequestProblem('malformed', [{ field: 'time_zone', message: 'is no time zone that is known here' }]);
  }
}

function ruleOf({ when, margin_minutes, most_amount, reason }: AutoRejectBody): AutoReject {
  return { when, marginMs: margin_minutes * minuteMs, mostAmount: most_amount, reason };
}

function settingsBody({ name, timeZone, currency, autoReject, takesFromNonBinding }: AccountSettings): Settings {
  return {
    name,
    time_zone: timeZone,
    currency,
    auto_reject: autoReject && {
      when: autoReject.when,
      margin_minutes: Math.round(autoReject.marginMs / minuteMs),
      most_amount: autoReject.mostAmount,
      reason: autoReject.reason,
    },
    provisional_gives_way: takesFromNonBinding,
  };
}
