// Alerts by e-mail, over real SMTP: what arrives, what a refusal is taken for, and where the password is not.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { emailTo } from '../../src/alerts/channel.ts';
import { type MailServer, mailPassword, startMailServer } from './mail-server.ts';
import { publicUrl, type Scene, setScene } from './scene.ts';

let server: MailServer;
let scene: Scene;

before(async () => {
  server = await startMailServer();
});
after(() => server.stop());
const lastTry = async (): Promise<{ answer: string; told: boolean; attempts: number } | undefined> =>
  (await scene.pool.query('select answer, delivered_at is not null as told, attempts from alert_messages')).rows[0];

describe('an alert by e-mail', () => {
  beforeEach(async () => {
    scene = await setScene({ smtpUrl: server.url });
    server.mails.length = 0;
    const target = emailTo('sales@broker.example');
    assert.ok('kind' in target);
    await scene.addChannel(target);
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
  });

  it('arrives as plain text with a short subject, after a login', async () => {
    const [order] = await scene.raise([{ kind: 'unfilled', confirmBy: scene.now() + 60_000 * 60 }]);
    await scene.round();
    const [mail, ...more] = server.mails;
    assert.equal(more.length, 0);
    assert.equal(server.logins.at(-1), `\0broker\0${mailPassword}`);
    assert.match(mail?.from ?? '', /^<holdfast@broker\.example>/);
    assert.deepEqual(mail?.to, ['<sales@broker.example>']);
    assert.equal(mail?.headers.get('subject'), 'Unfilled: 300 USD, 60 min left');
    assert.equal(mail?.headers.get('from'), 'Holdfast <holdfast@broker.example>');
    assert.match(mail?.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(mail?.headers.get('auto-submitted'), 'auto-generated');
    assert.match(mail?.text ?? '', new RegExp(`^Sale ${order?.globalId} is unfilled\\.\n300\\.00 USD, 60 min left\n`));
    assert.ok(mail?.text.includes(`${publicUrl}/orders/${order?.orderId}`));
    assert.deepEqual(await lastTry(), { answer: '250 taken as mail-1', told: true, attempts: 1 });
  });

  it('that is refused is tried again as the same mail, and says why', async () => {
    await scene.raise([{ kind: 'unfilled' }]);
    server.refuse('451 4.3.0 come back later');
    await scene.round();
    assert.match((await lastTry())?.answer ?? '', /451 4\.3\.0 come back later/);
    scene.later(5_000);
    await scene.round();
    assert.equal((await lastTry())?.told, true);
    const { rows } = await scene.pool.query<{ message_id: string }>('select message_id from alert_messages');
    assert.equal(server.mails[0]?.headers.get('message-id'), `<${rows[0]?.message_id}@broker.example>`);
  });

  it('never tells the password of the mail server', async () => {
    await scene.raise([{ kind: 'unfilled' }]);
    server.refuse(`550 no ${mailPassword} here`);
    await scene.round();
    const { rows } = await scene.pool.query<{ text: string }>(
      `select string_agg(m::text, ' ') as text from alert_messages m`,
    );
    assert.ok(!rows[0]?.text.includes(mailPassword));
    assert.match(rows[0]?.text ?? '', /550 no \[secret\] here/);
  });

  it('without a mail server is tried again, and says what is missing', async () => {
    await using bare = await setScene();
    const target = emailTo('sales@broker.example');
    assert.ok('kind' in target);
    await bare.addChannel(target);
    await bare.raise([{ kind: 'unfilled' }]);
    await bare.round();
    const { rows } = await bare.pool.query('select answer, due_at is not null as again from alert_messages');
    assert.deepEqual(rows, [{ answer: 'not sent: SMTP_URL names no mail server', again: true }]);
  });
});

describe('an address', () => {
  it('is one, and only one', () => {
    for (const wrong of [
      '',
      'sales',
      'a@b, c@d',
      'a@b c@d',
      'a@b\r\nBcc: c@d',
      '<a@b>',
      `${'a'.repeat(250)}@b.example`,
    ]) {
      assert.ok('unusable' in emailTo(wrong), wrong);
    }
    assert.deepEqual(emailTo(' sales+holds@broker.example '), { kind: 'email', address: 'sales+holds@broker.example' });
  });
});
