// One message to one channel, in the channel's own form. Used for alerts as they come, and for a test.
import type { AccountId, Instant } from '../core/order.ts';
import type { Send } from '../core/wire.ts';
import type { Target } from './channel.ts';
import { openMail, type SendMail } from './mail.ts';
import { mailTextOf } from './mail-text.ts';
import type { Facts } from './message.ts';
import type { Sent } from './sent.ts';
import { postWebhook } from './webhook.ts';
import { webhookBodyOf } from './webhook-body.ts';

export type Doors = {
  sendTo: (address: string) => Send;
  /** Null: no mail server was named. */
  sendMail: SendMail | null;
  /** Where people reach this Holdfast, without a slash at the end. */
  publicUrl: () => string;
};

/** `mail` null: no mail server was named. */
export function openDoors({
  mail,
  ...rest
}: Omit<Doors, 'sendMail'> & { mail: { smtpUrl: string; from: string } | null }): Doors {
  return { ...rest, sendMail: mail && openMail(mail) };
}

export type Letter = {
  accountId: AccountId;
  /** The event: the same at every try. */
  messageId: string;
  /** This one try. */
  deliveryId: string;
  at: Instant;
  facts: Facts;
};

/** Never throws: every way in which it can end is an answer. */
export async function deliver(doors: Doors, target: Target, letter: Letter, now: Instant): Promise<Sent> {
  const { messageId, deliveryId, facts } = letter;
  if (target.kind === 'webhook') {
    const text = webhookBodyOf(letter, doors.publicUrl(), now);
    return postWebhook(doors.sendTo, target, { eventId: messageId, deliveryId, text }, now);
  }
  if (doors.sendMail === null) return { isDelivered: false, answer: 'not sent: SMTP_URL names no mail server' };
  return doors.sendMail(target.address, { ...mailTextOf(facts, doors.publicUrl(), now), messageId });
}
