// Now, as a broker sees it: empty, busy and broken, on a desk and on a phone, in light and in dark.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { signIn } from '../support/broker.ts';
import { callerWith, eventually, makeListing } from '../support/hub.ts';
import {
  assertAccessible,
  assertReadable,
  comeTo,
  everyDevice,
  openBrowser,
  shoot,
  type TestBrowser,
  type Visitor,
} from './browser.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
let browser: TestBrowser;
before(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await desk?.close();
});

const open = (choice: Parameters<TestBrowser['visit']>[1] = {}): Promise<Visitor> =>
  browser.visit(`${desk.hub.url}/`, { cookie: desk.owner.cookie, ...choice });

/** What earlier tests began may still be told, and what is told above a list pushes it from under a pointer. */
async function comesToRest(row: Locator): Promise<void> {
  let place = '';
  const looked = async (): Promise<boolean> => {
    const before = place;
    place = JSON.stringify([await row.boundingBox(), await row.textContent()]);
    return place === before;
  };
  await eventually(looked, (isAtRest) => isAtRest, 20_000, 1_000);
}

describe('now', () => {
  it('says what comes first where no marketplace is connected', async () => {
    const { cookie } = await signIn(desk.hub);
    const { page, close } = await open({ cookie, mode: 'phone-dark' });
    const connect = page.getByRole('region', { name: 'Nothing needs you' }).getByRole('link');
    // A thumb finds it, as soon as the page is drawn for good.
    await eventually(
      () => connect.boundingBox(),
      (box) => (box?.height ?? 0) >= 40,
    );
    await connect.click();
    await page.getByText('Choose the marketplace').waitFor();
    await close();
  });

  it('says with some pride that nothing needs you', async () => {
    const { page, complaints, close } = await open();
    await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
    await shoot(page, 'now-empty');
    assert.deepEqual(complaints, []);
    await close();
  });

  it('shows what needs you first, with what it costs and until when', async () => {
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: 40 });
    for (let number = 0; number < 12; number++) await desk.ask(`busy-${number}`, remoteId, 1 + (number % 4));
    const saleId = await desk.sellWhatIsGone(31_000);
    const { page, close } = await open();
    await page.getByRole('heading', { name: '1 order needs you' }).waitFor();
    await page.getByText('StubHub sold 2 tickets that Gametime already has.').waitFor();
    await page.getByText(saleId).first().waitFor();
    await page.getByRole('timer').first().waitFor();
    await close();
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const { page, complaints, close } = await open({ mode: `${device}-light` });
      await page.getByRole('heading', { name: /needs? you/ }).waitFor();
      await page.getByRole('heading', { name: 'Orders as they come' }).waitFor();
      await assertReadable(page, `now-busy-${device}`);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
});

describe('what needs you', () => {
  it('is rejected in place, after it has been said what that costs', async () => {
    const saleId = await desk.sellWhatIsGone(44_000);
    const { page, complaints, close } = await open();
    const item = page.getByRole('listitem').filter({ hasText: saleId });
    await item.getByRole('button', { name: 'Reject the sale' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/count a rejected sale against you/).waitFor();
    await shoot(page, 'now-reject');
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
    const reject = item.getByRole('button', { name: 'Reject the sale' });
    await reject.and(page.locator(':focus')).waitFor();
    await reject.click();
    await page.keyboard.press('Enter');
    await item.filter({ has: page.getByText('unfilled') }).waitFor({ state: 'detached' });
    // It is gone, and so is its button: whoever works by keyboard goes on from the page.
    await page.locator('main:focus').waitFor();
    const sale = await eventually(
      async () => desk.seller.book.sales.get(saleId),
      (known) => known?.state === 'rejected',
    );
    assert.ok(sale);
    assert.deepEqual(complaints, []);
    await close();
  });

  it('is filled from another listing, which is chosen by how alike it is', async () => {
    await makeListing(desk.hub.pool, desk.accountId, { remoteId: 'TG-OTHER', seats: ['21', '22'] });
    const saleId = await desk.sellWhatIsGone(44_000);
    // All of one evening.
    await desk.hub.pool.query(`update listings set event_at = date_trunc('day', event_at)`);
    const { page, close } = await open();
    const item = page.getByRole('listitem').filter({ hasText: saleId });
    await item.getByRole('button', { name: 'Fill from another listing' }).click();
    await page.getByRole('radio', { name: /^TG-OTHER/ }).click();
    await shoot(page, 'now-fill');
    await assertAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Fill from another listing' }).click();
    await eventually(
      async () => desk.seller.book.sales.get(saleId),
      (known) => known?.state === 'confirmed',
    );
    await item.waitFor({ state: 'detached' });
    await close();
  });

  it('is shown to a viewer, who is told who can act', async () => {
    const saleId = await desk.sellWhatIsGone();
    const { cookie } = await signIn(desk.hub, { accountId: desk.accountId, role: 'viewer' });
    const { page, close } = await open({ cookie });
    const item = page.getByRole('listitem').filter({ hasText: saleId });
    await item.waitFor();
    await page.getByText('An operator or an owner can act.').waitFor();
    assert.equal(await item.getByRole('button', { name: 'Reject the sale' }).count(), 0);
    await close();
  });
});

describe('now, when something is broken', () => {
  it('says what went wrong, and what to do', async () => {
    const { page, close } = await open();
    await page.getByRole('heading', { level: 1 }).waitFor();
    let isBroken = true;
    // It stays in place when all is well: a request that is on its way when it goes may never be answered.
    await page.route('**/api/v1/now**', (route) =>
      isBroken
        ? route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            body: JSON.stringify({
              code: 'hub_unavailable',
              title: 'Hub unavailable',
              detail: 'The database did not answer in time.',
              request_id: '5b0c7a52-9a61-4a53-8d0e-0f4b1f1f7c11',
            }),
          })
        : route.continue(),
    );
    await comeTo(page, desk.hub.url);
    await page.getByRole('heading', { name: 'Hub unavailable' }).waitFor();
    await page.getByRole('button', { name: /5b0c7a52/ }).waitFor();
    await shoot(page, 'now-broken');
    await assertAccessible(page);
    // It is tried by itself as well: once it is mended the button may be gone.
    await page.getByRole('button', { name: 'Try again' }).click();
    isBroken = false;
    await page.getByRole('heading', { name: 'Orders as they come' }).waitFor();
    await close();
  });

  it('keeps what it knows while the hub does not answer, and says how old it is', async () => {
    const { page, close } = await open();
    await page.getByRole('heading', { name: 'Orders as they come' }).waitFor();
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.getByText(/This is how things were at/).waitFor();
    await page.getByRole('heading', { name: 'Orders as they come' }).waitFor();
    await shoot(page, 'now-stale');
    await close();
  });
});

