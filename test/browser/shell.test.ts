// What stands around every page: found and done by keyboard, kept in the light that was chosen, narrow, printed, without
// JavaScript, and light enough to load.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from '../support/hub.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  assertReadable,
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

async function open(choice: Parameters<TestBrowser['visit']>[1] = {}): Promise<Visitor> {
  const visitor = await browser.visit(`${desk.hub.url}/`, { cookie: desk.owner.cookie, ...choice });
  await visitor.page.getByRole('heading', { level: 1 }).waitFor();
  return visitor;
}

const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement?.id || document.activeElement?.textContent || ""');

describe('the search', () => {
  it('opens by a key, finds by the beginning of a word, and goes there', async () => {
    const { page, close } = await open();
    await page.keyboard.press('/');
    const field = page.getByRole('combobox', { name: 'Search pages, orders and listings' });
    await field.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('dar');
    await page.getByRole('option', { name: /^Dark/ }).waitFor();
    await page.keyboard.press('Enter');
    await field.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('document.documentElement.dataset.mantineColorScheme'), 'dark');
    await close();
  });

  it('opens while somebody writes by Ctrl-K alone, and is left by Escape', async () => {
    const { page, close } = await open();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox');
    await field.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('/?gn');
    assert.equal(await field.inputValue(), '/?gn');
    await page.getByText('Nothing is called that.').waitFor();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await close();
  });

  it('keeps the page behind it still, also before it has the focus', async () => {
    const { page, close } = await open();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox');
    await field.and(page.locator(':focus')).waitFor();
    const url = page.url();
    for (const key of ['?', 'g', 'o'])
      await page.evaluate(
        `document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }))`,
      );
    await page.keyboard.type('gn');
    assert.equal(await field.inputValue(), 'gn');
    assert.equal(page.url(), url);
    await close();
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const { page, close } = await open({ mode: `${device}-light` });
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('option').first().waitFor();
      await assertReadable(page, `search-${device}`, { whole: false });
      await close();
    });
  }
});

describe('the keyboard', () => {
  it('comes to the page by the first key, past everything that is on every page', async () => {
    const { page, close } = await open({ anew: true });
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'To the page');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'page');
    await close();
  });

  it('shows its keys on a sheet, and gives the focus back', async () => {
    const { page, close } = await open();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await close();
  });

  it('shows where it is', async () => {
    const { page, close } = await open({ anew: true });
    for (let press = 0; press < 6; press++) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      assert.notEqual(outline, 'none', await focused(page));
    }
    await close();
  });
});

describe('light and dark', () => {
  it('follow the system until somebody chooses, and then stay so', async () => {
    const { page, close } = await open({ mode: 'desk-dark' });
    const scheme = () => page.evaluate('document.documentElement.dataset.mantineColorScheme');
    assert.equal(await scheme(), 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /Front Row Tickets/ }).click();
    // Whichever clock the device shows: here it is New York’s.
    await page.getByText(/^Times are in UTC, now \d\d:\d\d\.$/).waitFor();
    await page.getByText('Dark', { exact: true }).click();
    assert.equal(await scheme(), 'dark');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await scheme(), 'dark');
    await close();
  });
});

describe('the shell', () => {
  for (const width of [320, 390, 768, 1_024]) {
    it(`needs no sideways scrolling at ${width} px`, async () => {
      const { page, close } = await open({ mode: 'phone-light', width });
      await assertNoSidewaysScroll(page);
      await close();
    });
  }

  it('says without JavaScript what it needs', async () => {
    const answer = await fetch(desk.hub.url, { headers: { accept: 'text/html' } });
    assert.match(await answer.text(), /<noscript>.*needs JavaScript.*<\/noscript>/s);
  });

  it('prints the page, and nothing of what stands around it', async () => {
    const { page, close } = await open();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.equal(await page.getByText('Front Row Tickets').isVisible(), false);
    assert.equal(await page.getByRole('heading', { level: 1 }).isVisible(), true);
    await close();
  });

  it('moves nothing for those who want no motion', async () => {
    const { page, close } = await open();
    const longest = await page.evaluate(
      `Math.max(0, ...[...document.querySelectorAll('*')].map((e) => parseFloat(getComputedStyle(e).transitionDuration)))`,
    );
    assert.ok((longest as number) <= 0.01, String(longest));
    await close();
  });

  it('loads less than 300 KB of script for its first page, compressed', async () => {
    const { page, close } = await open({ anew: true });
    const sizes = (await page.evaluate(
      `performance.getEntriesByType('resource').filter((e) => /\\.js$/.test(e.name)).map((e) => [e.name, e.encodedBodySize])`,
    )) as [string, number][];
    const sum = sizes.reduce((all, [, size]) => all + size, 0);
    assert.ok(sum > 50_000, `${sum} bytes cannot be all of it`);
    assert.ok(sum < 300_000, `${sum} bytes: ${JSON.stringify(sizes)}`);
    await close();
  });

  it('is loaded anew when the hub was renewed under it, and its files have other names', async () => {
    const { page, close } = await open({ anew: true });
    await page.route('**/assets/orders-page*.js', (route) => route.fulfill({ status: 404 }), { times: 1 });
    await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Orders' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    await close();
  });

  it('says so where a page does not come because the device is offline, and shows it when it is back', async () => {
    const { page, context, close } = await open({ anew: true });
    await context.setOffline(true);
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/reports');
    await page.getByRole('heading', { name: 'The hub does not answer' }).waitFor();
    await context.setOffline(false);
    await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
    await close();
  });

  it('does not let the page jump while it loads', async () => {
    const { page, close } = await open({ anew: true });
    const shift = await page.evaluate(`new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
    })`);
    assert.ok((shift as number) < 0.1, String(shift));
    await close();
  });
});

describe('the search among orders', () => {
  it('finds one by its number, and opens it with the focus on its page', async () => {
    const saleId = await desk.sellWhatIsGone();
    await eventually(
      () => desk.owner.call<{ items: object[] }>('GET', `/orders?number=${saleId}`),
      ({ body }) => body.items.length === 1,
    );
    const { page, complaints, close } = await open();
    await page.keyboard.press('/');
    // It stands there a moment before it has the focus.
    await page.locator('[role="combobox"]:focus').waitFor();
    await page.keyboard.type(saleId);
    const option = page.getByRole('option', { name: new RegExp(saleId) });
    await option.waitFor();
    await shoot(page, 'search-order');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/orders/*');
    await page.locator('main#page:focus').waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('goes to a place by two keys', async () => {
    const { page, close } = await open();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForURL('**/orders');
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    await close();
  });
});
