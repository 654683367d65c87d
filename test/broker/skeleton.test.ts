// What every route of the broker API has in common: nobody unknown is let in, a route that says nothing does not start,
// problems, pages, and the record of deeds.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import Fastify from 'fastify';
import { recordDeed } from '../../src/db/deeds.ts';
import { type BrokerParts, brokerRoutes } from '../../src/http/broker/broker.ts';
import { withdrawToken } from '../../src/people/access-tokens.ts';
import { openHouse } from '../../src/people/house-rules.ts';
import { assertProblem } from '../http/problems.ts';
import { scriptWith } from '../support/broker.ts';
import { type Answer, callerOf, startTestHub, type TestHub, usualConfig } from '../support/hub.ts';

const tester = { kind: 'command_line', id: null, name: 'a test' } as const;

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

describe('a token', () => {
  it('says who calls, and for which account', async () => {
    const { call, accountId } = await scriptWith(hub, { scopes: ['read'], name: 'nightly' });
    const { status, body, headers } = await call('GET', '/session');
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(body, {
      kind: 'token',
      name: 'token nightly',
      person_id: null,
      account: { account_id: accountId, name: 'Front Row Tickets' },
      role: null,
      permissions: ['read'],
      accounts: [],
    });
  });

  it('opens nothing when it is missing, forged, revoked or at its end', async () => {
    const { token, tokenId, accountId, call } = await scriptWith(hub);
    const { token: ended } = await scriptWith(hub, { expiresAt: Date.now() - 1 });
    const forged = `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`;
    for (const authorization of ['', token, `Bearer ${forged}`, `Bearer ${ended}`, `Basic ${token}`, 'Bearer hft_']) {
      const headers: Record<string, string> = authorization === '' ? {} : { authorization };
      const refused = await callerOf(`${hub.url}/api/v1`, headers)('GET', '/session');
      assertProblem(refused, 'not_signed_in');
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer /);
    }
    assert.equal((await call('GET', '/session')).status, 200);
    await withdrawToken(hub.pool, accountId, tokenId, tester, Date.now());
    assertProblem(await call('GET', '/session'), 'not_signed_in');
  });

  it('is stored as a hash, and its last use is known to the minute', async () => {
    const { token, tokenId, call } = await scriptWith(hub);
    await call('GET', '/session');
    const { rows } = await hub.pool.query('select * from access_tokens where token_id = $1', [tokenId]);
    assert.ok(!JSON.stringify(rows).includes(token.slice(16)), 'the secret is nowhere in its row');
    assert.ok(Date.now() - rows[0].last_used_at < 60_000);
  });

  it('makes no other token, whatever its scopes', async () => {
    const { call } = await scriptWith(hub);
    assertProblem(await call('POST', '/tokens', { name: 'another', scopes: ['read'] }), 'forbidden');
    assertProblem(await call('GET', '/tokens'), 'forbidden');
  });
});

describe('the broker API', () => {
  it('does not start with a route that does not say who is admitted', async () => {
    const server = Fastify();
    await assert.rejects(async () => {
      await server.register(async (broker) => {
        const house = openHouse(hub.pool, Date.now, usualConfig.people);
        await brokerRoutes(broker, { pool: hub.pool, clock: Date.now, brokerCallsPerSecond: 1, house } as BrokerParts);
        broker.get('/open', async () => 'open to all');
      });
      await server.ready();
    }, /GET \/open does not say who is admitted/);
    await server.close();
  });

  it('tells what is not there from what takes another method', async () => {
    const { call } = await scriptWith(hub);
    assertProblem(await call('GET', '/nothing'), 'not_found');
    const refused = await call('PUT', '/tokens/7Hq2ZkYw01Ab', {});
    assertProblem(refused, 'method_not_allowed');
    assert.equal(refused.headers.get('allow'), 'DELETE');
  });

  it('lets a caller make so many calls in a second, and no more', async () => {
    const limited = await startTestHub({ databaseUrl: hub.databaseUrl, brokerCallsPerSecond: 3 });
    try {
      const { call } = await scriptWith(limited);
      const { call: another } = await scriptWith(limited);
      const answers = await Promise.all(Array.from({ length: 12 }, () => call('GET', '/session')));
      const refused = answers.filter(({ status }) => status === 429);
      assert.ok(refused.length >= 3, 'twelve calls took less than three seconds');
      for (const one of refused) assertProblem(one, 'rate_limited');
      assert.equal((await another('GET', '/session')).status, 200, 'one caller does not use up another’s share');
    } finally {
      await limited.close();
    }
  });
});

type Page = { items: { deed_id: string; at: string }[]; next_cursor: string | null };

describe('the record of deeds', () => {
  it('is paged without a gap and without a repeat, while new ones arrive', async () => {
    const { call, accountId } = await scriptWith(hub, { scopes: ['read'] });
    const record = (at: number) =>
      recordDeed(hub.pool, {
        accountId,
        at,
        by: tester,
        what: 'thing.done',
        did: 'did a thing',
        subject: { kind: 'thing', id: randomUUID() },
      });
    const now = Date.now();
    // Several share an instant, so that only the second part of the key tells them apart.
    for (let index = 0; index < 10; index++) await record(now - Math.floor(index / 4));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const asked: string = `/deeds?subject_kind=thing&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`;
      const { status, body }: Answer<Page> = await call<Page>('GET', asked);
      assert.equal(status, 200);
      seen.push(...body.items.map(({ deed_id }) => deed_id));
      cursor = body.next_cursor;
      await record(now + 1_000);
    } while (cursor !== null);
    assert.equal(seen.length, 10);
    assert.equal(new Set(seen).size, 10);
  });

  it('refuses a cursor that it never gave, a page that is too long and a question that it does not know', async () => {
    const { call } = await scriptWith(hub);
    const cursors = [
      'x',
      'W10',
      Buffer.from('["orders",{}]').toString('base64url'),
      Buffer.from('["deeds",1]').toString('base64url'),
    ];
    for (const query of [
      ...cursors.map((cursor) => `cursor=${cursor}`),
      'limit=0',
      'limit=201',
      'limit=1.5',
      'limit=ten',
      'limit=1&limit=2',
      'page=2',
      'subject_id=1',
    ]) {
      const { errors } = assertProblem(await call('GET', `/deeds?${query}`), 'malformed');
      assert.equal(errors?.length, 1, query);
    }
  });

  it('cannot be changed, not even by the database’s owner', async () => {
    await scriptWith(hub);
    await assert.rejects(hub.pool.query(`update deeds set by_name = 'nobody'`), /kept for ever/);
    await assert.rejects(hub.pool.query('delete from deeds'), /kept for ever/);
  });
});
