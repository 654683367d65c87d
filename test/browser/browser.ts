// A browser for tests: the four ways in which people look at the console, pictures of what they see, and what axe finds.
// Nothing here knows what is right; the tests say that.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

/** Desk or phone, light or dark. */
const modes = {
  'desk-light': { viewport: { width: 1_440, height: 900 }, colorScheme: 'light' },
  'desk-dark': { viewport: { width: 1_440, height: 900 }, colorScheme: 'dark' },
  'phone-light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
  'phone-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
} as const;
export type Mode = keyof typeof modes;
export const everyDevice = ['desk', 'phone'] as const;
export const everyScheme = ['light', 'dark'] as const;

export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** What the page has complained about since it was opened: thrown errors, refused styles and scripts. */
  complaints: string[];
  close: () => Promise<void>;
};

export type TestBrowser = {
  /** A person with a browser of their own: nothing is shared with another visitor. `cookie`: of one who is signed in. */
  visit: (
    url: string,
    choice?: { mode?: Mode; cookie?: string; width?: number; reducedMotion?: boolean },
  ) => Promise<Visitor>;
  close: () => Promise<void>;
};

/** One for a test file. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await launchChromium();
  return {
    visit: (url, choice = {}) => visit(browser, url, choice),
    close: () => browser.close(),
  };
}

async function visit(
  browser: Browser,
  url: string,
  { mode = 'desk-light', cookie, width, reducedMotion = true }: NonNullable<Parameters<TestBrowser['visit']>[1]>,
): Promise<Visitor> {
  const { viewport, ...look } = modes[mode];
  const context = await browser.newContext({
    ...look,
    viewport: { ...viewport, width: width ?? viewport.width },
    baseURL: new URL(url).origin,
    locale: 'en-GB',
    timezoneId: 'America/New_York',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  });
  if (cookie) {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: new URL(url).origin }]);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A refused answer is what the page handles; it says so itself where it does not.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  await page.goto(url);
  return { page, context, complaints, close: () => context.close() };
}

const shots = fileURLToPath(new URL('shots/', import.meta.url));

/** Pictures are for people who work on the pages, and nothing fails by them: PICTURES=1 npm test -- browser */
export const takesPictures = process.env.PICTURES === '1';

/** Takes a picture, where pictures are wanted, into test/browser/shots. */
export async function shoot(page: Page, name: string, { whole = false }: { whole?: boolean } = {}): Promise<void> {
  if (!takesPictures) return;
  if (process.env.PICTURES !== '1') return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: whole, animations: 'disabled' });
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Finding = { id: string; impact: string | null; nodes: { html: string; failureSummary: string }[] };

/** As when night falls, or a day begins, while the page is open. */
export async function inScheme(page: Page, scheme: (typeof everyScheme)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor({ state: 'attached' });
}

/** Fails when there is somebody who cannot read the page, in light or in dark. It is left in the dark. */
export async function assertReadable(
  page: Page,
  name: string,
  { whole = true }: { whole?: boolean } = {},
): Promise<void> {
  let seen: unknown = null;
  for (const scheme of everyScheme) {
    await inScheme(page, scheme);
    await shoot(page, `${name}-${scheme}`, { whole });
    await assertNoSidewaysScroll(page);
    const before = seen;
    seen = await page.evaluate(allButColours);
    await assertAccessible(page, isDeepStrictEqual(seen, before) ? ofColours : everyRule);
  }
}

/** What rules read that do not look at colours: what is written, and the boxes and the visibility of each element. */
const allButColours = `(() => {
  const elements = [...document.body.querySelectorAll('*')];
  const boxes = elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { display, visibility, opacity } = getComputedStyle(element);
    return [x, y, width, height, display, visibility, opacity].join(' ');
  });
  return [document.title, document.body.outerHTML, boxes.join('\\n')];
})()`;

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] as const;
/** The others cannot find anything new on a page that differs in colours alone, and are two thirds of the work. */
const ofColours = ['color-contrast', 'link-in-text-block'] as const;

/** Fails when axe finds something serious. */
export async function assertAccessible(page: Page, rules: readonly string[] = everyRule): Promise<void> {
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(await axe);
  const { violations } = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(rules)} })`,
  )) as { violations: Finding[] };
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = serious.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n  ${failureSummary}`),
  );
  assert.deepEqual(found, []);
}

/** Fails when the page is wider than what it is shown in. */
export async function assertNoSidewaysScroll(page: Page): Promise<void> {
  const { inner, whole, widest } = (await page.evaluate(`(() => {
    const inner = document.documentElement.clientWidth;
    const over = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > inner + 1);
    return { inner, whole: document.documentElement.scrollWidth, widest: over.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)) };
  })()`)) as { inner: number; whole: number; widest: string[] };
  assert.ok(whole <= inner, `${whole} wide in ${inner}: ${widest.join('\n')}`);
}
