// The shelf, one listing and imports, as a broker walks through them: an empty shelf, a file with mistakes in it, the file mended,
// an event found, a ticket's story read, a price changed; on a desk and on a phone, in light and in dark, and for a viewer.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { elsewhere } from '../../src/core/claim.ts';
import { exampleFile } from '../../src/import/example-file.ts';
import { signIn } from '../support/broker.ts';
import { callerWith, connectBridge, makeListing } from '../support/hub.ts';
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

const open = (path: string, choice: Parameters<TestBrowser['visit']>[1] = {}): Promise<Visitor> =>
  browser.visit(`${desk.hub.url}${path}`, { cookie: desk.owner.cookie, ...choice });

const longName = 'الليلة الأطول – An Evening of Very Long Names with Full Orchestra, Choir and Four Special Guests';
const header = exampleFile.split('\n')[0] ?? '';
const csvOf = (count: number): string =>
  [header, ...Array.from({ length: count }, (_, index) => rowOf(`KN-${index}`, String(101 + (index % 40))))].join('\n');
const rowOf = (remoteId: string, section: string, price = '180.00'): string =>
  `${remoteId},Knicks at Nets,Barclays Center,2027-03-14T19:30:00-05:00,${section},F,5-8,,${price},USD,any`;

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel('File of listings').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

/** A listing with a story: let go, sold, on hold, sold elsewhere; and one with a long name in two scripts. */
async function trade(): Promise<string> {
  const { hub, accountId, ask, asking } = desk;
  const seats = Array.from({ length: 12 }, (_, seat) => String(seat + 1));
  const remoteId = await makeListing(hub.pool, accountId, { remoteId: 'A/B 7?', seats });
  const gametime = callerWith(hub, asking);
  await ask('story-1', remoteId, 2);
  await gametime('DELETE', '/oi/v1/holds/story-1');
  await ask('story-2', remoteId, 4);
  await gametime('POST', '/oi/v1/holds/story-2/invoice', {
    order_id: '9014711',
    total: { amount: 84_000, currency: 'USD' },
  });
  await ask('story-3', remoteId, 2);
  await ask('story-4', remoteId, 9);
  await hub.pool.query(`update listings set owners[12] = $3 where account_id = $1 and remote_id = $2`, [
    accountId,
    remoteId,
    elsewhere,
  ]);
  const named = await makeListing(hub.pool, accountId, { remoteId: 'LONG', seats: 250 });
  await hub.pool.query(`update listings set event = $2, venue = 'Théâtre du Châtelet' where remote_id = $1`, [
    named,
    longName,
  ]);
  await makeListing(hub.pool, accountId, { remoteId: 'SKY-1', pos: 'skybox' });
  return remoteId;
}

describe('an empty shelf', () => {
  it('invites to import', async () => {
    const { page, complaints, close } = await open('/listings');
    await page.getByRole('heading', { name: 'The shelf is empty' }).waitFor();
    await shoot(page, 'listings-empty');
    await assertAccessible(page);
    await page.getByRole('main').getByRole('link', { name: 'Import' }).first().click();
    await page.getByText('No file has been imported yet.').waitFor();
    await shoot(page, 'imports-empty', { whole: true });
    assert.deepEqual(complaints, []);
    await close();
  });
});

