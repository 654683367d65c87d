// The demo opens on the console: what it prints lets somebody in, and there is something to see. With PICTURES=1 the
// pictures of the README are taken anew: PICTURES=1 npm test -- browser/demo
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  assertNoSidewaysScroll,
  everyDevice,
  everyScheme,
  inScheme,
  type Mode,
  openBrowser,
  shoot,
  type TestBrowser,
  takesPictures,
  type Visitor,
} from './browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
type Demo = { url: string; email: string; password: string; stop: () => Promise<void> };

let demo: Demo;
let browser: TestBrowser;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function startDemo(): Promise<Demo> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  const child = spawn(process.execPath, [`${root}bin/holdfast.js`, 'demo', '--seed', '13'], {
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  const said: Partial<Record<string, string>> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, what, value] = /^ {2}(Open|sign in|with) +(\S+)/.exec(line) ?? [];
    if (what && value) said[what] = value;
    if (said.with !== undefined) break;
  }
  // What it prints from here on is nobody's to read, and must not fill the pipe.
  child.stdout.resume();
  const { Open: url, 'sign in': email, with: password } = said;
  if (!url || !email || !password) throw new Error(`the demo said only ${JSON.stringify(said)}`);
  return { url, email, password, stop };
}

async function comeIn(mode: Mode): Promise<Visitor> {
  const visitor = await browser.visit(demo.url, { mode });
  const { page } = visitor;
  await page.getByLabel('E-mail address').fill(demo.email);
  await page.getByLabel('Password', { exact: true }).fill(demo.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Orders as they come' }).waitFor();
  return visitor;
}

describe('the demo', () => {
  it('lets somebody in with what it prints, to a day that is filled and moving', async () => {
    const { page, complaints, close } = await comeIn('desk-light');
    const day = page.getByRole('region', { name: 'Today' });
    await day.getByRole('row').nth(5).waitFor();
    const first = await page
      .getByRole('region', { name: 'Orders as they come' })
      .getByRole('listitem')
      .first()
      .textContent();
    await page
      .getByRole('region', { name: 'Orders as they come' })
      .getByRole('listitem')
      .first()
      .filter({ hasNotText: first ?? '' })
      .waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  for (const device of everyDevice) {
    it(`is a picture, ${device}`, async () => {
      const { page, close } = await comeIn(`${device}-light`);
      await page.getByRole('region', { name: 'Today' }).getByRole('row').nth(5).waitFor();
      await page.mouse.move(0, 0);
      for (const scheme of everyScheme) {
        await inScheme(page, scheme);
        await shoot(page, `demo-${device}-${scheme}`);
        await shoot(page, `demo-${device}-${scheme}-whole`, { whole: true });
        await assertNoSidewaysScroll(page);
      }
      await close();
    });
  }

  it('is in the README in two pictures', { skip: !takesPictures }, async () => {
    const folder = `${root}docs/pictures`;
    await mkdir(folder, { recursive: true });
    for (const scheme of ['light', 'dark'] as const) {
      const { page, close } = await comeIn(`desk-${scheme}`);
      await page.setViewportSize({ width: 1_280, height: 800 });
      await page.mouse.move(0, 0);
      await page.screenshot({ path: `${folder}/now-${scheme}.png`, animations: 'disabled' });
      await close();
    }
  });
});
