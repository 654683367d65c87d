// Every page of the console in every state that is forgotten elsewhere: while it is read, filled, empty, when the hub fails, when
// nothing answers and when the device is offline; on a desk and on a phone. A page that is new and not in the table is missed here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { signIn } from '../support/broker.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  comeTo,
  everyScheme,
  inScheme,
  type Mode,
  openBrowser,
  shoot,
  type TestBrowser,
  takesPictures,
} from './browser.ts';
import { type LivedInDesk, openLivedInDesk } from './lived-in-desk.ts';
import { openTroubledLine, type TroubledLine } from './troubled-line.ts';

type Shown = {
  /** Beneath the hub's address; left out: the route itself. */
  at?: (desk: LivedInDesk) => string;
  /** What stands there when it has been read. */
  filled: RegExp;
  /** What a new account sees there; left out: one listing, one order. */
  empty?: RegExp;
  /** It is there without asking the hub for anything. */
  asksNothing?: true;
};

const pages: Readonly<Record<string, Shown>> = {
  '/': { filled: /orders? needs? you/, empty: /Nothing needs you/ },
  '/orders': { filled: /The Longest Night/, empty: /No orders yet/ },
  '/orders/$orderId': { at: ({ orderId }) => `/orders/${orderId}`, filled: /What happened/ },
  '/holds': { filled: /tickets in \d+ holds/, empty: /Nothing is on hold/ },
  '/listings': { filled: /The Longest Night/, empty: /The shelf is empty/ },
  '/listings/$remoteId': { at: ({ remoteId }) => `/listings/${remoteId}`, filled: /What became of them/ },
  '/imports': { filled: /are on the shelf/, empty: /No file has been imported yet/ },
  '/alerts': { filled: /Unfilled/, empty: /Nothing is open/ },
  '/reports': { filled: /Why marketplaces were told no/, empty: /Nothing happened in this time/ },
  '/waivers': { filled: /These may be for a waiver/, empty: /No waiver was asked for yet/ },
  '/waivers/$waiverId': { at: ({ waiverId }) => `/waivers/${waiverId}`, filled: /The recorded conversation/ },
  '/points-of-sale': { filled: /1 finding/, empty: /No POS of yours is connected/ },
  '/points-of-sale/$pos': {
    at: () => '/points-of-sale/bridge',
    filled: /there is no such order here/,
    empty: /Connect REST bridge/,
  },
  '/connections': { filled: /Last order/, empty: /No marketplace is connected yet/ },
  '/connections/new': { filled: /connected already/, empty: /Choose the marketplace/ },
  '/connections/$connectionId': {
    at: ({ asking }) => `/connections/${asking.connectionId}`,
    filled: /What is known of Gametime/,
  },
  '/settings': { filled: /changed the settings|issued|invited/, empty: /Who changed what/ },
  '/sign-in': { filled: /Forgotten the password/, asksNothing: true },
  '/sign-up': { filled: /To the sign-in/ },
  '/forgotten': { filled: /Ask the operator/ },
  '/join/$token': { at: ({ joinPath }) => joinPath, filled: /Join Front Row Tickets/ },
  '/password/$token': { at: ({ passwordPath }) => passwordPath, filled: /New password/ },
};

/** So many pages at once: most of the time is spent waiting until the console has tried thrice. */
const tabs = 4;

let desk: LivedInDesk;
let browser: TestBrowser;
let lines: TroubledLine[] = [];
before(async () => {
  [desk, browser] = await Promise.all([openLivedInDesk(), openBrowser()]);
  lines = await Promise.all(Array.from({ length: tabs }, () => openTroubledLine(desk.hub.url)));
});
after(async () => {
  await browser?.close();
  await Promise.all(lines.map((line) => line.close()));
  await desk?.close();
});

it('every page that the router knows is looked at here', () => {
  const router = readFileSync(new URL('../../console/src/app/router.tsx', import.meta.url), 'utf8');
  const paths = Array.from(router.matchAll(/^ +path: '([^']+)'/gm), ([, path]) => path);
  assert.deepEqual(paths.toSorted(), Object.keys(pages).toSorted());
});

type Look = { name: string; shown: Shown; page: Page; line: TroubledLine; url: string; complaints: string[] };

type Choice = { mode?: Mode; cookie: string; chosen: (shown: Shown) => boolean };

/** Opens the pages that are chosen, some at a time, each tab on a line of its own, and looks. */
async function eachPage(
  { mode = 'desk-light', cookie, chosen }: Choice,
  look: (at: Look) => Promise<void>,
): Promise<void> {
  const left = Object.entries(pages).filter(([, shown]) => chosen(shown));
  const faults: string[] = [];
  const openTab = async (line: TroubledLine): Promise<void> => {
    const visitor = await browser.visit(`${line.url}/no-such-page`, { mode, cookie });
    for (let next = left.shift(); next; next = left.shift()) {
      const [path, shown] = next;
      const name = path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'now';
      const url = `${line.url}${shown.at?.(desk) ?? path}`;
      await look({ ...visitor, name, shown, line, url }).catch((error: Error) =>
        faults.push(`${path}: ${error.message}`),
      );
      line.is('none');
    }
    faults.push(...visitor.complaints);
    await visitor.close();
  };
  await Promise.all(lines.map(openTab));
  assert.deepEqual(faults, []);
}

