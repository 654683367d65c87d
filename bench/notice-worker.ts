// A marketplace that sells first, in a thread of its own: it makes sales at a steady pace, sends a notice of each, answers
// the hub's questions, and notes when each sale is confirmed. The time it takes itself is not the hub's.
import { parentPort } from 'node:worker_threads';
import { startSaleMarketplace } from '../src/sandbox/instant-notification/marketplace.ts';
import { ticketEvolutionOrders } from '../src/sandbox/ticket-evolution/orders-api.ts';
import type { NoticeJob, NoticeResult, NoticeWord } from './notices.ts';

const longestWaitMs = 60_000;

let marketplace: Awaited<ReturnType<typeof startSaleMarketplace>> | null = null;

parentPort?.on('message', (word: NoticeWord) => {
  const work = word.kind === 'open' ? open() : word.kind === 'sell' ? sell(word) : close();
  work.then(
    (result) => parentPort?.postMessage({ result }),
    (error: Error) => parentPort?.postMessage({ error: error.message }),
  );
});

const confirmedAt = new Map<string, number>();

async function open(): Promise<{ settings: object; credentials: object }> {
  marketplace = await startSaleMarketplace(ticketEvolutionOrders, {
    onHeard: ({ saleId }, { said }) => {
      if (said === 'confirm' && !confirmedAt.has(saleId)) confirmedAt.set(saleId, performance.now());
    },
  });
  return { settings: { ...marketplace.settings, poll_seconds: 86_400 }, credentials: marketplace.credentials };
}

async function close(): Promise<null> {
  await marketplace?.stop();
  return null;
}

async function sell({ hub, remoteIds, perSecond }: NoticeJob): Promise<NoticeResult> {
  const market = marketplace;
  if (market === null) throw new Error('the marketplace is not open');
  market.announceTo(hub);
  const soldAt = new Map<string, number>();
  const startedAt = performance.now();
  let sold = 0;
  await new Promise<void>((resolve) => {
    const tick = (): void => {
      const wanted = Math.min(remoteIds.length, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond) + 1);
      for (; sold < wanted; sold++) {
        const sale = market.sell({ remoteId: remoteIds[sold] ?? '', quantity: 2 });
        soldAt.set(sale.saleId, performance.now());
        market.announce(sale, 'sold');
      }
      if (sold < remoteIds.length) setTimeout(tick, 1);
      else resolve();
    };
    tick();
  });
  const giveUpAt = performance.now() + longestWaitMs;
  while ([...soldAt.keys()].some((saleId) => !confirmedAt.has(saleId))) {
    if (performance.now() > giveUpAt) throw new Error('sales were left unconfirmed');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const tookMs = Array.from(soldAt, ([saleId, at]) => (confirmedAt.get(saleId) ?? 0) - at);
  const lastAt = Math.max(...Array.from(soldAt.keys(), (saleId) => confirmedAt.get(saleId) ?? 0));
  return { tookMs: Float64Array.from(tookMs), elapsedMs: lastAt - startedAt };
}
