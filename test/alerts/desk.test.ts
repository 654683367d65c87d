// The alert desk on a real PostgreSQL, with a receiver that checks every signature: never silent, never a flood.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Target, webhookTo } from '../../src/alerts/channel.ts';
import type { OrderId } from '../../src/core/order.ts';
import { pauseChannel } from '../../src/db/alert-channels.ts';
import { noteAlertDone } from '../../src/db/alerts.ts';
import { keepHeadlinerAlerts, raiseConnectionAlert, raiseNoticeAlert } from '../../src/db/connection-alerts.ts';
import { noteNotice } from '../../src/db/connections.ts';
import { type OrderAlert, raiseAlerts } from '../../src/db/journal.ts';
import { raisePosAlert } from '../../src/db/pos-alerts.ts';
import { eventually, makeConnection, makeListing } from '../support/hub.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { addChannel, publicUrl, type Scene, setScene } from './scene.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let receiver: Receiver;
let secret = '';
let scene: Scene;

before(async () => {
  receiver = await startReceiver(() => secret);
});
after(() => receiver.stop());
beforeEach(async () => {
  scene = await setScene();
  receiver.received.length = 0;
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

async function addWebhook(): Promise<string> {
  const target = webhookTo(receiver.url);
  assert.ok('kind' in target && target.kind === 'webhook');
  secret = target.secret;
  return scene.addChannel(target);
}

/** Rounds, so long apart, for so long. */
async function roundsFor(ms: number, everyMs: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += everyMs) {
    scene.later(everyMs);
    await scene.round();
  }
}

const counts = (): number[] => receiver.taken().map(({ body }) => body.data.count);
const openAlerts = async (): Promise<string[]> =>
  (await scene.pool.query('select kind from alerts where over_at is null and done_at is null order by kind')).rows.map(
    ({ kind }) => kind,
  );

describe('an alert', () => {
  it('is told at once, signed, with a sentence, the money, the time left and a link', async () => {
    await addWebhook();
    const [order] = await scene.raise([
      { kind: 'unfilled', amount: 123_450, confirmBy: scene.now() + 38 * minuteMs + 5 },
    ]);
    await scene.round();
    const [received, ...more] = receiver.received;
    assert.equal(more.length, 0);
    assert.ok(received?.isGenuine);
    assert.equal(received.headers['content-type'], 'application/json');
    const { type, data } = received.body;
    assert.equal(type, 'alert.unfilled');
    assert.equal(data.event_id, received.eventId);
    assert.notEqual(received.deliveryId, received.eventId);
    assert.equal(data.account_id, scene.accountId);
    assert.equal(data.title, 'Unfilled: 1,235 USD, 38 min left');
    assert.equal(data.sentence, `Sale ${order?.globalId} is unfilled.`);
    assert.deepEqual(data.totals, [{ amount: '1234.50', currency: 'USD' }]);
    assert.equal(data.time_left, '38 min left');
    assert.equal(data.alerts[0]?.sale_id, order?.globalId);
    assert.equal(data.alerts[0]?.link, `${publicUrl}/orders/${order?.orderId}`);
  });

  it('names the event, the day and the place, and the listing behind it', async () => {
    await addWebhook();
    const { pool, accountId } = scene;
    const remoteId = await makeListing(pool, accountId);
    await pool.query('update listings set event_at = $1', [new Date('2031-03-14T01:00:00Z')]);
    await pool.query(`update accounts set time_zone = 'America/New_York' where account_id = $1`, [accountId]);
    const [order] = await scene.raise([{ kind: 'unfilled' }]);
    await pool.query('update orders set remote_id = $2, quantity = 2 where order_id = $1', [order?.orderId, remoteId]);
    await scene.round();
    const { data } = receiver.taken()[0]?.body ?? assert.fail();
    const tickets = 'The Longest Night, 2031-03-13 21:00 UTC-04:00, section 112, row C';
    assert.equal(data.sentence, `${tickets} (${remoteId}). Sale ${order?.globalId} is unfilled.`);
    const { remote_id, event, event_at, section, row, seats, quantity } = data.alerts[0] ?? assert.fail();
    assert.deepEqual(
      [remote_id, event, event_at, section, row, seats, quantity],
      [remoteId, 'The Longest Night', '2031-03-14T01:00:00.000Z', '112', 'C', [], 2],
    );
  });

  it('is told though the words that it quotes were cut within a character', async () => {
    await addWebhook();
    const [order] = await scene.raise([{ kind: 'unfilled' }]);
    const { orderId } = order ?? assert.fail();
    const sentence = `It is stuck (${'no 😀'.slice(0, 4)}).`;
    await scene.moveOn(order, 'stuck');
    await scene.pool.query(raiseAlerts(scene.accountId, [{ orderId, at: scene.now(), kind: 'stuck', sentence }]));
    await scene.round();
    const [told] = receiver.taken();
    assert.deepEqual(told?.body.data.sentence, 'It is stuck (no \ufffd).');
  });

  it('is told once, however often the desk looks', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'stuck' }]);
    await roundsFor(hourMs - minuteMs, minuteMs);
    assert.deepEqual(counts(), [1]);
  });

  it('costs one question a round where none stands', async () => {
    await addWebhook();
    let asked = 0;
    const { connect } = scene.pool;
    Object.assign(scene.pool, {
      connect: (...words: unknown[]) => {
        asked += 1;
        return Reflect.apply(connect, scene.pool, words);
      },
    });
    await scene.round();
    assert.equal(asked, 1);
    await scene.raise([{ kind: 'stuck' }]);
    await scene.round();
    assert.deepEqual(counts(), [1]);
  });

  it('is told by one of several desks that look at the same time', async () => {
    await addWebhook();
    const desks = [scene.desk, scene.anotherDesk(), scene.anotherDesk(), scene.anotherDesk()];
    for (let time = 0; time < 15; time++) {
      await scene.raise([{ kind: 'invoice_refused', state: 'released' }]);
      await Promise.all(desks.map((desk) => desk.round()));
      await Promise.all(desks.map((desk) => desk.settled()));
      scene.later(minuteMs);
    }
    assert.deepEqual(
      counts(),
      Array.from({ length: 15 }, () => 1),
    );
  });

  it('waits for a channel, and for the end of a pause', async () => {
    await scene.raise([{ kind: 'unfilled' }, { kind: 'unfilled' }, { kind: 'stuck' }]);
    await scene.round();
    const channelId = await addWebhook();
    await pauseChannel(scene.pool, scene.accountId, channelId, scene.now());
    await scene.round();
    assert.equal(receiver.received.length, 0);
    await pauseChannel(scene.pool, scene.accountId, channelId, null);
    await scene.round();
    assert.deepEqual(counts().sort(), [1, 2]);
  });

  it('reaches every channel of its account, and nobody else’s', async () => {
    await addWebhook();
    await addWebhook();
    await using elsewhere = await setScene();
    await elsewhere.raise([{ kind: 'unfilled' }]);
    await scene.raise([{ kind: 'unfilled' }]);
    await scene.round();
    assert.deepEqual(counts(), [1, 1]);
    assert.ok(receiver.received.every(({ body }) => body.data.account_id === scene.accountId));
  });
});