/** As on a phone, which is narrow, and at night. */
async function onPhone(page: Page, look: () => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await inScheme(page, 'dark');
  await look();
  await inScheme(page, 'light');
  if (before) await page.setViewportSize(before);
}

/** Of the whole page, in light and in dark. */
async function picture(page: Page, name: string): Promise<void> {
  if (!takesPictures) return;
  for (const scheme of everyScheme) {
    await inScheme(page, scheme);
    await shoot(page, `every-${name}-${scheme}`, { whole: true });
  }
}

const asks = ({ asksNothing }: Shown): boolean => !asksNothing;

/** On a phone a page is loaded, as from a letter; at a desk it is come to from elsewhere in the console. */
const arrivals = {
  'desk-light': async (page: Page, url: string) => {
    await watchForJumps(page);
    await comeTo(page, url);
  },
  'phone-dark': async (page: Page, url: string) => {
    await page.goto(url, { waitUntil: 'commit' });
    await watchForJumps(page);
  },
};

for (const mode of ['desk-light', 'phone-dark'] as const) {
  const arrive = arrivals[mode];
  it(`every page keeps its shape while it is read, and when the device is offline, ${mode}`, async () => {
    await eachPage(
      { mode, cookie: desk.owner.cookie, chosen: () => true },
      async ({ name, shown, page, line, url }) => {
        line.is('slow');
        await arrive(page, url);
        if (asks(shown)) await page.locator('main [aria-busy="true"]').first().waitFor();
        line.is('none');
        await isRead(page, shown.filled);
        await assertNoSidewaysScroll(page);
        const { sum, what } = await jumps(page);
        assert.ok(sum < 0.1, `it jumps by ${sum}: ${what.join(', ')}`);
        await picture(page, `${name}-filled-${mode}`);
        if ((await page.locator('main#page').count()) === 0) return;
        await page.context().setOffline(true);
        await page.getByText(/Not live since/).waitFor();
        await page.getByText(shown.filled).first().waitFor();
        line.is('failing');
        await page.context().setOffline(false);
        await page.getByText(/Not live since/).waitFor({ state: 'detached' });
        await page.getByText(/This is how things were at/).waitFor();
      },
    );
  });
}

it('every page says what is wrong when the hub fails, and is read when one tries again', async () => {
  await eachPage({ cookie: desk.owner.cookie, chosen: asks }, async ({ name, shown, page, line, url }) => {
    line.is('failing');
    await comeTo(page, url);
    const again = page.getByRole('button', { name: 'Try again' });
    await again.first().waitFor();
    await page.getByText('Something went wrong in the hub').first().waitFor();
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, 'it still says which page it is');
    await isRead(page);
    await assertNoSidewaysScroll(page);
    await assertAccessible(page);
    await picture(page, `${name}-broken-desk`);
    await onPhone(page, async () => {
      await assertNoSidewaysScroll(page);
      await picture(page, `${name}-broken-phone`);
    });
    // It is tried by itself as well: not before it was pressed.
    line.is('slow');
    await again.first().click();
    line.is('none');
    await isRead(page, shown.filled);
    await again.first().waitFor({ state: 'detached' });
  });
});

it('every page says that the hub does not answer, and is read by itself when it does', async () => {
  await eachPage({ cookie: desk.owner.cookie, chosen: asks }, async ({ name, shown, page, line, url }) => {
    line.is('cut');
    await comeTo(page, url);
    await page.getByText('The hub does not answer').first().waitFor();
    await picture(page, `${name}-cut-desk`);
    line.is('none');
    await isRead(page, shown.filled);
  });
});

it('every page says what comes next when there is nothing yet', async () => {
  const { cookie } = await signIn(desk.hub);
  const chosen = ({ empty }: Shown): boolean => empty !== undefined;
  await eachPage({ cookie, chosen }, async ({ name, shown, page, url }) => {
    await comeTo(page, url);
    await isRead(page, shown.empty);
    await assertNoSidewaysScroll(page);
    await picture(page, `${name}-empty-desk`);
    await onPhone(page, async () => {
      await assertNoSidewaysScroll(page);
      await assertAccessible(page);
      await picture(page, `${name}-empty-phone`);
    });
  });
});

/** Nothing is under way any more, and what is named stands there. */
async function isRead(page: Page, words?: RegExp): Promise<void> {
  if (words) await page.getByText(words).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}

/** Notes, from now on or from the first moment of a page that was loaded just now, by how much what is to be seen has moved. */
async function watchForJumps(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const buffered = globalThis.jumps === undefined;
    globalThis.jumps?.watcher.disconnect();
    const jumps = (globalThis.jumps = { sum: 0, what: [] });
    jumps.watcher = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        jumps.sum += entry.value;
        for (const { node } of entry.sources) jumps.what.push(entry.value.toFixed(3) + ' ' + (node?.outerHTML ?? 'what is gone').slice(0, 90));
      }
    });
    jumps.watcher.observe({ type: 'layout-shift', buffered });
  })()`);
}

async function jumps(page: Page): Promise<{ sum: number; what: string[] }> {
  return (await page.evaluate(
    'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn({ sum: jumps.sum, what: jumps.what }))))',
  )) as { sum: number; what: string[] };
}
