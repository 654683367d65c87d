// A test alert to one channel, now and once, and what came back.
import { randomUUID } from 'node:crypto';
import type { Instant } from '../core/order.ts';
import type { ChannelRow } from '../db/alert-channels.ts';
import type { Vault } from '../db/sealed.ts';
import { openTarget } from './channel.ts';
import { type Doors, deliver } from './delivery.ts';
import { testFacts } from './message.ts';

export type Tried = { eventId: string; isDelivered: boolean; answer: string; tookMs: number };

/** A channel that is paused is tried too. Throws when it was sealed by another key. */
export async function tryChannel(
  parts: { doors: Doors; vault: Vault; clock: () => Instant },
  channel: ChannelRow,
): Promise<Tried> {
  const { doors, vault, clock } = parts;
  const at = clock();
  const [messageId, deliveryId] = [randomUUID(), randomUUID()];
  const letter = { accountId: channel.accountId, messageId, deliveryId, at, facts: testFacts(randomUUID(), at) };
  const { isDelivered, answer } = await deliver(doors, openTarget(vault, channel), letter, at);
  return { eventId: messageId, isDelivered, answer, tookMs: clock() - at };
}
