// A receiver of webhooks as a broker would write one: it checks every signature by the reference library, and can be told
// to fail. What it took to be genuine is kept.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

type Received = {
  eventId: string;
  deliveryId: string;
  headers: IncomingHttpHeaders;
  text: string;
  isGenuine: boolean;
  /** The status that it was answered with. */
  status: number;
  body: { type: string; timestamp: string; data: Data };
};

type Data = {
  event_id: string;
  account_id: string;
  title: string;
  sentence: string;
  is_reminder: boolean;
  count: number;
  totals: { amount: string; currency: string }[];
  time_left: string | null;
  alerts: {
    alert_id: string;
    sentence: string;
    money: { amount: string } | null;
    link: string;
    sale_id: string | null;
    pos: string | null;
    remote_id: string | null;
    event: string | null;
    event_at: string | null;
    section: string | null;
    row: string | null;
    seats: (string | null)[];
    quantity: number | null;
  }[];
};

export type Receiver = {
  url: string;
  received: Received[];
  /** Only those that were answered with 200. */
  taken: () => Received[];
  /** Answers with these statuses, one call each, before it works again. */
  fail: (...statuses: number[]) => void;
  /** Works again from now on. */
  recover: () => void;
  stop: () => Promise<void>;
};

/** `secret` is asked for at each call, because a channel gets its own after its address is known. */
export async function startReceiver(secret: () => string): Promise<Receiver> {
  const received: Received[] = [];
  const failures: number[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const status = failures.shift() ?? 200;
    received.push({
      eventId: String(request.headers['webhook-id']),
      deliveryId: String(request.headers['holdfast-delivery']),
      headers: request.headers,
      text,
      isGenuine: isGenuine(secret(), text, request.headers),
      status,
      body: JSON.parse(text),
    });
    if (status >= 300 && status < 400) response.setHeader('location', '/elsewhere');
    response.writeHead(status).end(status === 200 ? 'thanks' : 'not now');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/s3cret-path?team=7`,
    received,
    taken: () => received.filter(({ status }) => status === 200),
    fail: (...statuses) => failures.push(...statuses),
    recover: () => {
      failures.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isGenuine(secret: string, text: string, headers: IncomingHttpHeaders): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
