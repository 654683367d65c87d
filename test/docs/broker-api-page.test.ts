// The guide to the broker API is true: its examples are called and answered as it shows, and its tables are the code's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { readConfig } from '../../src/config.ts';
import { permissions, permissionsOf, roles } from '../../src/core/permissions.ts';
import { StreamOrder } from '../../src/http/broker/schemas/stream.ts';
import { type ProblemCode, problems } from '../../src/http/problems.ts';
import { scriptWith } from '../support/broker.ts';
import { callerWith, makeConnection, makeListing, startTestHub, type TestHub } from '../support/hub.ts';
import { asShown, type Called, examplesIn } from './curl.ts';
import { blocksOf } from './markdown.ts';

const page = readFileSync(new URL('../../docs/broker-api.md', import.meta.url), 'utf8');

/** The broker of the page, with an order and a script's token. */
async function stockBroker(hub: TestHub): Promise<Record<string, string>> {
  const connection = await makeConnection(hub.pool);
  const remoteId = await makeListing(hub.pool, connection.accountId, { remoteId: 'TG-20418' });
  const hold = { global_id: 'te-1001', remote_id: remoteId, quantity: 2 };
  assert.equal((await callerWith(hub, connection)('POST', '/oi/v1/holds', hold)).status, 201);
  const { accountId } = connection;
  const { token, call } = await scriptWith(hub, { accountId, scopes: ['read', 'trade'] });
  const manager = await scriptWith(hub, { accountId, scopes: ['manage'], name: 'tonight' });
  const { body } = await call<{ items: { order_id: string }[] }>('GET', '/orders');
  return {
    HUB: hub.url,
    TOKEN: token,
    MANAGER: manager.token,
    ORDER: body.items[0]?.order_id ?? '',
    CONNECTION: connection.connectionId,
  };
}

async function send({ method, url, headers, body }: Called) {
  const answer = await fetch(url, { method, headers, ...(body === null ? {} : { body }) });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

describe('docs/broker-api.md', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub();
  });
  after(() => hub.close());

  it('shows calls that are answered as it says, one after the other', async () => {
    const examples = examplesIn(page, await stockBroker(hub));
    assert.ok(examples.length >= 13, `only ${examples.length} examples were found`);
    for (const { line, called, shown } of examples) {
      const came = await send(called);
      const headers = Object.fromEntries(Object.keys(shown.headers).map((name) => [name, came.headers.get(name)]));
      const seen = { status: came.status, headers, body: asShown(came.body, shown.body) };
      assert.deepEqual(seen, shown, `the example on line ${line} is answered otherwise: ${JSON.stringify(came.body)}`);
    }
  });

  it('shows an event as the stream tells it', () => {
    const block = blocksOf(page).find(({ language }) => language === 'text')?.text ?? '';
    const [, data] = /^id: \d+\nevent: order\ndata: (.+)$/m.exec(block) ?? [];
    assert.ok(Check(StreamOrder, JSON.parse(data ?? '')), data);
  });

  it('says which role has which permission', () => {
    for (const permission of permissions) {
      const holders = roles.filter((role) => permissionsOf(role).has(permission)).toReversed();
      const row = page.split('\n').find((line) => line.startsWith(`| \`${permission}\``));
      assert.ok(row?.includes(`| ${holders.join(', ')} `), `${permission}: ${holders.join(', ')}`);
    }
  });

  it('has every problem that a call can be answered with, at its status', async () => {
    const { body } = await hub.call<Document>('GET', '/openapi.json');
    const named = new Set<string>();
    for (const [path, methods] of Object.entries(body.paths)) {
      if (!path.startsWith('/api/v1/')) continue;
      for (const { responses } of Object.values(methods)) {
        for (const { content } of Object.values(responses)) {
          for (const code of Object.keys(content?.['application/problem+json']?.examples ?? {})) named.add(code);
        }
      }
    }
    assert.ok(named.size > 8);
    for (const code of named) {
      const { status } = problems[code as ProblemCode];
      assert.match(page, new RegExp(`^\\| ${status} +\\| \`${code}\``, 'm'), `${status} ${code}`);
    }
  });

  it('names the figures that are in force where nobody has set others', () => {
    assert.ok(page.includes(`a token may make ${readConfig({}).brokerCallsPerSecond} calls a second`));
  });
});

type Document = {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { examples?: object }> }> }>
  >;
};
