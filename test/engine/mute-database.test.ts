// The machine of the database loses its power: it says nothing any more, and nobody says so in its place. Played by a door
// before the real PostgreSQL whose connections fall mute and stay so, while those that come later lead to it again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openBatchPool, openPool, type Pool } from '../../src/db/pool.ts';
import { holdOf, openCommits } from '../support/commits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeConnection, makeListing, startTestHub, type TestConnection } from '../support/hub.ts';

/** Past the limit of a short statement, and short of every other. */
const deadlineMs = 40_000;

let database: TestDatabase;
let door: Door;

before(async () => {
  database = await openTestDatabase();
  door = await openDoor(database.url);
});
after(async () => {
  await door.close();
  await database.close();
});

describe('a database that falls mute', () => {
  it('costs the batches that wait for it, and the next ones go to where it is by then', async () => {
    const looking = openPool(database.url, 2);
    const pool = openBatchPool(door.url, 2);
    try {
      const holds = await twoHolds(looking);
      await warm(pool);
      const commits = openCommits(pool);
      const submit = () => Promise.allSettled(holds.map(({ broker, hold }) => commits.submit(broker.accountId, hold)));
      door.fallMute();
      const ends = submit();
      await door.swallowed(2);
      door.leadOn();
      assert.deepEqual(
        (await inTime(ends)).map(({ status }) => status),
        ['rejected', 'rejected'],
      );
      assert.deepEqual(
        (await inTime(submit())).map(({ status }) => status),
        ['fulfilled', 'fulfilled'],
      );
      const { rows } = await looking.query('select state from orders');
      assert.deepEqual(rows, [{ state: 'held' }, { state: 'held' }]);
    } finally {
      await looking.end();
      await pool.end();
    }
  });

  it('is told by a hub that is asked whether it can work, soon; and the hub works again when the database is there', async () => {
    const hub = await startTestHub({ databaseUrl: door.url });
    try {
      const status = async () => (await hub.call('GET', '/readyz')).status;
      assert.equal(await status(), 200);
      door.fallMute();
      const askedAt = performance.now();
      assert.equal(await status(), 503);
      assert.ok(performance.now() - askedAt < 6_000, 'it took long');
      door.leadOn();
      await inTime(
        (async () => {
          while ((await status()) !== 200) await setTimeout(100);
        })(),
      );
    } finally {
      // As TCP does it in the end, where the other side answers no probe.
      door.cutMute();
      await inTime(hub.close());
    }
  });
});

async function twoHolds(looking: Pool): Promise<{ broker: TestConnection; hold: ReturnType<typeof holdOf> }[]> {
  return Promise.all(
    ['one', 'other'].map(async (globalId) => {
      const broker = await makeConnection(looking);
      const remoteId = await makeListing(looking, broker.accountId, { seats: ['1', '2'] });
      return { broker, hold: holdOf(broker, globalId, remoteId) };
    }),
  );
}

/** Opens both connections. */
async function warm(pool: Pool): Promise<void> {
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  for (const client of clients) client.release();
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const late = setTimeout(deadlineMs, null, { ref: false }).then(() => {
    throw new Error(`still under way after ${deadlineMs} ms`);
  });
  return Promise.race([work, late]);
}

type Door = {
  url: string;
  /** From now on nothing comes through, on connections that are open and on those that come. */
  fallMute: () => void;
  /** Connections that come from now on lead to the server; those that fell mute stay so. */
  leadOn: () => void;
  /** Connections that fell mute are closed. */
  cutMute: () => void;
  /** Resolves when so many connections have said something that nobody hears. */
  swallowed: (connections: number) => Promise<void>;
  close: () => Promise<void>;
};

async function openDoor(databaseUrl: string): Promise<Door> {
  const url = new URL(databaseUrl);
  const { port } = url;
  const host = decodeURIComponent(url.hostname);
  const outer = new Set<net.Socket>();
  const speaking = new Set<net.Socket>();
  const unheard = new Set<net.Socket>();
  let isMute = false;
  const server = net.createServer((socket) => {
    const inner = host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(Number(port), host);
    if (!isMute) speaking.add(socket);
    outer.add(socket);
    for (const one of [socket, inner]) one.on('error', () => {});
    inner.on('close', () => socket.destroy());
    socket.on('data', (data) => {
      if (speaking.has(socket)) inner.write(data);
      else unheard.add(socket);
    });
    inner.on('data', (data) => {
      if (speaking.has(socket)) socket.write(data);
    });
    socket.on('close', () => inner.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    fallMute() {
      isMute = true;
      speaking.clear();
      unheard.clear();
    },
    leadOn() {
      isMute = false;
    },
    cutMute() {
      for (const socket of outer) if (!speaking.has(socket)) socket.destroy();
    },
    async swallowed(connections) {
      while (unheard.size < connections) await setTimeout(5);
    },
    async close() {
      for (const socket of outer) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
