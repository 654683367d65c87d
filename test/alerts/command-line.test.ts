// The alert commands as their users meet them: real processes beside real receivers, one JSON document each.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Ended, runHoldfast } from '../cli/run-holdfast.ts';
import { makeListing, testSecretKey } from '../support/hub.ts';
import { type MailServer, mailPassword, startMailServer } from './mail-server.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { type Scene, setScene } from './scene.ts';

type Document = Record<string, unknown> & {
  channels: { channel_id: string; shown: string; paused_at: string | null }[];
  alerts: { alert_id: string; kind: string; told: { state: string; answer: string | null; channel_id: string }[] }[];
  tried: { delivered: boolean; answer: string; kind: string }[];
  open: number;
};

describe('the alert commands', () => {
  let scene: Scene;
  let receiver: Receiver;
  let mailServer: MailServer;
  let secret = '';

  before(async () => {
    scene = await setScene();
    receiver = await startReceiver(() => secret);
    mailServer = await startMailServer();
  });
  after(async () => {
    await scene[Symbol.asyncDispose]();
    await receiver.stop();
    await mailServer.stop();
  });

  const environment = (): Record<string, string> => ({
    DATABASE_URL: scene.databaseUrl,
    HOLDFAST_SECRET_KEY: testSecretKey,
    SMTP_URL: mailServer.url,
    ALERT_FROM: 'Holdfast <holdfast@broker.example>',
    PUBLIC_URL: 'https://hub.example/',
  });

  /** `alerts VERB --account ID … --json`. */
  const alerts = (verb: string, ...words: string[]): Promise<Ended> =>
    runHoldfast(['alerts', verb, '--account', scene.accountId, ...words, '--json'], environment());

  const document = async (ended: Promise<Ended>, code = 0): Promise<Document> => {
    const { stdout, stderr, code: exit } = await ended;
    assert.equal(exit, code, stderr);
    return JSON.parse(stdout);
  };

  it('add, test, list, note, pause and remove, end to end', async () => {
    const webhook = await document(alerts('add', '--webhook', receiver.url));
    secret = webhook.signing_secret as string;
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const email = await document(alerts('add', '--email', 'sales@broker.example'));
    assert.equal(email.signing_secret, undefined);

    const { tried } = await document(alerts('test'));
    assert.deepEqual(
      tried.map(({ kind, delivered, answer }) => [kind, delivered, answer]),
      [
        ['webhook', true, 'answered 200: thanks'],
        ['email', true, '250 taken as mail-1'],
      ],
    );
    assert.ok(receiver.received[0]?.isGenuine);
    assert.equal(receiver.received[0].body.type, 'alert.test');
    assert.equal(mailServer.mails[0]?.headers.get('subject'), 'Test: this channel works');
    assert.match(mailServer.mails[0]?.text ?? '', /https:\/\/hub\.example\/alerts/);

    const remoteId = await makeListing(scene.pool, scene.accountId);
    const [order] = await scene.raise([{ kind: 'stuck' }]);
    await scene.pool.query('update orders set remote_id = $2 where order_id = $1', [order?.orderId, remoteId]);
    receiver.fail(500);
    await scene.round();
    const listed = await document(alerts('list'));
    assert.deepEqual(
      listed.channels.map(({ shown }) => shown.replace(/\d{4,}/, 'PORT')),
      ['http://127.0.0.1:PORT/…', 'sales@broker.example'],
    );
    assert.equal(listed.open, 1);
    assert.deepEqual(listed.alerts[0]?.told.map(({ state, answer }) => `${state}: ${answer}`).sort(), [
      'tried_again: answered 500: not now',
      'tried_again: not sent: SMTP_URL names no mail server',
    ]);
    const people = await runHoldfast(['alerts', 'list', '--account', scene.accountId], environment());
    assert.match(people.stdout, /\n {4}The Longest Night, .* UTC, section 112, row C \(TG-.*\)\. Sale/);
    assert.match(people.stdout, /1 open:[\s\S]*not delivered after 1 try, tried again; answered 500: not now/);

    const alertId = listed.alerts[0]?.alert_id ?? '';
    assert.equal((await document(alerts('done', alertId))).done, true);
    assert.equal((await document(alerts('list'))).open, 0);

    const channelId = webhook.channel_id as string;
    assert.equal((await document(alerts('pause', channelId))).paused, true);
    assert.notEqual((await document(alerts('list'))).channels[0]?.paused_at, null);
    assert.equal((await document(alerts('resume', channelId))).paused, false);
    assert.equal((await document(alerts('remove', channelId))).removed, true);
    assert.deepEqual(
      (await document(alerts('list'))).channels.map(({ shown }) => shown),
      ['sales@broker.example'],
    );
  });

  it('say what does not work, and exit with 1', async () => {
    const { channel_id: channelId } = await document(alerts('add', '--webhook', receiver.url));
    receiver.fail(404);
    const { tried } = await document(alerts('test', channelId as string), 1);
    assert.deepEqual(
      tried.map(({ delivered, answer }) => [delivered, answer]),
      [[false, 'answered 404: not now']],
    );
    const guarded = { ...environment(), PRIVATE_NETWORKS: 'refuse' };
    const words = ['alerts', 'test', '--account', scene.accountId, channelId as string, '--json'];
    const refused = await document(runHoldfast(words, guarded), 1);
    assert.match(refused.tried[0]?.answer ?? '', /private network/, 'a command goes where its hub would');
    assert.match(
      (await document(alerts('add', '--webhook', receiver.url), 1)).error as string,
      /is told at .* already/,
    );
    const nobody = '00000000-0000-4000-8000-000000000000';
    for (const [verb, id] of [
      ['done', 'nonsense'],
      ['done', nobody],
      ['remove', 'nonsense'],
      ['pause', nobody],
      ['test', nobody],
    ] as const) {
      assert.match((await document(alerts(verb, id), 1)).error as string, /This account has no/, verb);
    }
  });

  it('refuse an address that cannot be used, with help, and never repeat a password', async () => {
    for (const words of [
      ['--webhook', 'ftp://broker.example'],
      ['--webhook', 'https://me:secret@broker.example/'],
      ['--email', 'a@b, c@d'],
      ['--email', 'a@b', '--webhook', 'https://broker.example'],
      [],
    ]) {
      const { code, stdout } = await alerts('add', ...words);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
    }
    for (const wrong of [{ SMTP_URL: `http://a:${mailPassword}@b` }, { ALERT_FROM: '' }, { PUBLIC_URL: 'hub' }]) {
      const { code, stderr } = await runHoldfast(['start'], { ...environment(), ...wrong });
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(Object.keys(wrong)[0] as string));
      assert.ok(!stderr.includes(mailPassword));
    }
  });
});
