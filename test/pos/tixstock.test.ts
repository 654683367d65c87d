// What is Tixstock's own: two doors, half an hour for every hold, parts of holds, lists of what is left, signed webhooks.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { OrderId } from '../../src/core/order.ts';
import type { Exchange } from '../../src/core/outcome.ts';
import type { Send } from '../../src/core/wire.ts';
import { whyNotListed } from '../../src/engine/stock-content.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import type { RemotePos } from '../../src/pos/pos.ts';
import type { StockPage } from '../../src/pos/stock.ts';
import { tixstock } from '../../src/pos/tixstock/tixstock.ts';
import { type SandboxTixstock, startSandboxTixstock } from '../../src/sandbox/tixstock/tixstock.ts';

const halfAnHour = 1_800_000;
let now = Date.UTC(2031, 0, 1);
let outbound: Outbound;
let pos: SandboxTixstock;
let adapter: RemotePos;
const signal = (): AbortSignal => AbortSignal.timeout(5_000);

before(async () => {
  outbound = openOutbound('allow');
  pos = await startSandboxTixstock({ clock: () => now, lapseAfterMs: halfAnHour, pageSize: 2 });
  adapter = tixstock.open(pos.settings, outbound.sendTo(pos.url), Date.now);
});
after(async () => {
  await outbound.close();
  await pos.stop();
});

let listings = 0;
/** A listing of its own, with everything to hold, release and sell two of it. */
function dealOf(places: number, quantity = 2, splitType = 'No Preferences') {
  listings += 1;
  const remoteId = `L-${listings}`;
  pos.addListing({ remoteId, seats: Array.from({ length: places }), splitType });
  const reference = `order-${listings}` as OrderId;
  const tickets = {
    reference,
    remoteId,
    quantity,
    seats: Array.from({ length: quantity }, () => null),
    marketplace: 'tickpick',
  };
  const lines = () => pos.book().filter((line) => line.remoteId === remoteId);
  return { tickets, lines };
}

async function held(deal: ReturnType<typeof dealOf>): Promise<string> {
  const { outcome } = await adapter.hold({ ...deal.tickets, expiresAt: now + 900_000, unitPrice: null }, signal());
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.answer.posHoldId;
}

const sale = { marketplaceOrderId: 'TP-1', soldAt: Date.UTC(2031, 0, 1), unitPrice: null, total: null, buyer: null };

describe('a hold', () => {
  test('is told by a ULID, and lapses after half an hour whatever time was named', async () => {
    const deal = dealOf(4);
    match(await held(deal), /^[0-9a-z]{26}$/);
    strictEqual(deal.lines()[0]?.expiresAt, now + halfAnHour);
    now += halfAnHour;
    strictEqual(deal.lines()[0]?.state, 'expired');
  });

  test('is let go of in parts', async () => {
    const deal = dealOf(4, 3);
    const posHoldId = await held(deal);
    const part = await adapter.release({ ...deal.tickets, quantity: 1, posHoldId }, signal());
    deepStrictEqual(part.outcome, { kind: 'done', answer: { found: true } });
    strictEqual(deal.lines()[0]?.seats.length, 2);
    await adapter.release({ ...deal.tickets, quantity: 2, posHoldId }, signal());
    strictEqual(deal.lines()[0]?.state, 'released');
  });

  test('sold in part keeps the rest, which is let go of by itself', async () => {
    const deal = dealOf(4, 3);
    const posHoldId = await held(deal);
    const { outcome } = await adapter.invoice({ ...deal.tickets, ...sale, quantity: 2, posHoldId }, signal());
    strictEqual(outcome.kind, 'done');
    deepStrictEqual(
      deal.lines().map(({ state, seats }) => [state, seats.length]),
      [
        ['sold', 2],
        ['held', 1],
      ],
    );
    await adapter.release({ ...deal.tickets, quantity: 1, posHoldId }, signal());
    deepStrictEqual(
      deal.lines().map(({ state }) => state),
      ['sold', 'released'],
    );
  });

  test('that has lapsed is taken anew when it is sold after all', async () => {
    const deal = dealOf(2);
    const posHoldId = await held(deal);
    now += halfAnHour;
    const { outcome, exchanges } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId }, signal());
    deepStrictEqual(outcome, { kind: 'done', answer: { invoiceId: deal.tickets.reference } });
    // The sale, a look for an order, one at the listing, the hold, its sale, and the end of what may be held still.
    strictEqual(exchanges.length, 6);
    strictEqual(deal.lines()[0]?.state, 'sold');
  });

  test('that it will not sell is not needed where the listing has as many, and is let go of', async () => {
    const deal = dealOf(4);
    const posHoldId = await held(deal);
    pos.faults.next('invoice', { kind: 'refuse', code: 'bad_request' });
    const { outcome } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId }, signal());
    strictEqual(outcome.kind, 'done');
    deepStrictEqual(
      deal.lines().map(({ state }) => state),
      ['sold', 'released'],
    );
  });

  test('that it will not sell stays ours where the listing has no others', async () => {
    const deal = dealOf(3);
    const posHoldId = await held(deal);
    pos.faults.next('invoice', { kind: 'refuse', code: 'bad_request' });
    const { outcome } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId }, signal());
    deepStrictEqual([outcome.kind, (outcome as { why?: string }).why], ['refused', 'bad_request']);
    deepStrictEqual(
      deal.lines().map(({ state }) => state),
      ['held'],
    );
  });

  test('that it will not sell stays ours, though it will not hold others in their stead', async () => {
    const deal = dealOf(4);
    const posHoldId = await held(deal);
    pos.faults.next('invoice', { kind: 'refuse', code: 'bad_request' });
    pos.faults.next('hold', { kind: 'refuse', code: 'not_available' });
    // The listing has others at the first look; the second, for the reason, is of no help.
    pos.faults.next('read', null);
    pos.faults.next('read', { kind: 'fail_before' });
    const { outcome } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId }, signal());
    deepStrictEqual([outcome.kind, (outcome as { why?: string }).why], ['refused', 'bad_request']);
    deepStrictEqual(
      deal.lines().map(({ state }) => state),
      ['held'],
    );
  });

  test('taken anew that is neither sold nor surely let go of is not called refused', async () => {
    const deal = dealOf(2);
    pos.faults.next('invoice', { kind: 'refuse', code: 'bad_request' });
    pos.faults.next('release', { kind: 'fail_before' });
    const { outcome } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId: null }, signal());
    strictEqual(outcome.kind, 'unsure');
    deepStrictEqual(
      deal.lines().map(({ state }) => state),
      ['held'],
    );
  });

  test('of a lapsed hold whose tickets another channel has is refused, and nothing is left behind', async () => {
    const deal = dealOf(2);
    const posHoldId = await held(deal);
    now += halfAnHour;
    await pos.elsewhere.hold(deal.tickets.remoteId, 1);
    const { outcome } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId }, signal());
    strictEqual(outcome.kind, 'refused');
    deepStrictEqual(
      deal.lines().map(({ state }) => state),
      ['expired'],
    );
  });
});

