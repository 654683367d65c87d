// Now, as a broker sees it: empty, busy and broken, on a desk and on a phone, in light and in dark.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeListing } from '../support/hub.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  everyMode,
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

describe('now', () => {
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

  for (const mode of everyMode) {
    it(`can be read by everybody, ${mode}`, async () => {
      const { page, complaints, close } = await open({ mode });
      await page.getByRole('heading', { name: /needs? you/ }).waitFor();
      await page.getByRole('heading', { name: 'Orders as they come' }).waitFor();
      await shoot(page, `now-busy-${mode}`, { whole: true });
      await assertNoSidewaysScroll(page);
      await assertAccessible(page);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
});
