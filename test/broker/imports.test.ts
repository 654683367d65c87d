// Files of listings over the broker API: received as they come, told while they go on, and honest about every way to end.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Import } from '../../src/http/broker/schemas/imports.ts';
import { exampleFile } from '../../src/import/example-file.ts';
import { scriptWith } from '../support/broker.ts';
import { callerWith, eventually, makeConnection, startTestHub, type TestHub } from '../support/hub.ts';
import { startHubProcess } from '../support/hub-process.ts';
import { readStream } from '../support/stream.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

type Script = Pick<Awaited<ReturnType<typeof scriptWith>>, 'call' | 'accountId' | 'token'>;
type Problem = { code: string; detail: string };

const csv = { 'content-type': 'text/csv' };
const header = exampleFile.split('\n')[0];
const rows = (count: number): string =>
  [header, ...Array.from({ length: count }, (_, index) => rowOf(`TG-${index}`))].join('\n');
const rowOf = (remoteId: string, price = '80.00'): string =>
  `${remoteId},Tour,Bay Arena,2027-03-14T19:30:00-05:00,104,F,5-6,,${price},USD,any`;

async function send({ call }: Script, file: string | Uint8Array<ArrayBuffer>, headers = csv, name = 'my listings.csv') {
  return call<Import>('POST', `/imports?file_name=${encodeURIComponent(name)}`, file, headers);
}

async function ended({ call }: Script, importId: string): Promise<Import> {
  return eventually(
    async () => (await call<Import>('GET', `/imports/${importId}`)).body,
    ({ state }) => state !== 'running',
  );
}

async function shelfOf({ call }: Script): Promise<string[]> {
  const { body } = await call<{ items: { remote_id: string }[] }>('GET', '/listings');
  return body.items.map((item) => item.remote_id);
}

