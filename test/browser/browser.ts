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

type Choice = {
  mode?: Mode;
  /** Of one who is signed in. */
  cookie?: string;
  width?: number;
  reducedMotion?: boolean;
  /** For what is proven of the loading itself, and of a page that nobody has touched: nothing of an open console is used. */
  anew?: boolean;
};

export type TestBrowser = {
  /** A person with a browser of their own: nothing is shared with another visitor but the console's code, which stays loaded. */
  visit: (url: string, choice?: Choice) => Promise<Visitor>;
  close: () => Promise<void>;
};

/** One for a test file. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await launchChromium();
  const idle: Seat[] = [];
  return {
    visit: (url, choice = {}) => visit(browser, idle, url, choice),
    close: () => browser.close(),
  };
}

/** Where a visitor sits, one after the other. To load the console anew is ten times the work of going to another of its pages. */
type Seat = Pick<Visitor, 'page' | 'context'> & {
  device: string;
  hear: (complaint: string) => void;
  /** The console whose code is loaded, and has forgotten whatever it has read; null: none. */
  openConsole: string | null;
};

async function visit(browser: Browser, idle: Seat[], url: string, choice: Choice): Promise<Visitor> {
  const { mode = 'desk-light', cookie, width, reducedMotion = true, anew = false } = choice;
  const { viewport, ...look } = modes[mode];
  const device = JSON.stringify({ ...look, colorScheme: null });
  const { origin } = new URL(url);
  const seat = takeSeat(idle, device, origin) ?? (await makeSeat(browser, device, look));
  const { page, context } = seat;
  const complaints: string[] = [];
  seat.hear = (complaint) => complaints.push(complaint);
  await page.setViewportSize({ ...viewport, width: width ?? viewport.width });
  await page.emulateMedia({
    media: null,
    colorScheme: look.colorScheme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  });
  if (cookie) {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: origin }]);
  }
  if (seat.openConsole === origin && !anew) await goOn(page, url);
  else await page.goto(url);
  return { page, context, complaints, close: () => leave(seat, idle) };
}

/** Best where the console of that hub is open already. */
function takeSeat(idle: Seat[], device: string, origin: string): Seat | undefined {
  const fitting = idle.filter((seat) => seat.device === device);
  const taken = fitting.find((seat) => seat.openConsole === origin) ?? fitting[0];
  if (taken) idle.splice(idle.indexOf(taken), 1);
  return taken;
}

async function makeSeat(browser: Browser, device: string, look: Omit<(typeof modes)[Mode], 'viewport'>): Promise<Seat> {
  const context = await browser.newContext({ ...look, locale: 'en-GB', timezoneId: 'America/New_York' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const seat: Seat = { page, context, device, hear: () => {}, openConsole: null };
  page.on('pageerror', (error) => seat.hear(String(error)));
  page.on('console', (message) => {
    // A refused answer is what the page handles; it says so itself where it does not.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      seat.hear(message.text());
    }
  });
  return seat;
}

/** Goes to another page of the console that is open, as by a link: a tenth of the work of `page.goto`, which loads it anew. */
async function goOn(page: Page, url: string): Promise<void> {
  const { pathname, search } = new URL(url, page.url());
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(pathname + search)})`);
}

/** Whatever the visitor has left behind is taken away, also from the console's memory, before another comes. */
async function leave(seat: Seat, idle: Seat[]): Promise<void> {
  const { page, context } = seat;
  await Promise.all([page.unrouteAll({ behavior: 'ignoreErrors' }), context.unrouteAll({ behavior: 'ignoreErrors' })]);
  await Promise.all([context.setOffline(false), context.clearCookies(), page.mouse.move(0, 0)]);
  // What was chosen for this device is in the console's memory, too.
  const hasChosen = await page.evaluate('localStorage.length > 0 && (localStorage.clear(), true)');
  await page.evaluate('sessionStorage.clear()');
  const isOpen = await leaveConsole(page, 2_000).catch(() => false);
  seat.openConsole = isOpen && !hasChosen ? new URL(page.url()).origin : null;
  seat.hear = () => {};
  idle.push(seat);
}

/** Goes to where no page is, and has the console forget whatever it has read; false: there is no console. */
async function leaveConsole(page: Page, mostMs = 20_000): Promise<boolean> {
  await goOn(page, '/no-such-page');
  await page.getByRole('heading', { name: 'There is no page here' }).waitFor({ timeout: mostMs });
  return (await page.evaluate(forgetAllRead)) === true;
}

/** As somebody who has just come: of nothing that the page shows has anything been read, not even who is signed in. */
export async function comeTo(page: Page, url: string): Promise<void> {
  assert.ok(await leaveConsole(page), 'there is no console');
  await goOn(page, url);
}

/** The console keeps what it has read where only its components find it. */
const forgetAllRead = `(() => {
  const place = document.getElementById('console');
  const root = Object.keys(place).find((key) => key.startsWith('__reactContainer$'));
  const isFound = (part) => {
    if (part === null) return false;
    const { client } = part.memoizedProps ?? {};
    client?.clear();
    return client !== undefined || isFound(part.child) || isFound(part.sibling);
  };
  return isFound(place[root].stateNode.current);
})()`;

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
