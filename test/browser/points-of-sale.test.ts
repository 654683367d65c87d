// POS systems, as an owner walks them: one connected and tried, told what to do while it is away, two confirmers seen, a finding
// that an alert leads to, and one taken away. On a desk and on a phone, in light and in dark.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { noteFindings } from '../../src/db/findings.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { type SandboxSkyBox, startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { signIn } from '../support/broker.ts';
import { connectBridge, eventually, makeConnection, startTestHub, type TestHub } from '../support/hub.ts';
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

let hub: TestHub;
let browser: TestBrowser;
let owner: Awaited<ReturnType<typeof signIn>>;
let bridge: SandboxPos;
let skybox: SandboxSkyBox;
const key = `pos-${randomUUID()}`;
before(async () => {
  [hub, browser] = await Promise.all([startTestHub(), openBrowser()]);
  owner = await signIn(hub);
  bridge = await startSandboxPos({ key });
  skybox = await startSkyBox();
  await makeConnection(hub.pool, { accountId: owner.accountId });
});
after(async () => {
  await browser?.close();
  await hub?.close();
  await bridge?.stop();
  await skybox?.stop();
});

const open = (path: string, choice: Parameters<TestBrowser['visit']>[1] = {}): Promise<Visitor> =>
  browser.visit(`${hub.url}${path}`, { cookie: owner.cookie, ...choice });

