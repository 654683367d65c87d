// The sandbox SkyBox's own rules: who is let in, what a hold and an invoice must have, what force does, and how its webhooks
// go out and fall silent. What an adapter must make of it is the conformance suite's to say.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { after, afterEach, before, describe, it } from 'node:test';
import { listen } from '../../src/sandbox/faulty-answer.ts';
import { type SandboxSkyBox, startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { signatureHeader } from '../../src/sandbox/skybox/webhooks.ts';

let pos: SandboxSkyBox;
let now = Date.parse('2026-03-01T12:00:00Z');

before(async () => {
  pos = await startSkyBox({ clock: () => now });
  pos.addListing({ remoteId: '17', seats: ['5', '6', '7'] });
  pos.skybox.customers.set(3, { id: 3, displayName: 'somebody', customerType: 'MARKETPLACE' });
});
after(() => pos.stop());

const tokens = (): Record<string, string> => ({
  'x-application-token': pos.tokens.application_token,
  'x-api-token': pos.tokens.api_token,
  'x-account': String(pos.tokens.account_id),
});

async function call(method: string, path: string, body?: object, headers = tokens()) {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${pos.url}${path}`, { method, headers, ...init });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

const later = (ms: number): string => new Date(now + ms).toISOString();
const group = () => pos.skybox.shelf.byExchangeId(17);
const idsOf = (seats: number[]): number[] =>
  (group()?.tickets ?? []).filter(({ seatNumber }) => seats.includes(seatNumber)).map(({ id }) => id);

const invoiceOf = (itemIds: number[]) => ({
  customerId: 3,
  lines: [{ accountId: 1, amount: 10, lineItemType: 'INVENTORY', itemIds }],
  ...{ salesTerm: 'NET30', paymentStatus: 'UNPAID', fulfillmentStatus: 'PENDING' },
  ...{ taxAmount: 0, shippingAmount: 0, otherAmount: 0 },
});

describe('the sandbox SkyBox', () => {
  it('wants all three tokens, and knows no other statuses than its four', async () => {
    for (const name of Object.keys(tokens())) {
      const { [name]: _missing, ...rest } = tokens();
      assert.equal((await call('GET', '/inventory/1', undefined, rest)).status, 401);
      assert.equal((await call('GET', '/inventory/1', undefined, { ...rest, [name]: 'wrong' })).status, 401);
    }
    assert.equal((await call('GET', '/inventory/1')).status, 404);
    assert.equal((await call('GET', '/nothing/here')).status, 404);
    assert.equal((await call('POST', '/holds', {})).status, 400);
  });

  it('wants an expiry of every hold, and lets it lapse by its own clock', async () => {
    assert.equal((await call('POST', '/holds', { exchangePosId: 17, quantity: 1 })).status, 400);
    const hold = { exchangePosId: 17, quantity: 1, lowSeat: 5, expiryDate: later(60_000) };
    const { status, body } = await call('POST', '/holds', hold);
    assert.deepEqual([status, body.seats, body.quantity], [200, '5', 1]);
    assert.equal((await call('POST', '/holds', hold)).status, 400);
    assert.equal((await call('GET', `/inventory/${group()?.id}`)).body.quantity, 2);
    now += 60_000;
    assert.equal((await call('GET', `/inventory/${group()?.id}`)).body.quantity, 3);
  });

  it('sells what is held to nobody but by force, and then to anybody', async () => {
    const hold = { exchangePosId: 17, quantity: 1, lowSeat: 6, expiryDate: later(60_000) };
    const { body: held } = await call('POST', '/holds', hold);
    assert.equal((await call('POST', '/invoices?force=false', invoiceOf(idsOf([6])))).status, 400);
    const { status, body } = await call('POST', '/invoices?force=true', invoiceOf(idsOf([6])));
    assert.equal(status, 200);
    assert.equal((await call('POST', '/invoices?force=true', invoiceOf(idsOf([6])))).status, 400, 'but sold is sold');
    assert.equal((await call('DELETE', `/invoices/${body.id}/lines/${body.lines[0].id}`)).status, 200);
    assert.equal((await call('DELETE', `/holds/${held.id}`)).status, 200);
    assert.equal((await call('GET', `/holds/${held.id}`)).status, 404);
    assert.equal(
      group()?.tickets.every((ticket) => ticket.status === 'AVAILABLE'),
      true,
    );
  });

  it('wants every field of an invoice that its model marks', async () => {
    const whole = invoiceOf(idsOf([7]));
    for (const name of Object.keys(whole)) {
      const { [name as keyof typeof whole]: _missing, ...rest } = whole;
      assert.equal((await call('POST', '/invoices', rest)).status, 400, name);
    }
    assert.equal((await call('POST', '/invoices', { ...whole, customerId: 99 })).status, 400);
  });
});

describe('its webhooks', () => {
  type Heard = { sequence: number; headers: Record<string, unknown>; text: string };
  let receiver: Server;
  let heard: Heard[] = [];
  let answerWith: number | null = 200;
  let url: string;

  before(async () => {
    receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      heard.push({ sequence: JSON.parse(text).sequence, headers: request.headers, text });
      if (answerWith !== null) response.writeHead(answerWith).end();
    });
    url = `http://127.0.0.1:${await listen(receiver, 0)}/hints`;
  });
  after(async () => {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
  afterEach(() => {
    heard = [];
    answerWith = 200;
    pos.webhooks.behave({});
  });

  const change = async (times = 1): Promise<void> => {
    for (let time = 0; time < times; time++) {
      const changed = group();
      if (changed) pos.skybox.shelf.touch(changed);
    }
    await pos.settled();
  };

  it('are registered, and carry their header and a signature', async () => {
    const registration = {
      topic: 'INVENTORY',
      url,
      headers: { authorization: 'Bearer our-own-key' },
      secret: 'shared',
    };
    const { status, body } = await call('POST', '/webhooks', registration);
    assert.deepEqual([status, body.secret], [200, undefined]);
    assert.equal((await call('POST', '/webhooks', { ...registration, topic: 'WEATHER' })).status, 400);
    await change();
    const [first] = heard;
    assert.equal(first?.headers.authorization, 'Bearer our-own-key');
    assert.equal(
      first?.headers[signatureHeader],
      createHmac('sha256', 'shared')
        .update(first?.text ?? '')
        .digest('hex'),
    );
  });

  it('come twice, out of order or not at all, as ordered', async () => {
    pos.webhooks.behave({ lateMs: [60, 0], times: 2 });
    await change();
    const sequences = heard.map(({ sequence }) => sequence);
    assert.equal(sequences.length, 2);
    assert.ok((sequences[0] as number) > (sequences[1] as number), sequences.join());
    pos.webhooks.behave({ areLost: true });
    await change();
    assert.equal(heard.length, 2);
  });

  it('fall silent where nobody answers in time, for longer each time', async () => {
    answerWith = 500;
    await change(3);
    assert.equal(heard.length, 3);
    await change();
    assert.equal(heard.length, 3, 'muted');
    now += 60_000;
    await change();
    assert.equal(heard.length, 4, 'tried again after a minute');
    now += 60_000;
    await change();
    assert.equal(heard.length, 4, 'and muted for two');
    now += 60_000;
    answerWith = 200;
    await change(2);
    assert.equal(heard.length, 6, 'and told all again, once it answers');
  });

  it('take a second without an answer for a failure', async () => {
    answerWith = null;
    await change();
    answerWith = 500;
    await change(2);
    await change();
    assert.equal(heard.length, 3, 'muted');
    const [registered] = (await call('GET', '/webhooks')).body;
    assert.equal((await call('DELETE', `/webhooks/${registered.id}`)).status, 200);
  });
});
