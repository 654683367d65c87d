// A marketplace that sells first, in a thread of its own: it sends a notice of each sale at a steady pace, answers the hub's
// questions, and notes when each sale is confirmed. It speaks as much of Ticket Evolution's wire as that needs, in bytes that
// are ready before the first sale, for it shares the machine with the hub: what the hub does is to be measured, and not this.
import { parentPort } from 'node:worker_threads';
import type { NoticeJob, NoticeResult, NoticeWord } from './notices.ts';
import { runLoad } from './raw-load.ts';
import { answerBytes, bodyOf, postText } from './raw-message.ts';
import { type RawRequest, serveRaw } from './raw-server.ts';

const longestWaitMs = 60_000;
const connections = 64;
const unitPrice = '125.00';
const total = '250.00';

parentPort?.on('message', (word: NoticeWord) => {
  const work: Promise<unknown> = word.kind === 'open' ? serveRaw(answer) : sell(word);
  work.then(
    (result) => parentPort?.postMessage({ result }),
    (error: Error) => parentPort?.postMessage({ error: error.message }),
  );
});

/** One sale of a round, and both answers about it. */
type Sale = { id: number; pending: Buffer; accepted: Buffer; acceptedAt: number[] };

/** By the path under which it is read. */
const sales = new Map<string, Sale>();
const noSuchOrder = answerBytes(404, { error: 'no such order' });
let lastId = 1_000_000;

async function sell({ hub, remoteIds, perSecond }: NoticeJob): Promise<NoticeResult> {
  sales.clear();
  const sold = remoteIds.map(makeSale);
  for (const sale of sold) sales.set(`/v9/orders/${sale.id}`, sale);
  const chains = sold.map((sale) => [noticeText(hub, sale)]);
  const { beganAt, statuses } = await runLoad({ port: hub.port, connections, chains, startsPerSecond: perSecond });
  if (statuses[200] !== sold.length) throw new Error(`the notices were answered ${JSON.stringify(statuses)}`);
  await allAccepted(sold);
  const acceptedAt = sold.map((sale) => Math.max(...sale.acceptedAt));
  return {
    tookMs: Float64Array.from(acceptedAt, (at, index) => at - (beganAt[index] as number)),
    elapsedMs: Math.max(...acceptedAt) - (beganAt[0] as number),
  };
}

async function allAccepted(sold: readonly Sale[]): Promise<void> {
  const giveUpAt = performance.now() + longestWaitMs;
  while (sold.some(({ acceptedAt }) => acceptedAt.length === 0)) {
    if (performance.now() > giveUpAt) throw new Error('sales were left unconfirmed');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const twice = sold.filter(({ acceptedAt }) => acceptedAt.length > 1).length;
  if (twice > 0) throw new Error(`${twice} sales were accepted more than once, and nobody had failed to answer`);
}

function answer(request: RawRequest, say: (bytes: Buffer) => void): void {
  say(answerTo(request));
}

function answerTo({ method, path }: RawRequest): Buffer {
  if (method === 'GET') return sales.get(path)?.pending ?? noSuchOrder;
  const accepted = path.endsWith('/accept') ? sales.get(path.slice(0, -'/accept'.length)) : undefined;
  accepted?.acceptedAt.push(performance.now());
  return accepted?.accepted ?? noSuchOrder;
}

function makeSale(remoteId: string): Sale {
  lastId += 2;
  const id = lastId;
  const pending = answerBytes(200, orderOf(id, remoteId, 'pending'));
  return { id, pending, accepted: answerBytes(200, orderOf(id, remoteId, 'accepted')), acceptedAt: [] };
}

/** An order as Ticket Evolution shows it; see src/sandbox/ticket-evolution/orders-api.ts. */
function orderOf(id: number, remoteId: string, state: 'pending' | 'accepted'): object {
  return {
    ...{ id, order_group_id: groupOf(id), state, type: 'Order', total, fraud_check_status: 'approved' },
    buyer: { type: 'Office', id: 6, name: 'Ticket Evolution' },
    items: [{ id: id + 1, quantity: 2, price: unitPrice, ticket_group: { remote_id: remoteId } }],
  };
}

function groupOf(id: number): number {
  return 9_000_000_000 + id;
}

function noticeText({ connectionId, apiKey }: NoticeJob['hub'], { id, pending }: Sale): string {
  const about = { order_group_id: String(groupOf(id)), recipient: 'seller', event_type: 'order_created' };
  const form = { ...about, body: bodyOf(pending) };
  const text = new URLSearchParams(form).toString();
  const path = `/ion/v1/${connectionId}/notifications?key=${apiKey}`;
  return postText(path, { 'Content-Type': 'application/x-www-form-urlencoded' }, text);
}
