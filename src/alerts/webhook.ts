// The door for webhooks: one signed POST, and how that ended. Redirects are not followed: what is signed goes where the
// broker said and nowhere else.
import type { Instant } from '../core/order.ts';
import type { Send } from '../core/wire.ts';
import { signed } from '../marketplaces/standard-webhooks.ts';
import type { Sent } from './sent.ts';

const longestMs = 15_000;
const longestTextShown = 200;

type Webhook = { url: string; secret: string };

export async function postWebhook(
  sendTo: (address: string) => Send,
  { url, secret }: Webhook,
  { eventId, deliveryId, text }: { eventId: string; deliveryId: string; text: string },
  now: Instant,
): Promise<Sent> {
  const { origin, pathname, search } = new URL(url);
  const answer = await sendTo(origin)(
    {
      method: 'POST',
      path: `${pathname}${search}`,
      headers: { ...signed(secret, eventId, text, now), 'holdfast-delivery': deliveryId },
      content: { type: 'application/json', text, record: null },
    },
    AbortSignal.timeout(longestMs),
  );
  if (answer.kind !== 'answered') return { isDelivered: false, answer: `no answer: ${answer.detail}` };
  const { status } = answer;
  const words = answer.text.replace(/\s+/g, ' ').replaceAll('\0', '').toWellFormed().trim().slice(0, longestTextShown);
  const isRedirect = status >= 300 && status < 400;
  const said = `answered ${status}${isRedirect ? ', and redirects are not followed' : words && `: ${words}`}`;
  return { isDelivered: status >= 200 && status < 300, answer: said };
}