async function pageAfter(cursor: unknown): Promise<StockPage> {
  const told = await adapter.stock?.changes(cursor, signal());
  if (told?.outcome.kind !== 'done') throw new Error(JSON.stringify(told?.outcome));
  return told.outcome.answer;
}

describe('what is left', () => {
  test('is counted and named by no seat, page by page until all is read', async () => {
    const [one, whole] = [dealOf(4), dealOf(3, 2, 'Sell Together')];
    await held(one);
    const seen = new Map<string, { places: number; rule: string }>();
    let page = await pageAfter(null);
    for (;;) {
      for (const { remoteId, tickets, split } of page.groups) {
        ok(tickets.every(({ seat, standing }) => seat === null && standing === 'free'));
        seen.set(remoteId, { places: tickets.length, rule: split.rule });
      }
      strictEqual(page.hasMore, page.cursor !== null);
      if (!page.hasMore) break;
      page = await pageAfter(page.cursor);
    }
    deepStrictEqual(seen.get(one.tickets.remoteId), { places: 2, rule: 'any' });
    deepStrictEqual(seen.get(whole.tickets.remoteId), { places: 3, rule: 'whole' });
    strictEqual(seen.size, listings);
  });

  test('of one listing is read by its id, and nothing is there that is gone', async () => {
    const deal = dealOf(4);
    const read = async () => (await adapter.stock?.read(deal.tickets.remoteId, signal()))?.outcome;
    const seen = await read();
    strictEqual(seen?.kind === 'done' && seen.answer?.tickets.length, 4);
    deepStrictEqual(seen?.kind === 'done' && seen.answer?.price, { amount: 9_000, currency: 'GBP' });
    pos.removeListing(deal.tickets.remoteId);
    deepStrictEqual(await read(), { kind: 'done', answer: null });
  });

  test('names a listing that cannot be read, and goes on; but stops where none can, or where one has no id', async () => {
    let data: unknown[] = [];
    const exchange: Exchange = { direction: 'out', request: { line: '' } };
    const shows: Send = async () => ({
      ...{ kind: 'answered', status: 200, headers: {}, text: '', exchange },
      body: { data },
    });
    const { stock } = tixstock.open(pos.settings, shows, Date.now);
    const all = async (...listed: unknown[]) => {
      data = listed;
      const told = await stock?.changes(null, signal());
      return told?.outcome.kind === 'done' ? told.outcome.answer.groups.map(whyNotListed) : told?.outcome.kind;
    };
    const readable = {
      id: 'L-1',
      event: { name: 'The Longest Night', datetime: '2031-05-04T19:30:00Z' },
      ticket: { split_type: 'No Preferences' },
      number_of_tickets_for_sale: { quantity_available: 2 },
      proceed_price: { amount: '90.00', currency: 'GBP' },
    };
    const [strange, stranger] = [
      { ...readable, id: 'L-2', ticket: null },
      { ...readable, id: 'L-3', event: 'no time' },
    ];
    const why = 'is shown in a way that cannot be read';
    deepStrictEqual(await all(strange, readable, stranger), [why, null, why]);
    // What a listing does not have is no reason to leave it out.
    const bare = {
      ...readable,
      event: { ...readable.event, venue: null },
      ticket: { split_type: null },
      seat_details: { category: 'Longside', section: null, row: null },
      number_of_tickets_for_sale: { quantity_available: 2, split_quantity: null },
      proceed_price: { amount: '90.00', currency: null },
    };
    deepStrictEqual(await all(bare, { ...readable, id: 'L-4', seat_details: null }), [null, null]);
    deepStrictEqual(await all(strange), [why]);
    strictEqual(await all(strange, stranger), 'unsure');
    strictEqual(await all(readable, { ...strange, id: 7 }), 'unsure');
    data = [strange];
    const one = (await stock?.read('L-2', signal()))?.outcome;
    strictEqual(one?.kind === 'done' && one.answer && whyNotListed(one.answer), why);
  });

  test('is not read where the broker does not want it', () => {
    const apart = tixstock.open({ ...pos.settings, follow_stock: false }, outbound.sendTo(pos.url), Date.now);
    strictEqual(apart.stock, undefined);
  });
});

