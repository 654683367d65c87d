// Where an account is told of its alerts: webhooks and e-mail addresses, paused and resumed, tried with one call.
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { emailTo, isAmong, sealTarget, shownOf, type Target, webhookTo } from '../../alerts/channel.ts';
import { tryChannel } from '../../alerts/try-channel.ts';
import { type ChannelRow, insertChannel, listChannels, pauseChannel, removeChannel } from '../../db/alert-channels.ts';
import { recordDeed } from '../../db/deeds.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import {
  AddedChannel,
  Channel,
  ChannelChange,
  ChannelParams,
  Channels,
  NewChannel,
  TriedChannel,
} from './schemas/alerts.ts';

/** An account with more tells nobody in particular. */
const mostChannels = 20;

const example: Channel = {
  channel_id: '0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a',
  kind: 'email',
  shown: 'desk@broker.example',
  created_at: '2026-11-22T20:14:03.120Z',
  paused_at: null,
};
const tried: TriedChannel = {
  delivered: true,
  answer: '204',
  event_id: '5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11',
  took_ms: 84,
};
const shared = { permission: 'manage', tag: 'Alerts' } as const;

export function alertChannelRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, vault, clock, alertDoors } = parts;

  server.get(
    '/alert-channels',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'listAlertChannels',
      summary: 'List where alerts are told',
      description: 'All channels of the account. What may be secret in an address is not shown.',
      answers: { 200: answer('The channels.', Channels, { channels: { items: [example], mail_is_set: true } }) },
    }),
    async ({ broker }) => ({
      items: (await listChannels(pool, broker.accountId)).map(channelBody),
      mail_is_set: alertDoors.sendMail !== null,
    }),
  );

  server.post<{ Body: NewChannel }>(
    '/alert-channels',
    declared({
      ...shared,
      operationId: 'addAlertChannel',
      summary: 'Add a channel',
      description: 'Every channel is told of every alert. A webhook’s signing secret is shown once.',
      body: NewChannel,
      answers: { 201: answer('Added.', AddedChannel, { added: { ...example, signing_secret: null } }) },
      problems: ['conflict'],
    }),
    async ({ broker, body }, reply) => {
      const target = targetOf(body);
      const channel = await addChannel(parts, broker, target);
      const signing_secret = target.kind === 'webhook' ? target.secret : null;
      return reply.code(201).send({ ...channelBody(channel), signing_secret });
    },
  );

  server.patch<{ Params: ChannelParams; Body: ChannelChange }>(
    '/alert-channels/:channel_id',
    declared({
      ...shared,
      operationId: 'pauseAlertChannel',
      summary: 'Pause or resume a channel',
      description: 'What stands when it is resumed is told at once.',
      params: ChannelParams,
      body: ChannelChange,
      answers: { 200: answer('Changed.', Channel, { channel: example }) },
      problems: ['not_found'],
    }),
    async ({ broker, params: { channel_id: id }, body: { paused } }) => {
      const did = paused ? 'paused an alert channel' : 'resumed an alert channel';
      await changing(parts, broker, id, did, (client) =>
        pauseChannel(client, broker.accountId, id, paused ? clock() : null),
      );
      return channelBody(await knownChannel(pool, broker, id));
    },
  );

  server.delete<{ Params: ChannelParams }>(
    '/alert-channels/:channel_id',
    declared({
      ...shared,
      operationId: 'removeAlertChannel',
      summary: 'Remove a channel',
      description: 'Removes it with the record of what was said there. The alerts stay.',
      params: ChannelParams,
      answers: { 204: noContent('Removed.') },
      problems: ['not_found'],
    }),
    async ({ broker, params: { channel_id: id } }, reply) => {
      await changing(parts, broker, id, 'removed an alert channel', (client) =>
        removeChannel(client, broker.accountId, id),
      );
      return reply.code(204).send();
    },
  );

  server.post<{ Params: ChannelParams }>(
    '/alert-channels/:channel_id/test',
    declared({
      ...shared,
      operationId: 'testAlertChannel',
      summary: 'Send a test alert',
      description: 'Sends one now, to a paused channel too, and says what came back.',
      params: ChannelParams,
      answers: { 200: answer('It was tried.', TriedChannel, { tried }) },
      problems: ['not_found'],
    }),
    async ({ broker, params: { channel_id: id } }) => {
      const channel = await knownChannel(pool, broker, id);
      const { isDelivered, answer, eventId, tookMs } = await tryChannel({ doors: alertDoors, vault, clock }, channel);
      return { delivered: isDelivered, answer, event_id: eventId, took_ms: tookMs };
    },
  );
}

function targetOf({ webhook, email }: NewChannel): Target {
  const target = webhook === undefined ? emailTo(email ?? '') : webhookTo(webhook);
  if ('unusable' in target) {
    const field = webhook === undefined ? 'email' : 'webhook';
    throw new RequestProblem('malformed', [{ field, message: target.unusable }]);
  }
  return target;
}

async function addChannel(
  { pool, vault, clock }: BrokerParts,
  broker: BrokerCaller,
  target: Target,
): Promise<ChannelRow> {
  const { accountId } = broker;
  const channel = {
    ...{ accountId, channelId: randomUUID(), kind: target.kind, shown: shownOf(target) },
    ...{ sealed: sealTarget(vault, target), createdAt: clock(), pausedAt: null },
  };
  await inTransaction(pool, async (client) => {
    const channels = await listChannels(client, accountId);
    if (isAmong(vault, target, channels)) {
      throw new RequestProblem('conflict', `This account is told at ${channel.shown} already.`);
    }
    if (channels.length >= mostChannels) {
      throw new RequestProblem('conflict', `This account has ${mostChannels} channels already; remove one first.`);
    }
    await insertChannel(client, channel);
    await record(client, broker, channel.channelId, clock(), `added the alert channel ${channel.shown}`);
  });
  return channel;
}

/** A change of one channel, with its deed; refused where the account has no such channel. */
async function changing(
  { pool, clock }: BrokerParts,
  broker: BrokerCaller,
  channelId: string,
  did: string,
  change: (client: Database) => Promise<boolean>,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    if (!(await change(client))) throw unknownChannel();
    await record(client, broker, channelId, clock(), did);
  });
}

function record(db: Database, broker: BrokerCaller, channelId: string, at: number, did: string): Promise<void> {
  const subject = { kind: 'alert_channel', id: channelId };
  const what = `alert_channel.${did.split(' ')[0]}`;
  return recordDeed(db, { accountId: broker.accountId, at, by: doerOf(broker), what, did, subject });
}

async function knownChannel(db: Database, { accountId }: BrokerCaller, channelId: string): Promise<ChannelRow> {
  const channel = (await listChannels(db, accountId)).find((one) => one.channelId === channelId);
  if (channel === undefined) throw unknownChannel();
  return channel;
}

function unknownChannel(): RequestProblem {
  return new RequestProblem('not_found', 'There is no such channel in this account.');
}

function channelBody({ channelId, kind, shown, createdAt, pausedAt }: ChannelRow): Channel {
  return {
    channel_id: channelId,
    kind,
    shown,
    created_at: new Date(createdAt).toISOString(),
    paused_at: pausedAt === null ? null : new Date(pausedAt).toISOString(),
  };
}