describe('receivers that never answer', () => {
  /** Takes what comes, and says nothing. */
  const openMute = async (): Promise<{ port: number } & AsyncDisposable> => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket.on('error', () => {})));
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    const { port } = mute.address() as AddressInfo;
    return {
      port,
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy();
        await promisify(mute.close.bind(mute))();
      },
    };
  };

  /** An account with an alert for each of its channels. */
  const withChannels = async (place: Scene, channels: readonly Target[]): Promise<void> => {
    const { accountId } = await makeConnection(place.pool);
    for (const channel of channels) await addChannel(place.pool, accountId, channel);
    const alert = { orderId: randomUUID() as OrderId, at: place.now(), kind: 'disagreement', sentence: 'It differs.' };
    await place.pool.query(raiseAlerts(accountId, [alert as OrderAlert]));
  };

  const reaches = async (place: Scene): Promise<void> => {
    await place.desk.round();
    place.later(1);
    const target = webhookTo(receiver.url);
    assert.ok('kind' in target && target.kind === 'webhook');
    secret = target.secret;
    await place.addChannel(target);
    await place.raise([{ kind: 'stuck' }]);
    await place.desk.round();
    await eventually(
      async () => counts(),
      ({ length }) => length === 1,
    );
  };

  it('keep nobody else’s webhooks waiting, however many one account has of them', async () => {
    await using mute = await openMute();
    const webhooks = Array.from({ length: 130 }, (_, index) => webhookTo(`http://127.0.0.1:${mute.port}/${index}`));
    await withChannels(scene, webhooks as Target[]);
    await reaches(scene);
  });

  it('keep no webhooks waiting where all mail goes to one of them', async () => {
    const mute = await openMute();
    await using mailing = await setScene({ smtpUrl: `smtp://127.0.0.1:${mute.port}` });
    // Before the scene, whose desk waits for what is under way.
    await using _ = mute;
    for (let account = 0; account < 9; account++) {
      await withChannels(
        mailing,
        Array.from({ length: 16 }, (_, at) => ({ kind: 'email', address: `${at}@a.example` })),
      );
    }
    await reaches(mailing);
  });
});

