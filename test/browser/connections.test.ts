// Connections, as an owner walks them: a marketplace connected step by step and tried, a key rotated, a setting changed, a
// pause; and as a viewer sees them. On a desk and on a phone, in light and in dark.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { endConnectionAlert, raiseConnectionAlert } from '../../src/db/connection-alerts.ts';
import { startSaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import { saleSandboxes } from '../../src/sandbox/registry.ts';
import { signIn } from '../support/broker.ts';
import { eventually } from '../support/hub.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  assertReadable,
  comeTo,
  everyDevice,
  openBrowser,
  shoot,
  type TestBrowser,
  type Visitor,
} from './browser.ts';
import { type Desk, openDesk } from './desk.ts';
import { openTroubledLine } from './troubled-line.ts';

let desk: Desk;
let browser: TestBrowser;
before(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await desk?.close();
});

const open = (path: string, choice: Parameters<TestBrowser['visit']>[1] = {}): Promise<Visitor> =>
  browser.visit(`${desk.hub.url}${path}`, { cookie: desk.owner.cookie, ...choice });

describe('before anything is connected', () => {
  it('the page invites to connect, and tells a viewer who can', async () => {
    const newcomer = await signIn(desk.hub);
    const { page, complaints, close } = await open('/connections', { cookie: newcomer.cookie });
    await page.getByRole('heading', { name: 'No marketplace is connected yet' }).waitFor();
    await shoot(page, 'connections-empty');
    await page.getByRole('link', { name: 'Connect a marketplace' }).click();
    await page.getByRole('heading', { name: 'Connect a marketplace' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
    const viewer = await signIn(desk.hub, { accountId: newcomer.accountId, role: 'viewer' });
    const visitor = await open('/connections', { cookie: viewer.cookie });
    await visitor.page.getByText('An owner of this account can connect one.').waitFor();
    assert.equal(await visitor.page.getByRole('link', { name: 'Connect a marketplace' }).count(), 0);
    await visitor.close();
  });
});

describe('connecting a marketplace', () => {
  for (const mode of ['desk-light', 'phone-light'] as const) {
    it(`goes step by step, and ends with a test call at the marketplace, ${mode}`, async () => {
      const sandbox = saleSandboxes.find(({ slug }) => slug === 'ticket-evolution');
      assert.ok(sandbox);
      const marketplace = await startSaleMarketplace(sandbox);
      const { call, cookie } = await signIn(desk.hub);
      assert.equal((await call('POST', '/connections', { marketplace: 'stubhub' })).status, 201);
      const { page, complaints, close } = await open('/connections/new', { mode, cookie });
      const shootStep = async (step: number): Promise<void> => {
        await assertNoSidewaysScroll(page);
        await shoot(page, `connect-${step}-${mode}`, { whole: true });
      };
      try {
        await page.getByRole('button', { name: 'StubHub' }).waitFor();
        assert.equal(await page.getByRole('button', { name: 'StubHub' }).isDisabled(), true, 'it is connected already');
        await shootStep(1);
        await page.getByRole('button', { name: 'Ticket Evolution' }).click();
        await page.getByText('it is shown this once').waitFor();
        await shootStep(2);
        await page.getByRole('button', { name: 'I have copied the key' }).click();
        await page.getByText('not public, cautious default').first().waitFor();
        await page.getByText('other settings, at their usual values').click();
        await page.getByLabel('API address').fill((marketplace.settings as { api_address: string }).api_address);
        await page.getByRole('button', { name: 'Save settings' }).click();
        await page.getByLabel('API address').waitFor();
        await shootStep(3);
        await page.getByRole('button', { name: 'Go on' }).click();
        const credentials = marketplace.credentials as Record<string, unknown>;
        await page.getByRole('textbox', { name: 'Token' }).fill(String(credentials.token));
        await page.getByRole('textbox', { name: 'Secret' }).fill(String(credentials.secret));
        await page.getByLabel('Reviewer ID').fill(String(credentials.reviewer_id));
        await shootStep(4);
        await page.getByRole('button', { name: 'Enter credentials' }).click();
        await page.getByRole('button', { name: 'Make a test call' }).click();
        await page.getByText('Ticket Evolution let us in').waitFor();
        await assertAccessible(page);
        await shootStep(5);
        await page.getByRole('link', { name: 'Open the connection' }).click();
        await page.getByRole('heading', { level: 1, name: 'Ticket Evolution' }).waitFor();
        assert.deepEqual(complaints, []);
      } finally {
        await close();
        await marketplace.stop();
      }
    });
  }
});

describe('a connection', () => {
  it('shows another key once, and revokes the old one after asking', async () => {
    const { page, complaints, close } = await open(`/connections/${desk.asking.connectionId}`);
    await page.getByRole('button', { name: 'Issue another key: Gametime' }).click();
    const key = await page.getByRole('button', { name: /^Copy API key hfk_/ }).textContent();
    assert.match(key ?? '', /^hfk_[0-9A-Za-z]{50}/);
    await page.getByRole('button', { name: 'I have it' }).click();
    assert.equal(await page.getByText(key ?? '-').count(), 0, 'it is not shown again');
    await page.getByRole('button', { name: `Revoke: the key hfk_${desk.asking.keyId}…` }).click();
    await page.getByRole('dialog').getByText('This cannot be undone.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByText(`hfk_${desk.asking.keyId}…`).waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
    await close();
  });

  it('is set, with what is wrong said at its field, and has its default again when a field is emptied', async () => {
    const path = `/connections/${desk.asking.connectionId}`;
    const settings = async () => (await desk.owner.call('GET', path)).body.settings as Record<string, unknown>;
    const { page, complaints, close } = await open(path);
    const field = page.getByLabel('Hold lifetime (seconds)');
    await field.fill('2');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('must be >= 5').waitFor();
    await field.fill('600');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await eventually(settings, ({ hold_lifetime_seconds: seconds }) => seconds === 600);
    // As soon as it can be pressed again.
    await field.fill('');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await eventually(settings, (now) => !('hold_lifetime_seconds' in now));
    assert.deepEqual(complaints, []);
    await close();
  });

  it('keeps what is typed while a save is under way, and takes the hub’s word for every other field', async () => {
    const path = `/connections/${desk.asking.connectionId}`;
    const settings = async () => (await desk.owner.call('GET', path)).body.settings as Record<string, unknown>;
    const line = await openTroubledLine(desk.hub.url);
    const { page, complaints, close } = await browser.visit(`${line.url}${path}`, { cookie: desk.owner.cookie });
    try {
      const lifetime = page.getByLabel('Hold lifetime (seconds)');
      const other = page.getByLabel('Answer budget (ms)');
      const save = page.locator('form', { has: lifetime }).locator('button[type=submit]');
      await lifetime.fill('700');
      line.is('slow');
      await save.click();
      await page.locator('button[type=submit][data-loading]').waitFor();
      await lifetime.fill('800');
      const change = { settings: { answer_budget_ms: 3_210 } };
      assert.equal((await desk.owner.call('PATCH', path, change)).status, 200);
      line.is('none');
      await page.locator('button[type=submit][data-loading]').waitFor({ state: 'detached' });
      await eventually(
        () => other.inputValue(),
        (shown) => shown === '3210',
      );
      assert.equal((await settings()).hold_lifetime_seconds, 700);
      assert.equal(await lifetime.inputValue(), '800');
      await save.click();
      await eventually(settings, (now) => now.hold_lifetime_seconds === 800 && now.answer_budget_ms === 3_210);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
      await line.close();
    }
  });

  it('is paused after saying what that means, shown so everywhere, and resumed', async () => {
    const { page, complaints, close } = await open(`/connections/${desk.asking.connectionId}`);
    await page.getByRole('button', { name: 'Pause: Gametime' }).click();
    await page.getByRole('dialog').getByText('is told no when it asks for tickets').waitFor();
    await shoot(page, 'connection-pause');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume: Gametime' }).waitFor();
    await shoot(page, 'connection-paused', { whole: true });
    await comeTo(page, `${desk.hub.url}/connections`);
    await page.getByText('paused', { exact: true }).waitFor();
    const { accountId, connectionId } = desk.asking;
    const sentence = 'Gametime sent a notice that cannot be read.';
    const trouble = { accountId, connectionId, kind: 'notice_unreadable' as const, at: Date.now() };
    await raiseConnectionAlert(desk.hub.pool, { ...trouble, sentence });
    await comeTo(page, desk.hub.url);
    const onNow = page.getByRole('region', { name: 'Connections' }).getByRole('listitem').filter({ hasText: sentence });
    await onNow.filter({ hasText: 'troubled' }).filter({ hasText: 'paused' }).waitFor();
    await endConnectionAlert(desk.hub.pool, trouble);
    await comeTo(page, `${desk.hub.url}/connections/${desk.asking.connectionId}`);
    await page.getByRole('button', { name: 'Resume: Gametime' }).click();
    await page.getByRole('button', { name: 'Pause: Gametime' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('is looked at by a viewer, who is told what an owner may do', async () => {
    const { cookie } = await signIn(desk.hub, { accountId: desk.accountId, role: 'viewer' });
    const { page, close } = await open(`/connections/${desk.asking.connectionId}`, { cookie });
    await page.getByText('An owner issues and revokes keys.').waitFor();
    await page.getByText('An owner can change these.').waitFor();
    for (const name of [/^Pause/, /^Issue/, /^Revoke/, /^Save/, /test call/]) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, String(name));
    }
    await shoot(page, 'connection-viewer', { whole: true });
    await close();
  });

  it('that is nobody’s is said to be so', async () => {
    const { page, close } = await open('/connections/00000000-0000-4000-8000-000000000000');
    await page.getByText('There is no such connection in this account.').waitFor();
    await close();
  });
});

for (const device of everyDevice) {
  it(`connections can be read by everybody, ${device}`, async () => {
    await desk.hub.pool.query(
      `insert into alerts (account_id, connection_id, kind, sentence, at)
       values ($1, $2, 'connection_refused', 'StubHub refuses our credentials (401). Its sales are neither read nor confirmed meanwhile.', now())
       on conflict do nothing`,
      [desk.accountId, desk.seller.connection.connectionId],
    );
    const { connectionId, apiKey } = desk.seller.connection;
    await desk.hub.call('POST', `/ion/v1/${connectionId}/notifications?key=${apiKey}`, `no notice at all, ${device}`);
    const { page, complaints, close } = await open('/connections', { mode: `${device}-light` });
    await page.getByRole('link', { name: 'StubHub' }).first().waitFor();
    await assertReadable(page, `connections-${device}`);
    await comeTo(page, `${desk.hub.url}/connections/${connectionId}`);
    await page.getByRole('heading', { name: 'What is known of StubHub' }).waitFor();
    await page.getByText('What came').first().click();
    await page.getByText(`no notice at all, ${device}`).waitFor();
    await assertReadable(page, `connection-${device}`);
    assert.deepEqual(complaints, []);
    await close();
  });
}
