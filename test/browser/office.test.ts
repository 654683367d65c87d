// The pages of the office, as an owner walks them: alerts seen to, reports looked at, a rule tried before it is switched on,
// a channel added. On a desk and on a phone, in light and in dark.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signIn } from '../support/broker.ts';
import { callerWith, eventually, makeListing } from '../support/hub.ts';
import { assertReadable, comeTo, everyDevice, openBrowser, shoot, type TestBrowser, type Visitor } from './browser.ts';
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

/** Some trade: sales that stand, and one without tickets. */
async function trade(): Promise<void> {
  const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: 30 });
  for (let number = 0; number < 6; number++) await desk.ask(`held-${number}`, remoteId, 2);
  const sales = Array.from({ length: 5 }, (_, number) => desk.seller.sell({ remoteId, quantity: 1 + (number % 3) }));
  const gone = await desk.sellWhatIsGone();
  for (const { saleId } of sales) {
    await eventually(
      () => desk.seller.order(saleId),
      (order) => order?.state === 'confirmed',
    );
  }
  await eventually(
    () => desk.seller.order(gone),
    (order) => order?.state === 'unfilled',
  );
}

describe('before anything has happened', () => {
  it('the pages say so, and what comes next', async () => {
    const { page, complaints, close } = await open('/alerts');
    await page.getByRole('heading', { name: 'Nothing is open' }).waitFor();
    await shoot(page, 'alerts-empty');
    await comeTo(page, `${desk.hub.url}/reports`);
    await page.getByRole('heading', { name: 'Nothing happened in this time' }).waitFor();
    await shoot(page, 'reports-empty');
    assert.deepEqual(complaints, []);
    await close();
  });
});

describe('alerts', () => {
  it('are seen to in place, and then stand under “All”', async () => {
    await trade();
    const { page, complaints, close } = await open('/alerts');
    await page.getByText('Unfilled.').waitFor();
    await page.getByRole('button', { name: 'Seen to: alert Unfilled' }).click();
    await page.getByRole('heading', { name: 'Nothing is open' }).waitFor();
    await page.getByText('All', { exact: true }).click();
    await page.getByText('seen to by').waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });
});

describe('reports', () => {
  it('are grouped as the address says, and come as a file', async () => {
    const { page, complaints, close } = await open('/reports');
    await page.getByRole('heading', { name: 'Sales by day' }).waitFor();
    await page.getByText('By event').click();
    await page.getByRole('rowheader', { name: /The Longest Night/ }).waitFor();
    assert.match(page.url(), /by=event/);
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    assert.equal((await file).suggestedFilename(), 'holdfast-by-event.csv');
    await page.getByText('What the columns count').click();
    await page.getByText('Rejected by your rule').waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });
});