describe('a burst', () => {
  it('of a hundred is two messages, the dearest ten named, with the total', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'unfilled', amount: 5_000 }]);
    await scene.round();
    for (let index = 1; index < 100; index++) {
      await scene.raise([{ kind: 'unfilled', amount: index * 100 }]);
      if (index % 9 === 0) {
        scene.later(5_000);
        await scene.round();
      }
    }
    await roundsFor(10 * minuteMs, 10_000);
    assert.deepEqual(counts(), [1, 99]);
    const { data } = receiver.taken()[1]?.body ?? assert.fail();
    assert.equal(data.sentence, '99 sales cannot be filled, 4,950.00 USD together.');
    assert.deepEqual(
      data.alerts.map(({ money }) => money?.amount),
      ['99.00', '98.00', '97.00', '96.00', '95.00', '94.00', '93.00', '92.00', '91.00', '90.00'],
    );
    assert.equal(data.is_reminder, false);
  });

  it('of two kinds is told by kind', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'unfilled' }, { kind: 'stuck' }, { kind: 'unfilled' }]);
    await scene.round();
    assert.deepEqual(
      receiver
        .taken()
        .map(({ body }) => `${body.type} ${body.data.count}`)
        .sort(),
      ['alert.stuck 1', 'alert.unfilled 2'],
    );
  });
});