describe('an import', () => {
  it('puts all of a file on the shelf, and is on record with who did it', async () => {
    const script = await scriptWith(hub, { name: 'nightly' });
    const { status, body } = await send(script, exampleFile);
    assert.equal(status, 202, JSON.stringify(body));
    const done = await ended(script, body.import_id);
    assert.equal(done.state, 'done');
    assert.deepEqual(done.counts, { listings: 3, tickets: 207, added: 3, changed: 0, unchanged: 0 });
    assert.equal(done.standing, 'All 3 listings with 207 tickets are on the shelf.');
    assert.deepEqual([done.file_name, done.by, done.pos], ['my listings.csv', 'token nightly', 'house']);
    assert.deepEqual((await shelfOf(script)).toSorted(), ['TG-1001', 'TG-1002', 'TG-1003']);
    const { body: deeds } = await script.call<{ items: { did: string }[] }>('GET', '/deeds?subject_kind=import');
    assert.equal(deeds.items[0]?.did, 'imported my listings.csv: 3 listings with 207 tickets, 3 new, 0 changed');
    const again = await ended(script, (await send(script, exampleFile)).body.import_id);
    assert.equal(again.seats_listed_twice, null);
    assert.deepEqual(again.counts, { listings: 3, tickets: 207, added: 0, changed: 0, unchanged: 3 });
    const { body: list } = await script.call<{ items: Import[] }>('GET', '/imports');
    assert.deepEqual(
      list.items.map((item) => item.import_id),
      [again.import_id, done.import_id],
    );
    const empty = await ended(script, (await send(script, header ?? '')).body.import_id);
    assert.equal(empty.standing, 'The file names no listing, and the shelf is as it was.');
  });

  it('names the seats that stand in two listings, in its record', async () => {
    const script = await scriptWith(hub);
    const done = await ended(script, (await send(script, rows(3))).body.import_id);
    assert.equal(done.state, 'done');
    const { sentence, seats, pairs, first } = done.seats_listed_twice ?? assert.fail('nothing is said of them');
    assert.equal(sentence, '2 seats stand in more than one listing, and each listing can sell them.');
    assert.deepEqual([seats, pairs], [2, 1]);
    assert.equal(first[0]?.sentence, 'Seats 5 and 6 of row F, section 104, Tour, stand in TG-0 and in TG-2.');
  });

  it('keeps the tickets that orders own', async () => {
    const script = await scriptWith(hub);
    await ended(script, (await send(script, [header, rowOf('TG-1')].join('\n'))).body.import_id);
    const connection = await makeConnection(hub.pool, { accountId: script.accountId });
    const hold = { global_id: 'kept', remote_id: 'TG-1', quantity: 2 };
    assert.equal((await callerWith(hub, connection)('POST', '/oi/v1/holds', hold)).status, 201);
    const { counts } = await ended(
      script,
      (await send(script, [header, rowOf('TG-1', '90.00')].join('\n'))).body.import_id,
    );
    assert.equal(counts?.changed, 1);
    const { body } = await script.call('GET', '/listings/TG-1');
    assert.deepEqual([body.held, (body.price as { amount: number }).amount], [2, 9_000]);
  });

  it('is refused with every error by its line, and imports nothing', async () => {
    const script = await scriptWith(hub);
    const bad = [
      header,
      rowOf('TG-1'),
      rowOf('TG-2', '12,50'),
      'TG-3,Tour,Bay Arena,2027-03-14T19:30:00-05:00,,,,,1,USD,any',
    ];
    const { status, body } = await send(script, bad.join('\n'));
    assert.equal(status, 202);
    assert.equal(body.state, 'refused');
    assert.deepEqual(
      body.errors.map(({ line, column, message }) => [line, column, message]),
      [
        [3, null, 'there are 12 fields where the header has 11'],
        [4, 'quantity', 'quantity is empty, and so are seats; general admission needs a quantity'],
      ],
    );
    assert.equal(body.error_count, 2);
    assert.equal(
      body.standing,
      '2 things are wrong in the file, and nothing was imported. Mend it and import it again.',
    );
    assert.deepEqual(await shelfOf(script), []);
    const many = [header, ...Array.from({ length: 80 }, (_, index) => rowOf(`TG-${index}`, 'dear'))].join('\n');
    const { errors, error_count: count } = (await send(script, many)).body;
    assert.deepEqual([errors.length, count], [50, 80]);
  });

  it('is understood compressed, and told on the live stream while it goes on', async () => {
    const script = await scriptWith(hub);
    const reader = await readStream(hub, { authorization: `Bearer ${script.token}` });
    const { body } = await send(script, new Uint8Array(gzipSync(rows(5_000))), {
      ...csv,
      'content-encoding': 'gzip',
    } as never);
    await reader.see(({ event, data }) => event === 'import' && data.import_id === body.import_id);
    assert.equal((await ended(script, body.import_id)).counts?.listings, 5_000);
    reader.close();
  });

  it('is broken off when the file does not come whole', async () => {
    const script = await scriptWith(hub);
    const whole = gzipSync(rows(50));
    const { status, body } = await send(script, new Uint8Array(whole.subarray(0, -20)), {
      ...csv,
      'content-encoding': 'gzip',
    } as never);
    assert.equal(status, 202);
    assert.equal(body.state, 'broken_off');
    assert.match(body.standing, /^The file is not whole.* Nothing was imported\. Import the file again/);
    const abort = new AbortController();
    const url = `${hub.url}/api/v1/imports?file_name=half.csv`;
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(rows(10))),
    });
    const sent = fetch(url, {
      ...{ method: 'POST', body: stream, duplex: 'half', signal: abort.signal },
      headers: { ...csv, authorization: `Bearer ${script.token}` },
    } as RequestInit).catch(() => null);
    const newest = async () => (await script.call<{ items: Import[] }>('GET', '/imports')).body.items[0];
    await eventually(newest, (one) => one?.file_name === 'half.csv');
    abort.abort();
    await sent;
    const half = await eventually(newest, (one) => one?.state !== 'running');
    assert.deepEqual([half?.state, half?.counts], ['broken_off', null]);
    assert.match(half?.standing ?? '', /did not arrive whole/);
    assert.deepEqual(await shelfOf(script), []);
  });

  it('of more than may be does the hub no harm, though what nobody reads any more is spoilt', async () => {
    const script = await scriptWith(hub);
    const listing = (_: unknown, index: number): string =>
      `TG-${index},Tour,Bay Arena,2027-03-14T19:30:00-05:00,Lawn,,,1000,80.00,USD,any`;
    const tooMany = `${[header, ...Array.from({ length: 2_001 }, listing)].join('\n')}\n`;
    const rest = `${'x'.repeat(999)}\n`.repeat(20_000);
    const cutOff = new Uint8Array(gzipSync(tooMany + rest).subarray(0, -20));
    const { status, body } = await send(script, cutOff, { ...csv, 'content-encoding': 'gzip' } as never);
    assert.deepEqual([status, body.state], [202, 'refused'], JSON.stringify(body));
    assert.match(body.errors.at(-1)?.message ?? '', /2,000,000 tickets at most/);
    const next = await send(script, rows(1));
    assert.equal(next.status, 202);
    await ended(script, next.body.import_id);
  });

  it('is one at a time', async () => {
    const script = await scriptWith(hub);
    let finish = (): void => {};
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(rows(3)));
        finish = () => controller.close();
      },
    });
    const first = fetch(`${hub.url}/api/v1/imports?file_name=slow.csv`, {
      ...{ method: 'POST', body: stream, duplex: 'half' },
      headers: { ...csv, authorization: `Bearer ${script.token}` },
    } as RequestInit);
    await eventually(
      async () => (await script.call<{ items: Import[] }>('GET', '/imports')).body.items[0]?.state,
      (state) => state === 'running',
    );
    const { status, body } = await script.call<Problem>('POST', '/imports?file_name=b.csv', rows(1), csv);
    assert.deepEqual([status, body.code], [409, 'conflict']);
    assert.match(body.detail, /^Another import is under way/);
    finish();
    const { import_id: importId } = (await (await first).json()) as Import;
    assert.equal((await ended(script, importId)).state, 'done');
    assert.equal((await send(script, rows(1))).status, 202);
  });

  it('takes CSV alone, a POS that is connected, and names the rest', async () => {
    const script = await scriptWith(hub);
    const { call } = script;
    assert.equal((await call('POST', '/imports?file_name=a.csv', { rows: [] })).status, 415);
    assert.equal((await call('POST', '/imports', rows(1), csv)).status, 400);
    assert.equal((await call('POST', '/imports?file_name=a.csv&pos=nobody', rows(1), csv)).status, 400);
    assert.equal((await call('POST', '/imports?file_name=a.csv&pos=skybox', rows(1), csv)).status, 409);
    const packed = { ...csv, 'content-encoding': 'br' } as never;
    assert.equal((await send(script, rows(1), packed)).status, 415);
    assert.deepEqual((await call<{ items: unknown[] }>('GET', '/imports')).body.items, []);
    const { body, headers } = await call<string>('GET', '/imports/example.csv');
    assert.equal(body, exampleFile);
    assert.match(headers.get('content-disposition') ?? '', /listings-example\.csv/);
  });
});

