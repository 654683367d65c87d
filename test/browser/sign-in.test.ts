// Coming in: by password, by the first owner's link, by invitation, by a link for another password; and going out again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { doerAtTheCommandLine } from '../../src/cli/doer.ts';
import type { AccountId } from '../../src/core/order.ts';
import { findPersonByEmail } from '../../src/db/people.ts';
import { offerNewPassword } from '../../src/people/one-time-links.ts';
import { startMailServer } from '../alerts/mail-server.ts';
import { makePerson, signIn, testPassword } from '../support/broker.ts';
import { eventually, makeAccount, startTestHub, type TestHub, usualAlerts, usualConfig } from '../support/hub.ts';
import { assertAccessible, assertReadable, everyDevice, openBrowser, shoot, type TestBrowser } from './browser.ts';

let hub: TestHub;
let browser: TestBrowser;
before(async () => {
  [hub, browser] = await Promise.all([startTestHub(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await hub?.close();
});

/** A hub that must know its own address before it listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const newPassword = 'a walrus in the choir loft';

describe('the sign-in', () => {
  it('is where somebody is sent who is nobody, and leads back to where they were going', async () => {
    const accountId = await makeAccount(hub.pool);
    const { email } = await makePerson(hub, [{ accountId, role: 'operator' }]);
    const { page, complaints, close } = await browser.visit(`${hub.url}/?from=mail`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('not my password');
    await page.keyboard.press('Enter');
    await page.getByText('The address or the password is wrong.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(testPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
    assert.equal(new URL(page.url()).search, '?from=mail');
    await page.getByRole('button', { name: /Ada Lovelace/ }).click();
    await page.getByText('operator of').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(hub.url);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('leads to no other site, whatever a link says', async () => {
    const { email } = await makePerson(hub, [{ accountId: await makeAccount(hub.pool), role: 'viewer' }]);
    for (const back of ['//evil.example/', 'https://evil.example/', '/\\evil.example']) {
      const { page, close } = await browser.visit(`${hub.url}/sign-in?back=${encodeURIComponent(back)}`);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(testPassword);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
      assert.equal(new URL(page.url()).origin, hub.url);
      await close();
    }
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const { page, close } = await browser.visit(`${hub.url}/sign-in`, { mode: `${device}-light` });
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.getByText('An owner of the account').waitFor();
      await assertReadable(page, `sign-in-${device}`, { whole: false });
      await close();
    });
  }
});

describe('an invitation', () => {
  it('says where it leads, says what is wrong beside the field, and lets its person in once', async () => {
    const owner = await signIn(hub);
    const { body } = await owner.call<{ link: string }>('POST', '/invitations', {
      email: 'grace@broker.example',
      role: 'operator',
    });
    const { page, close } = await browser.visit(new URL(body.link, hub.url).href);
    await page.getByRole('heading', { name: 'Join Front Row Tickets' }).waitFor();
    await page.getByText('grace@broker.example is invited as operator').waitFor();
    await page.getByLabel('Your name').fill('Grace Hopper');
    await page.getByLabel('Choose a password').fill('short');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.locator('[id$="-error"]').waitFor();
    await shoot(page, 'join-fault');
    await assertAccessible(page);
    await page.getByLabel('Choose a password').fill(newPassword);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
    await page.getByRole('button', { name: /Grace Hopper/ }).waitFor();
    const again = await browser.visit(new URL(body.link, hub.url).href);
    await again.page.getByRole('heading', { name: 'This link is not open any more' }).waitFor();
    await again.close();
    await close();
  });

  it('takes somebody who is here already by their own password, who then changes accounts', async () => {
    const known = await makePerson(
      hub,
      [{ accountId: await namedAccount('Second Row Tickets'), role: 'viewer' }],
      'Alan',
    );
    const owner = await signIn(hub);
    const { body } = await owner.call<{ link: string }>('POST', '/invitations', {
      email: known.email,
      role: 'operator',
    });
    const { page, close } = await browser.visit(new URL(body.link, hub.url).href);
    await page.getByText('You have been here before').waitFor();
    await page.getByLabel('Your password').fill(testPassword);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('button', { name: 'Alan, Front Row Tickets' }).click();
    await page.getByRole('button', { name: /Second Row Tickets/ }).click();
    await page.getByRole('button', { name: 'Alan, Second Row Tickets' }).waitFor();
    await close();
  });
});

async function namedAccount(name: string): Promise<AccountId> {
  const accountId = await makeAccount(hub.pool);
  await hub.pool.query('update accounts set name = $2 where account_id = $1', [accountId, name]);
  return accountId;
}

describe('the first owner', () => {
  it('comes in by the link that the hub prints, and names the account', async () => {
    const fresh = await startTestHub();
    const link = await fresh.firstOwnerLink();
    assert.ok(link);
    const { page, close } = await browser.visit(link);
    await page.getByRole('heading', { name: 'Welcome. You are the first here.' }).waitFor();
    await shoot(page, 'join-first-owner');
    await page.getByLabel('Name of the brokerage').fill('Third Row Tickets');
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByLabel('E-mail address').fill('ada@third.example');
    await page.getByLabel('Choose a password').fill(newPassword);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('button', { name: 'Ada Lovelace, Third Row Tickets' }).waitFor();
    await close();
    await fresh.close();
  });
});

describe('a link for another password', () => {
  it('sets it once, ends every session, and leads to the sign-in', async () => {
    const person = await signIn(hub);
    const row = await findPersonByEmail(hub.pool, person.email);
    assert.ok(row);
    const { token } = await offerNewPassword(hub.pool, row, doerAtTheCommandLine(), Date.now());
    const before = await browser.visit(hub.url, { cookie: person.cookie });
    await before.page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
    const { page, complaints, close } = await browser.visit(`${hub.url}/password/${token}`);
    await page.getByText(`For ${person.email}.`).waitFor();
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.locator('[id$="-error"]').waitFor();
    await assertAccessible(page);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'The password is set' }).waitFor();
    await shoot(page, 'password-set');
    await page.getByRole('link', { name: 'To the sign-in' }).click();
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(newPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
    await before.page.reload();
    await before.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const again = await browser.visit(`${hub.url}/password/${token}`);
    await again.page.getByRole('heading', { name: 'This link is not open any more' }).waitFor();
    assert.deepEqual(
      complaints.filter((complaint) => !complaint.includes('400')),
      [],
    );
    await Promise.all([close(), before.close(), again.close()]);
  });
});

describe('a forgotten password', () => {
  it('is for the operator where the hub sends no mail', async () => {
    const { page, close } = await browser.visit(`${hub.url}/sign-in`);
    await page.getByRole('link', { name: 'Forgotten the password?' }).click();
    await page.getByRole('heading', { name: 'Ask the operator' }).waitFor();
    await assertAccessible(page);
    await close();
  });

  for (const device of everyDevice) {
    it(`brings a letter, ${device}`, async () => {
      const mailServer = await startMailServer();
      const mail = { smtpUrl: mailServer.url, from: 'Holdfast <holdfast@broker.example>' };
      const port = await freePort();
      const alerts = { ...usualAlerts, publicUrl: `http://127.0.0.1:${port}`, mail };
      const mailing = await startTestHub({ databaseUrl: hub.databaseUrl, port, alerts });
      const { email } = await makePerson(hub, [{ accountId: await makeAccount(hub.pool), role: 'viewer' }]);
      const { page, complaints, close } = await browser.visit(`${mailing.url}/forgotten`, { mode: `${device}-light` });
      await page.getByLabel('E-mail address').fill(email);
      await assertReadable(page, `forgotten-${device}`, { whole: false });
      await page.getByRole('button', { name: 'Send the link' }).click();
      await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
      await eventually(
        async () => mailServer.mails.length,
        (count) => count === 1,
      );
      assert.deepEqual(complaints, []);
      await close();
      await mailing.close();
      await mailServer.stop();
    });
  }
});

describe('signing up', () => {
  it('is told of where the operator lets people join by invitation alone', async () => {
    const { page, close } = await browser.visit(`${hub.url}/sign-up`, { mode: 'phone-dark' });
    await page.getByRole('heading', { name: 'You join by invitation' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('link', { name: 'To the sign-in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await close();
  });

  for (const device of everyDevice) {
    it(`makes an account where the operator has opened it, ${device}`, async () => {
      const people = { ...usualConfig.people, signUp: 'open' } as const;
      const open = await startTestHub({ databaseUrl: hub.databaseUrl, people });
      const { page, close } = await browser.visit(`${open.url}/sign-in`, { mode: `${device}-light` });
      await page.getByRole('link', { name: /make an account/i }).click();
      await page.getByRole('heading', { name: 'Make an account' }).waitFor();
      await assertReadable(page, `sign-up-${device}`, { whole: false });
      await page.getByLabel('Name of the brokerage').fill('Balcony Tickets');
      await page.getByLabel('Your name').fill('Joan Clarke');
      await page.getByLabel('E-mail address').fill(`joan-${device}@balcony.example`);
      await page.getByLabel('Password', { exact: true }).fill(newPassword);
      await page.getByRole('button', { name: 'Make the account' }).click();
      await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
      await close();
      await open.close();
    });
  }
});