describe('the stream', () => {
  it('shows an order while it happens, and what becomes of it in its place', async () => {
    const { page, complaints, close } = await open();
    const list = page.getByRole('region', { name: 'Orders as they come' });
    await list.waitFor();
    await page.getByText('Not live').waitFor({ state: 'detached' });
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: 2 });
    await desk.hub.pool.query(`update listings set event = $1 where remote_id = $2`, ['שירי הים: ערב אחד', remoteId]);
    // Nothing but the stream may tell of it.
    await page.route('**/api/v1/now?**', (route) => route.abort());
    await desk.ask('live-1', remoteId, 2);
    const row = list.getByRole('listitem').filter({ hasText: 'שירי הים' });
    await row.filter({ hasText: 'held' }).waitFor();
    await callerWith(desk.hub, desk.asking)('DELETE', '/oi/v1/holds/live-1');
    await row.filter({ hasText: 'released' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('moves nothing under the pointer, and says how many wait', async () => {
    const { page, close } = await open();
    const list = page.getByRole('region', { name: 'Orders as they come' });
    const rows = list.getByRole('listitem');
    const top = (): Promise<string | null> => rows.first().getByRole('link').getAttribute('href');
    await comesToRest(rows.first());
    await rows.first().hover();
    const first = await top();
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: 9 });
    for (const number of [1, 2, 3]) await desk.ask(`waits-${number}`, remoteId, number);
    const pill = list.getByRole('button', { name: '3 wait' });
    await pill.waitFor();
    assert.equal(await top(), first);
    // By the keyboard: as soon as the pointer leaves the list for it, all of them come by themselves.
    await pill.press('Enter');
    await pill.waitFor({ state: 'detached' });
    assert.notEqual(await top(), first);
    await close();
  });

  it('takes sixty orders a second in its stride: few questions, few rows', async (context) => {
    const { page, close } = await open();
    const list = page.getByRole('region', { name: 'Orders as they come' });
    await list.waitFor();
    await page.getByText('Not live').waitFor({ state: 'detached' });
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: 300 });
    await page.evaluate(`window.longest = 0; (() => {
      let before = performance.now();
      const look = (now) => { window.longest = Math.max(window.longest, now - before); before = now; requestAnimationFrame(look); };
      requestAnimationFrame(look);
    })()`);
    let questions = 0;
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/')) questions += 1;
    });
    for (let second = 0; second < 3; second++) {
      await Promise.all(Array.from({ length: 60 }, (_, number) => desk.ask(`fast-${second}-${number}`, remoteId, 1)));
    }
    await list.getByRole('listitem').filter({ hasText: 'held' }).nth(30).waitFor();
    assert.ok(questions < 60, `${questions} questions about 180 orders`);
    assert.ok((await list.getByRole('listitem').count()) <= 40, 'the list has an end');
    // For whoever reads it: a shared machine is slow for reasons of its own.
    context.diagnostic(`longest frame: ${Math.round((await page.evaluate('window.longest')) as number)} ms`);
    await close();
  });
});