describe('a cause that goes on', () => {
  it('is told again once an hour, all of it in one message, until it is done', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'unfilled' }]);
    await scene.round();
    scene.later(30_000);
    await scene.raise([{ kind: 'unfilled' }, { kind: 'unfilled' }]);
    await roundsFor(2.5 * hourMs, minuteMs);
    assert.deepEqual(counts(), [1, 2, 3, 3]);
    assert.deepEqual(
      receiver.taken().map(({ body }) => body.data.is_reminder),
      [false, false, true, true],
    );
    assert.match(receiver.taken()[2]?.body.data.title ?? '', /^Still unfilled: 3×/);
    const { rows } = await scene.pool.query<{ alert_id: string }>('select alert_id from alerts');
    for (const { alert_id: alertId } of rows) {
      await noteAlertDone(scene.pool, scene.accountId, { alertId, by: 'a person', at: scene.now() });
    }
    await roundsFor(3 * hourMs, minuteMs);
    assert.equal(receiver.taken().length, 4);
  });

  it('that comes and goes is not told of more often than one that stays', async () => {
    await addWebhook();
    const { pool, accountId, connectionId } = scene;
    const refused = { accountId, connectionId, kind: 'connection_refused', sentence: 'It refuses us.' } as const;
    for (let minute = 0; minute < 120; minute += 5) {
      await raiseConnectionAlert(pool, { ...refused, at: scene.now() });
      await scene.round();
      scene.later(5 * minuteMs);
      await pool.query('update alerts set over_at = $1 where over_at is null', [new Date(scene.now())]);
    }
    assert.equal(receiver.taken().length, 2);
    assert.equal(receiver.taken()[0]?.body.data.alerts[0]?.link, `${publicUrl}/connections/${connectionId}`);
  });

  it('about a POS names it', async () => {
    await addWebhook();
    const { pool, accountId } = scene;
    const unread = { accountId, pos: 'skybox', kind: 'stock_unread', sentence: 'Its stock cannot be read.' } as const;
    await raisePosAlert(pool, { ...unread, at: scene.now() });
    await scene.round();
    assert.deepEqual(
      receiver.taken().map(({ body }) => body.data.alerts.map(({ pos, sale_id }) => ({ pos, sale_id }))),
      [[{ pos: 'skybox', sale_id: null }]],
    );
  });

  it('about two headliners of a connection is one message with both, and each is over by itself', async () => {
    await addWebhook();
    const { pool, accountId, connectionId } = scene;
    const near = (headliner: string, count: number) => ({
      accountId,
      connectionId,
      headliner,
      sentence: `${count} sales of ${headliner} are not confirmed yet.`,
    });
    const stand = async (...headliners: ReturnType<typeof near>[]): Promise<void> => {
      await keepHeadlinerAlerts(pool, 'unconfirmed_limit_near', headliners, scene.now());
      await scene.round();
    };
    await stand(near('Night Owls', 7), near('Day Larks', 8));
    const [message] = receiver.taken();
    assert.equal(message?.body.type, 'alert.unconfirmed_limit_near');
    assert.equal(message?.body.data.sentence, '2 headliners are near the limit of unconfirmed sales.');
    assert.deepEqual(message?.body.data.alerts.map(({ sentence }) => sentence).toSorted(), [
      '7 sales of Night Owls are not confirmed yet.',
      '8 sales of Day Larks are not confirmed yet.',
    ]);
    await stand(near('Night Owls', 9));
    const { rows } = await pool.query('select headliner, sentence from alerts where over_at is null');
    assert.deepEqual(rows, [{ headliner: 'Night Owls', sentence: '9 sales of Night Owls are not confirmed yet.' }]);
    await roundsFor(hourMs, minuteMs);
    assert.deepEqual(counts(), [2, 1], 'and what stands is told again after an hour, with its number of then');
    assert.match(receiver.taken()[1]?.body.data.alerts[0]?.sentence ?? '', /^9 sales/);
    await stand();
    assert.deepEqual(await openAlerts(), []);
  });

  it('and one that has happened is told once', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'invoice_refused', state: 'released' }]);
    await roundsFor(3 * hourMs, 10 * minuteMs);
    assert.deepEqual(counts(), [1]);
    assert.deepEqual(await openAlerts(), ['invoice_refused']);
  });
});

describe('an alert whose order moves on', () => {
  it('is over by itself', async () => {
    await addWebhook();
    const [filled, stuck] = await scene.raise([{ kind: 'unfilled' }, { kind: 'stuck' }]);
    await scene.round();
    await scene.moveOn(filled, 'confirmed');
    await roundsFor(2 * hourMs, 10 * minuteMs);
    assert.deepEqual(await openAlerts(), ['stuck']);
    assert.deepEqual(
      receiver
        .taken()
        .map(({ body }) => body.type)
        .sort(),
      ['alert.stuck', 'alert.stuck', 'alert.stuck', 'alert.unfilled'],
    );
    assert.ok(stuck);
  });

  it('stands while nothing is known of the sale, and not while the marketplace looks into it', async () => {
    const [unseen, read] = await scene.raise([
      { kind: 'sale_unread', state: 'reported', amount: null },
      { kind: 'sale_unread', state: 'reported', amount: null },
    ]);
    await scene.pool.query('update orders set quantity = 2 where order_id = $1', [read?.orderId]);
    await scene.round();
    const { rows } = await scene.pool.query('select order_id from alerts where over_at is null');
    assert.deepEqual(rows, [{ order_id: unseen?.orderId }]);
  });

  it('before anybody was told needs nobody', async () => {
    await addWebhook();
    const [order] = await scene.raise([{ kind: 'sale_unclear', state: 'confirming' }]);
    await scene.moveOn(order, 'confirmed');
    await scene.round();
    assert.equal(receiver.received.length, 0);
  });

  it('because it was rejected, by rule or by a person, is told all the same, once', async () => {
    await addWebhook();
    const [order] = await scene.raise([{ kind: 'unfilled' }]);
    await scene.moveOn(order, 'rejected');
    await roundsFor(3 * hourMs, 10 * minuteMs);
    assert.deepEqual(counts(), [1]);
    assert.match(receiver.taken()[0]?.body.data.sentence ?? '', /It has been rejected since\.$/);
    assert.deepEqual(await openAlerts(), []);
  });

  it('because the marketplace cancelled it is told all the same, once, with that', async () => {
    await addWebhook();
    for (const [kind, state] of [
      ['unfilled', 'unfilled'],
      ['deadline_near', 'confirming'],
      ['confirm_by_hand', 'confirming'],
    ] as const) {
      receiver.received.length = 0;
      await scene.raise([{ kind, state }]);
      await scene.round();
      const [collected] = await scene.raise([{ kind, state }]);
      await scene.moveOn(collected, 'voiding');
      await scene.round();
      await scene.moveOn(collected, 'cancelled');
      await roundsFor(2 * minuteMs, 10_000);
      assert.deepEqual(counts(), [1, 1], kind);
      const [first, second] = receiver.taken().map(({ body }) => body.data.sentence);
      assert.doesNotMatch(first ?? '', /since/);
      assert.match(second ?? '', /It has been cancelled since: see at the marketplace whether you are fined\.$/);
      const { rows } = await scene.pool.query('select over_at is not null as over from alerts where order_id = $1', [
        collected?.orderId,
      ]);
      assert.deepEqual(rows, [{ over: true }], kind);
    }
  });

  it('can be raised again when it comes back', async () => {
    await addWebhook();
    const [order] = await scene.raise([{ kind: 'unfilled' }]);
    await scene.round();
    await scene.moveOn(order, 'confirming');
    await scene.round();
    await scene.moveOn(order, 'unfilled');
    await scene.pool.query(
      `insert into alerts (account_id, order_id, kind, sentence, at) values ($1, $2, 'unfilled', 'Again.', $3)
       on conflict do nothing`,
      [scene.accountId, order?.orderId, new Date(scene.now() + minuteMs)],
    );
    await roundsFor(1.5 * hourMs, minuteMs);
    assert.deepEqual(
      receiver.taken().map(({ body }) => body.data.sentence.split(' ').at(-1)),
      ['unfilled.', 'Again.'],
    );
  });
});