describe('settings', () => {
  it('let a rule be switched on only after it was tried', async () => {
    const { page, complaints, close } = await open('/settings');
    await page.getByLabel('At once').click();
    const switchOn = page.getByRole('button', { name: 'Switch on: this rule' });
    assert.equal(await switchOn.isDisabled(), true);
    await page.getByRole('button', { name: 'Try it on the last 30 days' }).click();
    await page.getByText('1 sale was without tickets').waitFor();
    await shoot(page, 'settings-trial', { whole: true });
    const reason = page.getByLabel('Reason');
    const before = await reason.inputValue();
    await reason.fill('Sold at the door');
    await page.getByText('Try it first.').waitFor();
    assert.equal(await switchOn.isDisabled(), true, 'that rule was not tried');
    await reason.fill(before);
    await page.getByText('1 sale was without tickets').waitFor();
    await switchOn.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const { body } = await desk.owner.call('GET', '/settings');
    assert.equal((body.auto_reject as { when: string }).when, 'at_once');
    assert.deepEqual(complaints, []);
    await close();
  });

  it('keep what is typed while a save is under way', async () => {
    const settings = async () => (await desk.owner.call('GET', '/settings')).body;
    const line = await openTroubledLine(desk.hub.url);
    const { page, complaints, close } = await browser.visit(`${line.url}/settings`, { cookie: desk.owner.cookie });
    try {
      const name = page.getByLabel('Name').first();
      const save = page.locator('form', { has: name }).getByRole('button', { name: 'Save' });
      await name.fill('Night Owl Tickets');
      line.is('slow');
      await save.click();
      await page.locator('button[type=submit][data-loading]').waitFor();
      await name.fill('Night Owl Tickets of Leeds');
      line.is('none');
      await page.locator('button[type=submit][data-loading]').waitFor({ state: 'detached' });
      assert.equal((await settings()).name, 'Night Owl Tickets');
      assert.equal(await name.inputValue(), 'Night Owl Tickets of Leeds');
      await save.click();
      await eventually(settings, (now) => now.name === 'Night Owl Tickets of Leeds');
      await save.and(page.locator(':disabled:not([data-loading])')).waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await close();
      await line.close();
    }
  });

  it('add a channel, whose secret is shown once, and say what came of a test', async () => {
    const { page, close } = await open('/settings');
    await page.getByLabel('Address that is posted to').fill('nowhere');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('it must be an address').waitFor();
    await page.getByLabel('Address that is posted to').fill('http://127.0.0.1:9/holdfast');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Copy the signing secret now.').waitFor();
    await page.getByRole('button', { name: 'Test: http://127.0.0.1:9/…' }).click();
    await page.getByText(/not delivered:/).waitFor();
    await close();
  });

  it('give somebody another role, after saying what they may do then', async () => {
    await signIn(desk.hub, { accountId: desk.accountId, role: 'viewer', name: 'Mary Jackson' });
    const { page, close } = await open('/settings');
    const role = page.getByRole('combobox', { name: 'Role of Mary Jackson' });
    await role.click();
    await page.getByRole('option', { name: 'Operator: may trade' }).click();
    await page.getByRole('button', { name: 'Change the role: of Mary Jackson' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Mary Jackson may then trade, and not change connections').waitFor();
    const roles = async () => {
      const { body } = await desk.owner.call<{ items: { name: string; role: string }[] }>('GET', '/people');
      return body.items.find(({ name }) => name === 'Mary Jackson')?.role;
    };
    assert.equal(await roles(), 'viewer');
    await dialog.getByRole('button', { name: 'Change the role' }).click();
    await eventually(roles, (now) => now === 'operator');
    await dialog.waitFor({ state: 'detached' });
    await close();
  });

  it('can be looked at, and not changed, by a viewer', async () => {
    const { cookie } = await signIn(desk.hub, { accountId: desk.accountId, role: 'viewer', name: 'Grace Hopper' });
    const { page, close } = await open('/settings', { cookie });
    await page.getByText('An owner can change these.').waitFor();
    assert.equal(await page.getByLabel('Name').isDisabled(), true);
    assert.equal(await page.getByRole('button', { name: 'Add' }).count(), 0);
    await close();
  });
});

describe('a waiver', () => {
  it('is opened from what the record shows, with its proof, submitted and waived', async () => {
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: ['5', '6'] });
    const asking = callerWith(desk.hub, desk.asking);
    await desk.ask('released-1', remoteId, 2);
    await asking('DELETE', '/oi/v1/holds/released-1');
    await desk.ask('rival-1', remoteId, 2);
    await asking('POST', '/oi/v1/holds/released-1/invoice', { order_id: '884' });
    const { page, complaints, close } = await open('/waivers');
    await page.getByRole('button', { name: 'Open a case: released-1' }).click();
    await page.getByRole('heading', { name: 'Waiver: Gametime released-1' }).waitFor();
    await page.getByText('none was free at that moment').waitFor();
    await page.getByLabel('At stake (USD)').fill('370');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'I have submitted it: released-1' }).click();
    await page.getByRole('button', { name: 'It was waived: released-1' }).click();
    await page.getByText('$370.00 saved.').waitFor();
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'PDF' }).click();
    assert.equal((await file).suggestedFilename(), 'waiver-released-1.pdf');
    assert.deepEqual(complaints, []);
    await close();
  });
});

for (const device of everyDevice) {
  it(`the pages of the office can be read by everybody, ${device}`, async () => {
    const { page, complaints, close } = await open('/alerts?show=all', { mode: `${device}-light` });
    await page.getByText('Unfilled.').waitFor();
    await assertReadable(page, `alerts-${device}`);
    await comeTo(page, `${desk.hub.url}/reports`);
    await page.getByRole('heading', { name: 'Sales by day' }).waitFor();
    await page.getByText('Nobody was told no').or(page.getByText('tickets gone')).first().waitFor();
    await assertReadable(page, `reports-${device}`);
    await comeTo(page, `${desk.hub.url}/settings`);
    await page.getByText('Who changed what').waitFor();
    await page.getByText('changed the settings').first().waitFor();
    await assertReadable(page, `settings-${device}`);
    await comeTo(page, `${desk.hub.url}/waivers`);
    await page.getByRole('link', { name: 'Sold after it had released the hold' }).click();
    await page.getByRole('heading', { name: 'The recorded conversation' }).waitFor();
    await assertReadable(page, `waiver-${device}`);
    assert.deepEqual(complaints, []);
    await close();
  });
}