describe('a POS', () => {
  for (const mode of ['desk-light', 'phone-light'] as const) {
    it(`is connected from the list, with its secret never shown again, and tried, ${mode}`, async () => {
      // What comes after goes on with the first.
      const { cookie } = mode === 'desk-light' ? owner : await signIn(hub);
      const { page, complaints, close } = await open('/points-of-sale', { mode, cookie });
      await page.getByText('No POS of yours is connected').waitFor();
      await shoot(page, `pos-list-empty-${mode}`);
      await page.getByRole('button', { name: 'Connect a POS' }).click();
      await page.getByRole('menuitem', { name: 'REST bridge' }).click();
      await page.getByRole('heading', { name: 'Connect REST bridge' }).waitFor();
      await page.getByRole('textbox', { name: 'URL' }).fill(bridge.url);
      await page.getByRole('textbox', { name: 'Key', exact: true }).fill(key);
      await shoot(page, `pos-connect-${mode}`, { whole: true });
      await page.getByRole('button', { name: 'Connect REST bridge' }).click();
      await page.getByRole('heading', { level: 1, name: 'REST bridge' }).waitFor();
      await page.getByPlaceholder('stands; empty keeps it').waitFor();
      assert.ok(!(await page.content()).includes(key));
      // It is tried by itself.
      await page.getByText('REST bridge let us in').waitFor();
      await assertNoSidewaysScroll(page);
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  it('has a secret replaced, which is gone from the form once it is saved', async () => {
    const settings = { url: bridge.url, hint_key: 'a key of sixteen and more' };
    await owner.call('PUT', '/points-of-sale/bridge', { settings });
    const { page, complaints, close } = await open('/points-of-sale/bridge');
    const secret = page.getByRole('textbox', { name: 'Hint key' });
    await secret.fill('another key of sixteen');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await eventually(
      () => secret.inputValue(),
      (shown) => shown === '',
    );
    assert.deepEqual(complaints, []);
    await close();
  });

  it('has a secret removed, after saying what does not work then', async () => {
    const secrets = async () => (await owner.call('GET', '/points-of-sale/bridge')).body.secrets_set;
    const settings = { url: bridge.url, hint_key: 'a key of sixteen and more' };
    await owner.call('PUT', '/points-of-sale/bridge', { settings });
    const { page, complaints, close } = await open('/points-of-sale/bridge');
    assert.equal(await page.getByRole('checkbox', { name: 'Remove it: Key' }).count(), 0, 'it is needed');
    await page.getByRole('checkbox', { name: 'Remove it: Hint key' }).check();
    await page.getByText('Hints of the bridge are refused').waitFor();
    await shoot(page, 'pos-secret-removed', { whole: true });
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByRole('checkbox', { name: 'Remove it: Hint key' }).waitFor({ state: 'detached' });
    assert.deepEqual(await secrets(), ['key']);
    assert.deepEqual(complaints, []);
    await close();
  });

  it('is told what to do while it is away, after saying what that risks', async () => {
    const { page, complaints, close } = await open('/points-of-sale/bridge');
    await page.getByLabel('Pledge: yes, by the ledger alone').click();
    await page.getByRole('button', { name: 'Save the rule: pledge' }).click();
    await page.getByRole('dialog').getByText('may be sold twice').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Save the rule' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await eventually(
      async () => (await owner.call('GET', '/points-of-sale/bridge')).body.when_away,
      (rule) => rule === 'pledge',
    );
    assert.deepEqual(complaints, []);
    await close();
  });

  it('that confirms orders itself is told of loudly, and once', async () => {
    skybox.confirmsElsewhere([{ marketplace: 'TICKET_EVOLUTION', integrationProvider: 'NATIVE', confirmOrders: true }]);
    await owner.call('PUT', '/points-of-sale/skybox', { settings: skybox.settings });
    await eventually(
      async () => (await owner.call<{ items: object[] }>('GET', '/findings?pos=skybox')).body.items.length,
      (found) => found === 1,
    );
    const { page, complaints, close } = await open('/points-of-sale/skybox');
    const warnings = page.getByRole('alert').filter({ hasText: /would act on every sale/i });
    await warnings.waitFor();
    await page.getByRole('button', { name: 'Make a test call' }).click();
    await warnings.getByText('TWO CONFIRMERS').waitFor();
    assert.equal(await warnings.count(), 1, 'told once');
    await shoot(page, 'pos-two-confirmers', { whole: true });
    await assertAccessible(page);
    assert.deepEqual(complaints, []);
    await close();
  });

  it('has its findings, and an alert about what no order here knows leads to them', async () => {
    const reference = randomUUID();
    const sentence = `REST bridge holds 2 tickets (hold 17) under our reference ${reference}, and there is no such order here.`;
    const finding = {
      kind: 'hold_of_nobody',
      subject: `bridge ${reference}`,
      orderId: reference as never,
      pos: 'bridge',
    };
    await noteFindings(hub.pool, owner.accountId, [{ ...finding, sentence }], Date.now());
    await hub.pool.query(
      `insert into alerts (account_id, order_id, kind, sentence, at) values ($1, $2, 'disagreement', $3, now())`,
      [owner.accountId, reference, sentence],
    );
    const { page, complaints, close } = await open('/alerts');
    await page.getByRole('link', { name: 'Open POS' }).click();
    await page.getByRole('heading', { level: 1, name: 'REST bridge' }).waitFor();
    await page.getByText('there is no such order here').waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('that does not answer is shown as away, with its last trouble', async () => {
    const account = await signIn(hub);
    const gone = await startSandboxPos({ key });
    await connectBridge(hub.pool, account.accountId, gone.url, { key, follow_stock: true, poll_every_ms: 1_000 });
    await gone.stop();
    for (let call = 0; call < 6; call++) await account.call('POST', '/points-of-sale/bridge/test');
    const { page, close } = await open('/points-of-sale/bridge', { cookie: account.cookie });
    await page.getByText('did not answer lately').or(page.getByText('One call shows whether')).waitFor();
    await page.getByText('Its last trouble').waitFor();
    await page
      .getByRole('banner')
      .getByRole('button', { name: /^(Trouble with|Paused, or being tried:) REST bridge$/ })
      .click();
    await page.getByRole('dialog').getByText('REST bridge').first().waitFor();
    await shoot(page, 'pos-away', { whole: true });
    await close();
  });

  it('that asks for a pause says until when, and what waits for that', async () => {
    const account = await signIn(hub);
    const busy = await startSandboxPos({ key });
    try {
      await connectBridge(hub.pool, account.accountId, busy.url, { key, follow_stock: false });
      busy.faults.next('any', { kind: 'answer', status: 429, body: {}, headers: { 'retry-after': '240' } });
      await account.call('POST', '/points-of-sale/bridge/test');
      const { page, complaints, close } = await open('/points-of-sale/bridge', { cookie: account.cookie });
      await page.getByText(/REST bridge asked us to pause until \d\d:\d\d:\d\d \(429\); nothing waits/).waitFor();
      await page.getByRole('banner').getByRole('button', { name: 'Paused, or being tried: REST bridge' }).waitFor();
      const waits = account.call('POST', '/points-of-sale/bridge/test');
      await page.getByText(/asked us to pause until .* 1 call waits/).waitFor();
      await page.getByText('Calls waiting').waitFor();
      await assertReadable(page, 'pos-paused-desk');
      await comeTo(page, hub.url);
      const onNow = page.getByRole('region', { name: 'Connections' }).getByRole('listitem');
      await onNow
        .filter({ hasText: 'REST bridge' })
        .filter({ hasText: 'asked for a pause' })
        .filter({ hasText: /REST bridge asked us to pause until \d\d:\d\d:\d\d \(429\)/ })
        .waitFor();
      await onNow.filter({ hasText: 'house POS' }).filter({ hasText: 'works' }).waitFor();
      await shoot(page, 'now-pos-paused', { whole: true });
      await waits;
      await comeTo(page, `${hub.url}/points-of-sale`);
      await page.getByText('asked for a pause').waitFor();
      await assertReadable(page, 'pos-list-paused-desk');
      await page.setViewportSize({ width: 390, height: 844 });
      await assertReadable(page, 'pos-list-paused-phone');
      await comeTo(page, `${hub.url}/points-of-sale/bridge`);
      await page.getByText('asked us to pause').waitFor();
      await assertReadable(page, 'pos-paused-phone');
      assert.deepEqual(complaints, []);
      await close();
    } finally {
      await busy.stop();
    }
  });

  it('is looked at by a viewer, who is told what an owner may do', async () => {
    const { cookie } = await signIn(hub, { accountId: owner.accountId, role: 'viewer' });
    const { page, close } = await open('/points-of-sale/bridge', { cookie });
    await page.getByText('An owner can make a test call.').waitFor();
    for (const name of [/^Disconnect/, /^Save/, /test call/]) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, String(name));
    }
    await comeTo(page, `${hub.url}/points-of-sale/tixstock`);
    await page.getByText('An owner of this account can connect it.').waitFor();
    await close();
  });

  it('is taken away after asking', async () => {
    const account = await signIn(hub);
    await connectBridge(hub.pool, account.accountId, bridge.url, { key });
    const { page, complaints, close } = await open('/points-of-sale/bridge', { cookie: account.cookie });
    await page.getByRole('button', { name: 'Disconnect: REST bridge' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('No POS of yours is connected').waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });
});

describe('when the hub fails', () => {
  it('both lists say so, with what to do', async () => {
    const { page, close } = await open('/settings');
    await page.route('**/api/v1/{connections,points-of-sale}', (route) => route.fulfill({ status: 500, body: '{}' }));
    for (const path of ['/connections', '/points-of-sale']) {
      await comeTo(page, `${hub.url}${path}`);
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    }
    await shoot(page, 'pos-broken');
    // It is tried by itself as well: once it is mended the button may be gone.
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.unrouteAll();
    await page.getByRole('link', { name: 'REST bridge' }).waitFor();
    await close();
  });
});

for (const device of everyDevice) {
  it(`POS systems can be read by everybody, ${device}`, async () => {
    const { page, complaints, close } = await open('/points-of-sale', { mode: `${device}-light` });
    await page.getByText('1 finding').first().waitFor();
    await assertReadable(page, `pos-list-${device}`);
    await comeTo(page, `${hub.url}/points-of-sale/bridge`);
    await page.getByText('there is no such order here').waitFor();
    await assertReadable(page, `pos-${device}`);
    assert.deepEqual(complaints, []);
    await close();
  });
}