describe('webhooks', () => {
  for (const signatureEncoding of ['hex', 'base64'] as const) {
    test(`signed in ${signatureEncoding} name the listing that another channel holds, and are answered in Tixstock's form`, async () => {
      const receiver = await startReceiver({ signature_encoding: signatureEncoding });
      const sender = await startSandboxTixstock({ signatureEncoding });
      sender.tellAt(receiver.url);
      sender.addListing({ remoteId: 'L-77', seats: [null, null, null] });
      const told = await sender.elsewhere.hold('L-77', 2);
      await sender.elsewhere.release('L-77', 1);
      deepStrictEqual(receiver.read, [['L-77'], ['L-77']]);
      deepStrictEqual(told, {
        status: 200,
        body: { listing_id: 'L-77', success: true, message: 'The listing is read again.' },
      });
      await Promise.all([receiver.stop(), sender.stop()]);
    });
  }

  const settings = { token: 'the token', url: 'http://127.0.0.1:1' };
  const signed = (text: string, token = settings.token) => ({
    headers: { 'x-tixstock-signature': signatureOf(text, token) },
    text,
  });
  const read = (hint: { headers: Record<string, string>; text: string }) => tixstock.readHint?.(hint, settings).kind;
  const text = JSON.stringify({ data: { external_id: 'L-1', hold_quantity: 1 }, meta: { type: 'ticket.hold' } });

  test('are believed only with the right signature over the very text', () => {
    strictEqual(read(signed(text)), 'authentic');
    strictEqual(read(signed(text, 'another token')), 'forged');
    strictEqual(read({ ...signed(text), text: text.replace('L-1', 'L-2') }), 'forged');
    strictEqual(read({ headers: {}, text }), 'forged');
    strictEqual(read({ headers: { 'x-tixstock-signature': 'zz' }, text }), 'forged');
  });

  test('that make no sense are told apart from forged ones', () => {
    for (const nonsense of ['', 'null', '[]', '{"data":{}}', '{"data":[],"meta":{"type":"ticket.hold"}}']) {
      strictEqual(read(signed(nonsense)), 'malformed', nonsense);
    }
  });

  test('of anything else call for a look at everything', () => {
    const other = JSON.stringify({ data: { id: 'EV-1' }, meta: { type: 'event.cancel' } });
    const hint = tixstock.readHint?.(signed(other), settings);
    strictEqual(hint?.kind === 'authentic' && hint.remoteIds, 'unknown');
  });
});

function signatureOf(text: string, token: string): string {
  return createHmac('sha256', token).update(text).digest('hex');
}

/** Reads hints as the hub does, and answers as it is told to. */
async function startReceiver(settings: object) {
  const read: (readonly string[] | string)[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const hint = tixstock.readHint?.(
      { headers, text: Buffer.concat(chunks).toString('utf8') },
      { token: 'sandbox-tixstock-token', ...settings },
    );
    if (hint?.kind !== 'authentic') return response.writeHead(401).end();
    read.push(hint.remoteIds);
    return response.writeHead(hint.answer.status, { 'content-type': hint.answer.type }).end(hint.answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    read,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