describe('a notice that cannot be read', () => {
  it('is told though others could be read a moment later, and is over then', async () => {
    await addWebhook();
    const { pool, accountId, connectionId } = scene;
    const misread = async (sentence: string): Promise<void> => {
      await raiseNoticeAlert(pool, { accountId, connectionId, sentence, at: scene.now() });
      scene.later(1);
      await noteNotice(pool, connectionId, scene.now());
    };
    receiver.fail(500);
    await misread('One cannot be read.');
    await scene.round();
    assert.deepEqual(await openAlerts(), ['notice_unreadable'], 'nobody was told yet');
    await roundsFor(minuteMs, 5_000);
    assert.deepEqual([counts(), await openAlerts()], [[1], []]);
    scene.later(2 * hourMs);
    await misread('Another cannot be read.');
    await roundsFor(3 * hourMs, 10 * minuteMs);
    assert.deepEqual(
      receiver.taken().map(({ body }) => body.data.sentence),
      ['One cannot be read.', 'Another cannot be read.'],
    );
    assert.equal(receiver.taken()[0]?.body.type, 'alert.notice_unreadable');
    assert.equal(receiver.taken()[0]?.body.data.alerts[0]?.link, `${publicUrl}/connections/${connectionId}`);
  });

  it('is told of again once an hour while no other can be read', async () => {
    await addWebhook();
    const { pool, accountId, connectionId } = scene;
    for (let minute = 0; minute < 90; minute += 5) {
      await raiseNoticeAlert(pool, { accountId, connectionId, sentence: 'One cannot be read.', at: scene.now() });
      await scene.round();
      scene.later(5 * minuteMs);
    }
    assert.deepEqual(counts(), [1, 1]);
    assert.equal(receiver.taken()[1]?.body.data.title, 'Still notice not read');
  });
});