describe('a file of listings', () => {
  it('is refused with its mistakes by line, mended, and then stands on the shelf', async () => {
    const { page, complaints, close } = await open('/imports');
    await choose(
      page,
      'march.csv',
      [header, rowOf('KN-0', '101', 'dear'), rowOf('KN-0', '102'), rowOf('KN-0', '103')].join('\n'),
    );
    await page.getByText('2 things are wrong in the file, and nothing was imported.').waitFor();
    const row = page.getByRole('row').filter({ hasText: 'is not a plain decimal number' });
    assert.equal(await row.getByRole('rowheader').innerText(), '2');
    await shoot(page, 'imports-refused', { whole: true });
    await choose(page, 'march, mended.csv', csvOf(3_000));
    await page.getByText('All 3,000 listings with 12,000 tickets are on the shelf.').waitFor();
    await page.getByText('3,000 new', { exact: true }).waitFor();
    await comeTo(page, `${desk.hub.url}/listings`);
    await page.getByRole('row').filter({ hasText: 'Knicks at Nets' }).first().waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('is shown while it goes on, also to whoever only looks', async () => {
    const viewer = await signIn(desk.hub, { accountId: desk.accountId, role: 'viewer' });
    const { page, close } = await open('/imports', { cookie: viewer.cookie });
    await page.getByText('An operator or an owner of this account can import files.').waitFor();
    assert.equal(await page.getByLabel('File of listings').count(), 0);
    const { pool } = desk.hub;
    await pool.query(
      `insert into imports (account_id, import_id, pos, file_name, by_name, state, phase, rows_done, rows_total, alive_until, began_at)
       values ($1, gen_random_uuid(), 'house', 'night.csv', 'Grace Hopper', 'running', 'comparing', 1200, 3000,
         now() + interval '1 hour', now())`,
      [desk.accountId],
    );
    await page.getByText('1,200 of 3,000').waitFor();
    await shoot(page, 'imports-running');
    await pool.query(`update imports set alive_until = now() - interval '1 second' where file_name = 'night.csv'`);
    await page.getByText('Whoever ran it is gone. Nothing was imported.').waitFor();
    await close();
  });

  it('may be dropped on the page', async () => {
    const { page, close } = await open('/imports');
    const file = await page.evaluateHandle(`(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([${JSON.stringify(csvOf(3_000))}], 'dropped.csv', { type: 'text/csv' }));
      return dropped;
    })()`);
    await page.getByText('Drop a CSV file here').dispatchEvent('drop', { dataTransfer: file });
    await page.getByText('3,000 as they were', { exact: true }).waitFor();
    await page.getByText('dropped.csv').waitFor();
    await close();
  });

  it('is given an example to begin from', async () => {
    const { page, close } = await open('/imports');
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Example file' }).click();
    assert.equal((await file).suggestedFilename(), 'listings-example.csv');
    await close();
  });
});

describe('the shelf', () => {
  it('is searched by event and section, and narrowed in the address', async () => {
    await trade();
    const { page, complaints, close } = await open('/listings');
    await page.getByRole('searchbox', { name: 'Search listings' }).fill('longest hall');
    await page.waitForURL(/q=longest\+hall/);
    await page.getByText('5 of 12 free · 2 held · 4 sold · 1 elsewhere').waitFor();
    await page.getByLabel('Free tickets').selectOption('none');
    await page.getByRole('heading', { name: 'No listing fits' }).waitFor();
    assert.match(page.url(), /q=longest\+hall&free=none/);
    await page.getByRole('button', { name: 'Show all listings' }).click();
    await page.getByRole('searchbox', { name: 'Search listings' }).fill('knicks 140 kn-39');
    await page.getByRole('row').filter({ hasText: 'KN-39' }).first().waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('is saved as a view', async () => {
    const { page, close } = await open('/listings?q=knicks&free=some');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Save this view as' }).fill('Knicks');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Knicks' }).waitFor();
    await comeTo(page, `${desk.hub.url}/listings`);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('link', { name: 'Knicks' }).click();
    await page.waitForURL(/q=knicks/);
    await close();
  });

  it('is narrowed to one POS, and takes files for it, once there is more than one', async () => {
    const { page, close } = await open('/listings');
    await page.getByRole('row').filter({ hasText: 'KN-' }).first().waitFor();
    assert.equal(await page.getByLabel('POS', { exact: true }).count(), 0);
    // There are more than are drawn, and the venue has no room.
    await page.setViewportSize({ width: 1_280, height: 800 });
    const events = page.getByRole('columnheader', { name: 'Event', exact: true });
    assert.ok(((await events.boundingBox())?.width ?? 0) >= 200, 'what is left over is the event’s');
    await connectBridge(desk.hub.pool, desk.accountId, 'http://127.0.0.1:9');
    await makeListing(desk.hub.pool, desk.accountId, { remoteId: 'BRIDGED', pos: 'bridge' });
    await comeTo(page, page.url());
    await page.getByLabel('POS', { exact: true }).selectOption('bridge');
    await page.getByRole('row').filter({ hasText: 'KN-' }).first().waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: 'BRIDGED' }).waitFor();
    await comeTo(page, `${desk.hub.url}/imports`);
    await page.getByLabel('The POS in which the listings stand').selectOption('bridge');
    await choose(page, 'bridge.csv', [header, rowOf('BRIDGED-2', '101')].join('\n'));
    await page.getByText('The one listing with 4 tickets is on the shelf.').waitFor();
    const { body } = await desk.owner.call('GET', '/listings/BRIDGED-2');
    assert.equal(body.pos, 'bridge');
    await close();
  });

  it('is found by the search over everything, as events and as listings', async () => {
    const { page, close } = await open('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search pages, orders and listings' }).fill('knicks nets');
    await page
      .getByRole('group', { name: 'Events' })
      .getByRole('option', { name: /Knicks at Nets.*200\+ listings/ })
      .waitFor();
    await shoot(page, 'palette-listings');
    await page.getByRole('group', { name: 'Listings' }).getByRole('option').first().click();
    await page.waitForURL(/\/listings\/(KN|BRIDGED)-/);
    await close();
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const { page, complaints, close } = await open('/listings?q=l', { mode: `${device}-light` });
      await page.getByText('An Evening of').first().waitFor();
      await assertReadable(page, `listings-${device}`, { whole: false });
      await comeTo(page, `${desk.hub.url}/imports`);
      await page.getByText('All 3,000 listings').first().waitFor();
      await assertReadable(page, `imports-${device}`);
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  it('says what is wrong when the hub does not answer, keeps what was read, and comes back', async () => {
    const { page, context, close } = await open('/');
    await context.route('**/api/v1/listings?**', (route) => route.abort());
    await page.getByRole('link', { name: 'Listings' }).first().click();
    await page.getByRole('heading', { name: 'The hub does not answer' }).waitFor();
    // It is tried by itself as well: once it is mended the button may be gone.
    await page.getByRole('button', { name: 'Try again' }).click();
    await context.unroute('**/api/v1/listings?**');
    await page.getByRole('row').filter({ hasText: 'Knicks at Nets' }).first().waitFor();
    await close();
  });
});

describe('one listing', () => {
  const path = `/listings/${encodeURIComponent('A/B 7?')}`;

  it('shows whose every ticket is, and what became of one of them', async () => {
    const { page, complaints, close } = await open(path);
    const seats = page.getByRole('list', { name: 'Seats' });
    await seats
      .getByText(/on hold for an order/)
      .first()
      .waitFor();
    assert.equal(await seats.getByText('sold', { exact: false }).count(), 5);
    await page.getByText('One buyer can have any number from 1 to 5 now.').waitFor();
    const story = page.getByRole('region', { name: 'What became of them' });
    assert.equal(await story.getByRole('listitem').count(), 4);
    await story.getByText('never had them').waitFor();
    await page.getByLabel('Whose story').selectOption('1');
    assert.deepEqual(
      await Promise.all([
        story.getByText('9014711').count(),
        story.getByText('story-1').count(),
        story.getByText('story-3').count(),
      ]),
      [1, 1, 0],
    );
    await story.getByRole('link', { name: '9014711' }).click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await page.getByRole('link', { name: 'Listing A/B 7?' }).click();
    await page.getByRole('heading', { name: 'What became of them' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('has its price and split changed, and says what that means', async () => {
    const { page, complaints, close } = await open(path);
    await page.getByLabel('Each, in USD').fill('twelve');
    await page.getByText('Write it like 1250.00').waitFor();
    await page.getByLabel('Each, in USD').fill('210.5');
    await page.getByLabel('Sold').selectOption('quantities');
    await page.getByLabel('Numbers').fill('2, 4');
    await page.getByText('A buyer may have one of these numbers of tickets, and no other.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('One buyer can have 2 or 4 now.').waitFor();
    await page.getByText('$210.50').first().waitFor();
    const { body } = await desk.owner.call<{ items: { did: string }[] }>('GET', '/deeds?subject_kind=listing');
    assert.match(body.items[0]?.did ?? '', /price 185\.00 USD to 210\.50 USD, split any to 2;4/);
    await page.getByLabel('Numbers').fill('2, 2');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The split "2;2" names a quantity twice.').waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  it('that another POS keeps says so, and a viewer is told who can', async () => {
    const { page, close } = await open('/listings/SKY-1');
    await page.getByText(/SkyBox keeps this listing/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
    await shoot(page, 'listing-elsewhere');
    await close();
    const viewer = await signIn(desk.hub, { accountId: desk.accountId, role: 'viewer' });
    const { page: theirs, close: leave } = await open(path, { cookie: viewer.cookie });
    await theirs.getByText('An operator or an owner of this account can change them.').waitFor();
    assert.equal(await theirs.getByRole('button', { name: 'Save' }).count(), 0);
    await leave();
  });

  it('that is not there says so', async () => {
    const { page, close } = await open('/listings/nothing');
    await page.getByRole('heading', { name: 'There is no such listing here' }).waitFor();
    await close();
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const { page, complaints, close } = await open(path, { mode: `${device}-light` });
      await page.getByRole('heading', { name: 'What became of them' }).waitFor();
      await assertReadable(page, `listing-${device}`);
      await comeTo(page, `${desk.hub.url}/listings/LONG`);
      await page.getByText('An Evening of').first().waitFor();
      await shoot(page, `listing-long-${device}`, { whole: true });
      await assertNoSidewaysScroll(page);
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  it('needs no sideways scrolling at 320 px', async () => {
    for (const where of [path, '/listings', '/imports']) {
      const { page, close } = await open(where, { mode: 'phone-light', width: 320 });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page
        .getByText(/of \d+ free|on the shelf\./)
        .first()
        .waitFor();
      await assertNoSidewaysScroll(page);
      await close();
    }
  });
});
