// The alert desk: looks what stands, tells each channel of it, and tries again where that failed. Any number of hubs have
// one: a channel is gathered for by one at a time, and a message is sent by one at a time.
// Invariants: a message is stored before it is sent, so a crash repeats it under the same id and never swallows it;
// no-call-in-transaction.
import { randomUUID } from 'node:crypto';
import type { Instant } from '../core/order.ts';
import { type ChannelKey, lockChannelsToTell } from '../db/alert-channels.ts';
import { type DueMessage, readWhatWasSaid, storeMessage, storeTry, takeDueMessages } from '../db/alert-messages.ts';
import { endAlerts, findAlertsToTell, isAnythingToTell, readAlertTickets } from '../db/alerts.ts';
import { endNoticeAlerts } from '../db/connection-alerts.ts';
import { readStates } from '../db/orders.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import { failpoint } from '../engine/failpoints.ts';
import { firstRoundAfterMs, Rounds } from '../engine/rounds.ts';
import { openTarget, type Target } from './channel.ts';
import { type Doors, deliver } from './delivery.ts';
import { gather, type Pace } from './gathering.ts';
import { alertRules } from './kinds.ts';
import { broughtUpToDate, type Facts, factsOf, mostNamed } from './message.ts';
import { nextTryAt } from './patience.ts';
import type { Sent } from './sent.ts';

const roundEveryMs = 1_000;
const channelsPerTransaction = 50;
const mostAtOnce = 128;
/** Some receivers let every try wait until it is given up: those of one account, or the mail server, must not keep all others waiting. */
const mostPerLane = 16;
/** Longer than any try may take. */
const leaseMs = 45_000;

export type AlertDeskParts = Doors & {
  pool: Pool;
  vault: Vault;
  pace: Pace;
  clock: () => Instant;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class AlertDesk {
  readonly #parts: AlertDeskParts;
  /** Each with its lane. */
  readonly #underWay = new Map<Promise<void>, string>();
  readonly #rounds = new Rounds(() => this.#makeRound());

  constructor(parts: AlertDeskParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#rounds.start(firstRoundAfterMs.alerts);
  }

  /** Resolves when the round and the tries that are under way have ended. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await this.settled();
  }

  /** Gathers, and begins to send. A slow receiver holds up neither the next round nor the others. */
  async round(): Promise<void> {
    const { pool, clock } = this.#parts;
    if (!(await isAnythingToTell(pool))) return;
    await endNoticeAlerts(pool, clock());
    await endAlerts(pool, alertRules, clock());
    if ((await this.#gather()) > 0) failpoint('alerts_gathered');
    const limit = mostAtOnce - this.#underWay.size;
    if (limit <= 0) return;
    const room = { limit, mostPerLane, busy: [...this.#underWay.values()] };
    for (const message of await takeDueMessages(pool, { now: clock(), leaseMs, ...room })) this.#send(message);
  }

  /** Resolves when every try that is under way has ended and is on record. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.keys());
  }

  async #makeRound(): Promise<number> {
    await this.round().catch((trouble) => this.#parts.onTrouble(trouble, 'looking for alerts to tell'));
    return roundEveryMs;
  }

  /** Resolves with the number of messages that were stored. */
  async #gather(): Promise<number> {
    let stored = 0;
    let after: ChannelKey | null = null;
    for (;;) {
      const gathered: ChannelKey[] = await inTransaction(this.#parts.pool, async (client) => {
        const channels = await lockChannelsToTell(client, after, channelsPerTransaction);
        for (const channel of channels) stored += await this.#gatherFor(client, channel);
        return channels;
      });
      if (gathered.length < channelsPerTransaction) return stored;
      after = gathered.at(-1) ?? null;
    }
  }

  async #gatherFor(client: Database, channel: ChannelKey): Promise<number> {
    const { pace, clock } = this.#parts;
    const now = clock();
    const alerts = await findAlertsToTell(client, channel.accountId, channel.channelId);
    const said = await readWhatWasSaid(client, channel, now - pace.collectMs);
    const groups = gather(alerts, said, now, pace);
    const named = groups.flatMap((group) => group.alerts.slice(0, mostNamed));
    const tickets = await readAlertTickets(client, channel.accountId, named);
    for (const group of groups) {
      const subjects = [...new Set(group.alerts.map(({ subject }) => subject))];
      const content = factsOf(group, tickets);
      await storeMessage(client, {
        ...channel,
        messageId: randomUUID(),
        kind: group.kind,
        at: now,
        content,
        subjects,
      });
    }
    return groups.length;
  }

  #send(message: DueMessage): void {
    const sending: Promise<void> = this.#try(message)
      .catch((trouble) => this.#parts.onTrouble(trouble, `sending the alert message ${message.messageId}`))
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.set(sending, message.lane);
  }

  /** What it was written with, and where it could not be delivered at once, what became of that since. */
  async #factsNow({ accountId, attempts, content }: DueMessage): Promise<Facts> {
    const facts = content as Facts;
    if (attempts <= 1) return facts;
    const orderIds = facts.named.flatMap(({ orderId }) => orderId ?? []);
    return broughtUpToDate(facts, await readStates(this.#parts.pool, accountId, orderIds));
  }

  async #try(message: DueMessage): Promise<void> {
    const { pool, vault, clock, onTrouble } = this.#parts;
    const { accountId, messageId, at, attempts, channelId } = message;
    const deliveryId = randomUUID();
    const target = readTarget(vault, message);
    const letter = { accountId, messageId, deliveryId, at, facts: await this.#factsNow(message) };
    const { isDelivered, answer } = target ? await deliver(this.#parts, target, letter, clock()) : unreadable;
    failpoint('alert_sent');
    const now = clock();
    const again = isDelivered ? null : nextTryAt(attempts, at, now);
    const end = isDelivered
      ? ({ as: 'delivered', at: now } as const)
      : again === null
        ? ({ as: 'failed', at: now } as const)
        : ({ as: 'again', at: again } as const);
    await storeTry(pool, { accountId, messageId, attempts, deliveryId, answer, end });
    if (end.as === 'failed') onTrouble(new Error(answer), `telling alert channel ${channelId}; it was given up`);
  }
}

const unreadable: Sent = { isDelivered: false, answer: 'not sent: its address was sealed with another secret key' };

/** Null: it cannot be read here. */
function readTarget(vault: Vault, { channelKind, sealed }: DueMessage): Target | null {
  try {
    return openTarget(vault, { kind: channelKind, sealed });
  } catch {
    return null;
  }
}