describe('a receiver that fails', () => {
  it('is tried again, with the same event and a new delivery each time, until it takes it', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'unfilled' }]);
    receiver.fail(500, 503, 302);
    await scene.round();
    await roundsFor(2 * minuteMs, 5_000);
    assert.deepEqual(
      receiver.received.map(({ status }) => status),
      [500, 503, 302, 200],
    );
    assert.equal(new Set(receiver.received.map(({ eventId }) => eventId)).size, 1);
    assert.equal(new Set(receiver.received.map(({ deliveryId }) => deliveryId)).size, 4);
    const { rows } = await scene.pool.query('select attempts, delivered_at is not null as told from alert_messages');
    assert.deepEqual(rows, [{ attempts: 4, told: true }]);
  });

  it('is not flooded when it is back: what came meanwhile is one message more', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'unfilled' }]);
    receiver.fail(...Array.from({ length: 50 }, () => 500));
    for (let minute = 0; minute < 120; minute++) {
      await scene.round();
      if (minute % 4 === 0) await scene.raise([{ kind: 'unfilled' }]);
      scene.later(minuteMs);
    }
    receiver.recover();
    await roundsFor(30 * minuteMs, minuteMs);
    assert.deepEqual(counts(), [1, 31]);
  });

  it('for a day is given up, which is on record and cried out; and what still stands is told anew', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'stuck' }]);
    receiver.fail(...Array.from({ length: 500 }, () => 500));
    await roundsFor(24 * hourMs, 10 * minuteMs);
    const { rows } = await scene.pool.query('select answer from alert_messages where failed_at is not null');
    assert.deepEqual(rows, [{ answer: 'answered 500: not now' }]);
    assert.match(scene.troubles.join('\n'), /given up/);
    receiver.recover();
    await roundsFor(hourMs, minuteMs);
    assert.deepEqual(counts(), [1]);
  });

  it('is not told what is no longer true', async () => {
    await addWebhook();
    const [order] = await scene.raise([{ kind: 'unfilled' }]);
    receiver.fail(500);
    await scene.round();
    await scene.moveOn(order, 'confirmed');
    await roundsFor(hourMs, minuteMs);
    assert.equal(receiver.received.length, 1);
    const { rows } = await scene.pool.query('select withdrawn_at is not null as withdrawn from alert_messages');
    assert.deepEqual(rows, [{ withdrawn: true }]);
  });

  it('is told when it is back that the sale was cancelled meanwhile', async () => {
    await addWebhook();
    const [order] = await scene.raise([{ kind: 'unfilled' }]);
    receiver.fail(500, 500);
    await scene.round();
    await scene.moveOn(order, 'cancelled');
    await roundsFor(3 * hourMs, 5 * minuteMs);
    assert.deepEqual(counts(), [1]);
    assert.match(receiver.taken()[0]?.body.data.sentence ?? '', /is unfilled\. It has been cancelled since: /);
    assert.deepEqual(await openAlerts(), []);
  });

  it('and is away altogether is tried again', async () => {
    const target = webhookTo('http://127.0.0.1:9/');
    assert.ok('kind' in target);
    await scene.addChannel(target);
    await scene.raise([{ kind: 'unfilled' }]);
    await scene.round();
    const { rows } = await scene.pool.query('select answer, due_at is not null as again from alert_messages');
    assert.deepEqual(rows, [{ answer: 'no answer: ECONNREFUSED', again: true }]);
  });
});

describe('a desk that dies', () => {
  it('between storing and recording leaves a message that is sent again under the same event', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'unfilled' }]);
    await scene.round();
    // As a crash after the sending leaves it: taken, leased, and not on record as delivered.
    await scene.pool.query(`update alert_messages set delivered_at = null, due_at = $1`, [
      new Date(scene.now() + 45_000),
    ]);
    await scene.round();
    assert.equal(receiver.received.length, 1, 'whoever has it has it to itself');
    scene.later(45_000);
    await scene.round();
    assert.equal(receiver.received.length, 2);
    assert.equal(new Set(receiver.received.map(({ eventId }) => eventId)).size, 1);
  });
});

describe('secrets', () => {
  it('are in no table in clear, nor in what is said of a try', async () => {
    await addWebhook();
    await scene.raise([{ kind: 'unfilled' }]);
    receiver.fail(500);
    await scene.round();
    const { rows } = await scene.pool.query<{ text: string }>(
      `select (select string_agg(c::text, ' ') from alert_channels c) || (select string_agg(m::text, ' ') from alert_messages m) as text`,
    );
    const text = rows[0]?.text ?? '';
    assert.match(text, /http:\/\/127\.0\.0\.1:\d+\/…/);
    for (const hidden of [
      secret,
      secret.slice(6),
      's3cret-path',
      'team=7',
      Buffer.from('s3cret-path').toString('hex'),
    ]) {
      assert.ok(!text.includes(hidden), hidden);
    }
  });
});