describe('a hub that is killed in the middle of an import', () => {
  it('leaves nothing of the file, says that it was broken off, and the file can be imported again', async () => {
    const script = await scriptWith(hub);
    const other = await startHubProcess({ DATABASE_URL: hub.databaseUrl, HOLDFAST_FAILPOINT: 'import_written' });
    const sent = fetch(`${other.url}/api/v1/imports?file_name=night.csv`, {
      ...{ method: 'POST', body: rows(2_000) },
      headers: { ...csv, authorization: `Bearer ${script.token}` },
    }).catch(() => null);
    assert.equal(await other.ended, 'SIGKILL');
    await sent;
    // It may still be about to say something; until it has been silent for long, nobody else takes its place.
    assert.equal((await send(script, rows(1))).status, 409);
    await hub.pool.query(`update imports set alive_until = now() - interval '1 second' where account_id = $1`, [
      script.accountId,
    ]);
    const { body } = await script.call<{ items: Import[] }>('GET', '/imports');
    assert.deepEqual([body.items[0]?.state, body.items[0]?.counts], ['broken_off', null]);
    assert.equal(
      body.items[0]?.standing,
      'Whoever ran it is gone. Nothing was imported. Import the file again: nothing is doubled.',
    );
    assert.deepEqual(await shelfOf(script), []);
    const again = await ended(script, (await send(script, rows(2_000))).body.import_id);
    assert.equal(again.counts?.added, 2_000);
  });
});
