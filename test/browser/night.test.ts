// A night on the phone: what a broker does in each room of the console, at phone width and in the dark, where cards stand in
// place of tables. The same is walked on a desk in the files that are called after the rooms.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { exampleFile } from '../../src/import/example-file.ts';
import { eventually } from '../support/hub.ts';
import { assertNoSidewaysScroll, comeTo, openBrowser, type TestBrowser } from './browser.ts';
import { type LivedInDesk, openLivedInDesk } from './lived-in-desk.ts';

let desk: LivedInDesk;
let browser: TestBrowser;
before(async () => {
  [desk, browser] = await Promise.all([openLivedInDesk(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await desk?.close();
});

/** Walks through one room, whose page must fit the phone afterwards and have nothing to complain of. */
async function walk(path: string, through: (page: Page) => Promise<void>): Promise<void> {
  const { page, complaints, close } = await browser.visit(`${desk.hub.url}${path}`, {
    cookie: desk.owner.cookie,
    mode: 'phone-dark',
  });
  await through(page);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(complaints, []);
  await close();
}

it('an unfilled sale is rejected where it stands, on Now', async () => {
  const saleId = await desk.sellWhatIsGone(44_000);
  await walk('/', async (page) => {
    const item = page.getByRole('listitem').filter({ hasText: saleId });
    await item.getByRole('button', { name: /^More to do/ }).waitFor();
    await item.getByText('The Longest Night', { exact: true }).waitFor();
    await item.getByText(/^\d.* · 2 · 112 C$/).waitFor();
    const offers = await item.locator('[aria-haspopup]').all();
    const boxes = await Promise.all(offers.map((offer) => offer.boundingBox()));
    assert.equal(
      new Set(boxes.map((box) => box && Math.round(box.y + box.height / 2))).size,
      1,
      'all that can be done is in one row',
    );
    await item.getByRole('button', { name: 'Reject the sale' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/count a rejected sale against you/).waitFor();
    await dialog.getByText(/^\$.* · The Longest Night, .* · 2 tickets · section 112, row C$/).waitFor();
    await dialog.getByRole('button', { name: 'Reject the sale' }).click();
    await item.filter({ has: page.getByText('unfilled') }).waitFor({ state: 'detached' });
  });
  await eventually(
    async () => desk.seller.book.sales.get(saleId),
    (known) => known?.state === 'rejected',
  );
});

it('an order is found, opened, read to what was said, and help is asked for', async () => {
  await walk('/', async (page) => {
    await page.getByRole('link', { name: 'Orders' }).click();
    const search = page.getByRole('searchbox', { name: 'Search orders' });
    await search.focus();
    const letters = await page.evaluate('Number.parseFloat(getComputedStyle(document.activeElement).fontSize)');
    assert.ok(Number(letters) >= 16, 'a telephone does not enlarge the page for a field that is typed into');
    await search.fill('held-1');
    const found = page.getByRole('row').filter({ hasText: 'The Longest Night' });
    await eventually(
      () => found.count(),
      (rows) => rows === 1,
    );
    await found.click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await page.getByText(/Gametime asked for 2 tickets/).click();
    await page.getByText('POST /oi/v1/holds').first().waitFor();
    await page.getByRole('button', { name: /^Ask for help/ }).click();
    await page
      .getByRole('dialog')
      .getByLabel('What should they look at?')
      .fill('The buyer says that it was cancelled.');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Ask for help/ })
      .click();
    await page.getByText('Asked. Whoever runs this hub will look at it.').waitFor();
  });
});

it('a hold is opened, and let go of once its cost is accepted', async () => {
  await walk('/holds', async (page) => {
    await page.getByRole('row').filter({ hasText: 'The Longest Night' }).first().click();
    await page.getByText('What can be done').click();
    await page.getByRole('button', { name: 'Release the hold' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'I accept what it costs' }).check();
    await dialog.getByRole('button', { name: 'Release the hold' }).click();
    await page.getByText('Ada Lovelace let go of the hold.').waitFor();
  });
});

it('a file is imported, and what it brought is searched, opened and priced', async () => {
  await walk('/listings', async (page) => {
    await page.getByRole('main').getByRole('link', { name: 'Import' }).click();
    const file = { name: 'night.csv', mimeType: 'text/csv', buffer: Buffer.from(exampleFile) };
    await page.getByLabel('File of listings').setInputFiles(file);
    await page.getByText('night.csv').waitFor();
    await page
      .getByText(/as they were/)
      .first()
      .waitFor();
    await comeTo(page, `${desk.hub.url}/listings`);
    await page.getByRole('searchbox', { name: 'Search listings' }).fill('harbor');
    await page.getByRole('row').filter({ hasText: 'Harbor Lights' }).first().click();
    await page.getByLabel('Each, in USD').fill('210.5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('$210.50').first().waitFor();
  });
});

it('a marketplace is paused and resumed', async () => {
  await walk(`/connections/${desk.asking.connectionId}`, async (page) => {
    await page.getByRole('button', { name: 'Pause: Gametime' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume: Gametime' }).click();
    await page.getByRole('button', { name: 'Pause: Gametime' }).waitFor();
  });
});

it('a POS is told what to do while it is out of reach, after the risk was read', async () => {
  await walk('/points-of-sale/bridge', async (page) => {
    await page.getByText('Pledge: yes, by the ledger alone').click();
    await page.getByRole('button', { name: /^Save the rule/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/may be sold twice/).waitFor();
    await dialog.getByRole('button', { name: 'Save the rule' }).click();
    await dialog.waitFor({ state: 'detached' });
  });
  const { body } = await desk.owner.call('GET', '/points-of-sale/bridge');
  assert.equal(body.when_away, 'pledge');
});

it('a case for a waiver is opened, submitted and won', async () => {
  await walk('/waivers', async (page) => {
    await page.getByRole('button', { name: /^Open a case: (first|second)-released/ }).click();
    await page.getByText('none was free at that moment').waitFor();
    await page.getByLabel('At stake (USD)').fill('370');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /^I have submitted it/ }).click();
    await page.getByRole('button', { name: /^It was waived/ }).click();
    await page.getByText('$370.00 saved.').waitFor();
  });
});

it('an alert is seen to', async () => {
  await walk('/alerts', async (page) => {
    const unfilled = page.getByRole('listitem').filter({ hasText: 'Unfilled.' }).first();
    await unfilled.getByText(/^Unfilled\. The Longest Night, .* 2 tickets · section 112, row C$/).waitFor();
    const seenTo = page.getByRole('button', { name: /^Seen to: alert Connection refused/ });
    await seenTo.click();
    await seenTo.waitFor({ state: 'detached' });
  });
});

it('the reports are grouped, and come as a file', async () => {
  await walk('/reports', async (page) => {
    await page.getByText('By event').click();
    const name = page.getByRole('rowheader', { name: /The Longest Night/ }).first();
    await name.waitFor();
    const before = await name.boundingBox();
    await page.getByRole('cell').last().scrollIntoViewIfNeeded();
    const figures = page.getByRole('region', { name: 'Figures by event' });
    assert.ok(Number(await figures.evaluate((box) => box.scrollLeft)) > 0, 'the figures go on to the side');
    assert.equal((await name.boundingBox())?.x, before?.x, 'the name stays in sight');
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    assert.equal((await file).suggestedFilename(), 'holdfast-by-event.csv');
  });
});

it('a rule is tried before it is switched on, and a channel is tested', async () => {
  await walk('/settings', async (page) => {
    await page.getByRole('button', { name: 'Test: http://127.0.0.1:9/…' }).click();
    await page.getByText(/not delivered:/).waitFor();
    await page.getByLabel('At once').click();
    await page.getByRole('button', { name: 'Try it on the last 30 days' }).click();
    await page.getByText(/sales? (was|were) without tickets/).waitFor();
    await page.getByRole('button', { name: 'Switch on: this rule' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
  const { body } = await desk.owner.call('GET', '/settings');
  assert.equal((body.auto_reject as { when: string }).when, 'at_once');
});
