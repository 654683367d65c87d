// Orders, one order and the holds, as a broker walks through them: finding one, reading its story, doing what it needs; on a
// desk and on a phone, in light and in dark, empty, filled and broken.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signIn } from '../support/broker.ts';
import { callerWith, eventually, makeListing } from '../support/hub.ts';
import {
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

async function orderIdOf(number: string): Promise<string> {
  const look = () =>
    desk.owner.call<{ items: { order_id: string; state: string }[] }>('GET', `/orders?number=${number}`);
  const { body } = await eventually(
    look,
    ({ body: seen }) => seen.items[0] !== undefined && seen.items[0].state !== 'reported',
  );
  return body.items[0]?.order_id ?? '';
}

const longName = 'الليلة الأطول – An Evening of Very Long Names with Full Orchestra, Choir and Four Special Guests';

/** A day's trade: held, sold, declined, unfilled; one event with a long name in two scripts. */
async function trade(): Promise<void> {
  const { hub, accountId, ask } = desk;
  const tevo = callerWith(hub, desk.asking);
  const remoteId = await makeListing(hub.pool, accountId, {
    seats: Array.from({ length: 30 }, (_, seat) => String(seat + 1)),
  });
  const named = await makeListing(hub.pool, accountId, { seats: ['1', '2', '3', '4', '5', '6'] });
  await hub.pool.query(`update listings set event = $2, venue = 'Théâtre du Châtelet' where remote_id = $1`, [
    named,
    longName,
  ]);
  for (let number = 0; number < 9; number++) await ask(`deal-${number}`, remoteId, 1 + (number % 4));
  await ask('deal-too-many', remoteId, 40);
  await ask('deal-long', named, 3);
  for (const number of [0, 1, 2]) {
    const buyer = { name: number === 1 ? 'Grace Hopper' : 'Front Office', email: 'desk@example.org' };
    await tevo('POST', `/oi/v1/holds/deal-${number}/invoice`, {
      order_id: `90${number}4711`,
      total: { amount: 25_000 * (number + 1), currency: 'USD' },
      buyer,
    });
  }
  await tevo('DELETE', '/oi/v1/holds/deal-3');
}

describe('the orders', () => {
  it('say what will be there while there are none', async () => {
    const { page, complaints, close } = await open('/orders');
    await page.getByRole('heading', { name: 'No orders yet' }).waitFor();
    await shoot(page, 'orders-empty');
    assert.deepEqual(complaints, []);
    await close();
  });

  it('are found by words and narrowed by states, all of it in the address', async () => {
    await trade();
    const { page, close } = await open('/orders');
    await page.getByRole('table', { name: 'Orders' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search orders' }).fill('hopp gra');
    await page.getByText('9014711').waitFor();
    await page.getByText('deal-4').waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('row').filter({ hasText: 'confirmed' }).count(), 1);
    assert.match(page.url(), /[?&]q=hopp(\+|%20)gra/);
    await page.getByRole('button', { name: 'Empty the search' }).click();
    await page.getByRole('button', { name: 'Fulfilled', exact: true }).click();
    await page.waitForURL(/state=fulfilled/);
    await page.getByText('deal-4').waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('row').filter({ hasText: 'confirmed' }).count(), 3);
    const { page: colleague, close: leave } = await open(new URL(page.url()).pathname + new URL(page.url()).search);
    await colleague.getByText('9014711').waitFor();
    assert.equal(await colleague.getByRole('row').filter({ hasText: 'confirmed' }).count(), 3);
    await leave();
    await page.getByRole('searchbox', { name: 'Search orders' }).fill('nothing is called this');
    await page.getByRole('heading', { name: 'No order fits' }).waitFor();
    await shoot(page, 'orders-none-fits');
    await page.getByRole('button', { name: 'Show all orders' }).click();
    await page.getByText('deal-4').first().waitFor();
    await close();
  });

  it('are narrowed by what stands behind More, and each can be taken away again', async () => {
    const { page, close } = await open('/orders');
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('textbox', { name: 'Event or venue' }).fill('châtelet');
    await page.getByRole('button', { name: 'Narrow' }).click();
    await page.waitForURL(/event=/);
    await page.getByText('deal-long').waitFor();
    await page.getByText('deal-4').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Take away Event or venue/ }).click();
    await page.getByText('deal-4').waitFor();
    // The days are the account’s, whose clocks show UTC; those of the device show New York.
    await comeTo(page, `${desk.hub.url}/orders?from=2026-03-14&to=2026-03-15`);
    const days = '[href*="from=2026-03-14T00%3A00%3A00.000Z"][href*="to=2026-03-16T00%3A00%3A00.000Z"]';
    await page.locator(days).waitFor();
    await close();
  });

  it('are kept as a view under a name, for everybody', async () => {
    const { page, close } = await open('/orders?state=on_hold');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Save this view as' }).fill('On hold now');
    await page.getByRole('checkbox', { name: 'For everybody in the account' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'On hold now' }).waitFor();
    await close();
    const { page: again, close: leave } = await open('/orders');
    await again.getByRole('button', { name: 'Views' }).click();
    await again.getByRole('link', { name: 'On hold now' }).click();
    await again.waitForURL(/state=on_hold/);
    await again.getByRole('button', { name: 'Views' }).click();
    const remove = again.getByRole('button', { name: 'Remove the view On hold now' });
    await remove.click();
    // A view of everybody's is soon removed by mistake.
    await again.getByText('On hold now is removed for everybody.').waitFor();
    await again.keyboard.press('Enter');
    await remove.click();
    await again.getByRole('button', { name: 'Bring it back' }).waitFor();
    await again.keyboard.press('Escape');
    await again.getByRole('button', { name: 'Views' }).click();
    await again.getByText('No view is saved yet').waitFor();
    await leave();
  });

  it('are saved as CSV, narrowed as they are', async () => {
    const { page, close } = await open('/orders?state=fulfilled');
    await page.getByText('9014711').waitFor();
    const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const answer = await fetch(`${desk.hub.url}${href}`, { headers: { cookie: desk.owner.cookie } });
    assert.equal((await answer.text()).trim().split('\r\n').length, 4);
    await close();
  });

  it('are opened by keyboard, and left again to where one was', async () => {
    const { page, context, close } = await open('/orders?state=fulfilled');
    const opened = context.waitForEvent('page');
    await page
      .getByRole('row')
      .filter({ hasText: '9014711' })
      .click({ modifiers: ['Control'] });
    const beside = await opened;
    await beside.waitForURL(/\/orders\/[0-9a-f-]{36}$/, { waitUntil: 'commit' });
    await beside.close();
    await page.getByRole('row').filter({ hasText: '9014711' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await page.goBack();
    await page.waitForURL(/state=fulfilled/);
    await page.getByRole('row').filter({ hasText: '9014711' }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).press('Enter');
    await page.getByRole('checkbox', { name: 'State' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Columns' }).and(page.locator(':focus')).waitFor();
    await close();
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const { page, complaints, close } = await open('/orders', { mode: `${device}-light` });
      await page.getByText('deal-long').or(page.getByText('An Evening of')).first().waitFor();
      await assertReadable(page, `orders-${device}`, { whole: false });
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  it('need no sideways scrolling at 320 px', async () => {
    const { page, close } = await open('/orders', { mode: 'phone-light', width: 320 });
    await page.getByText('deal-long').or(page.getByText('An Evening of')).first().waitFor();
    await assertNoSidewaysScroll(page);
    await page.getByRole('main').getByRole('button', { name: 'More' }).click();
    await page.getByLabel('To', { exact: true }).waitFor();
    await assertNoSidewaysScroll(page);
    await comeTo(page, `${desk.hub.url}/orders?state=no_sale`);
    await eventually(
      () => page.getByRole('button', { name: 'No sale' }).boundingBox(),
      (box) => box !== null && box.x + box.width <= 320,
    );
    await close();
  });

  it('without tickets are rejected together, but none of a marketplace that was told yes', async () => {
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: ['1', '2'] });
    await desk.ask('deal-owed', remoteId, 2);
    await desk.hub.pool.query(
      `update orders set state = 'unfilled', due_at = null, marketplace_order_id = 'told-yes' where order_id = $1`,
      [await orderIdOf('deal-owed')],
    );
    const told = await desk.sellWhatIsGone();
    await orderIdOf(told);
    const { page, close } = await open('/orders?state=unfilled');
    const chosen = (number: string) => page.getByRole('row').filter({ hasText: number }).getByRole('checkbox');
    await chosen(told).check();
    const bar = page.getByRole('region', { name: 'Selected orders' });
    await bar.getByRole('button', { name: 'Reject sales: 1 order' }).waitFor();
    await chosen('told-yes').check();
    await bar.getByText('Gametime asked first and was told yes: its sales are not rejected.').waitFor();
    assert.equal(await bar.getByRole('button', { name: /^Reject sales/ }).count(), 0);
    await bar.getByRole('button', { name: 'Look for tickets again: 2 orders' }).waitFor();
    await shoot(page, 'orders-selected-owed');
    await close();
  });

  it('come in while one looks, and wait while a pointer is on the list', async () => {
    const { hub, accountId, ask } = desk;
    const remoteId = await makeListing(hub.pool, accountId, { seats: ['1', '2', '3', '4'] });
    const { page, close } = await open('/orders');
    await page.getByText('deal-long').waitFor();
    await ask('live-1', remoteId, 1);
    await page.getByText('live-1').waitFor();
    await page.getByRole('row').filter({ hasText: 'live-1' }).hover();
    await ask('live-2', remoteId, 1);
    const pill = page.getByRole('button', { name: '1 waits' });
    await pill.waitFor();
    assert.equal(await page.getByText('live-2').count(), 0);
    // What is in sight changes where it stands, and stays where it is.
    await callerWith(hub, desk.asking)('DELETE', '/oi/v1/holds/live-1');
    await page.getByRole('row').filter({ hasText: 'live-1' }).getByText('released').waitFor();
    await pill.click();
    await page.getByText('live-2').waitFor();
    await close();
  });

  it('say what is wrong when the hub does not answer, and come back', async () => {
    const { page, context, close } = await open('/');
    await context.route('**/api/v1/orders?**', (route) => route.abort());
    await page.getByRole('link', { name: 'Orders' }).first().click();
    await page.getByRole('heading', { name: 'The hub does not answer' }).waitFor();
    await shoot(page, 'orders-broken');
    // It is tried by itself as well: once it is mended the button may be gone.
    await page.getByRole('button', { name: 'Try again' }).click();
    await context.unroute('**/api/v1/orders?**');
    await page.getByText('deal-4').waitFor();
    await close();
  });
});

describe('one order', () => {
  it('tells its story, and opens to what was said', async () => {
    const { page, close } = await open(`/orders/${await orderIdOf('9014711')}`);
    await page.getByText(/Gametime asked for 2 tickets, and they were set aside\./).waitFor();
    await page.getByText(/Gametime sold the tickets and invoiced them as its order 9014711/).click();
    await page.getByText('POST /oi/v1/holds/deal-1/invoice').waitFor();
    await page.getByText('"name": "Grace Hopper"').waitFor();
    await page.getByRole('button', { name: /^Copy order number 9014711/ }).waitFor();
    assert.equal(await page.getByRole('list', { name: 'Seats' }).getByText('of this order').count(), 2);
    await shoot(page, 'order-opened', { whole: true });
    await close();
  });

  it('asks what letting go costs, and lets go once that is accepted', async () => {
    const { page, close } = await open(`/orders/${await orderIdOf('deal-4')}`);
    await page.getByText('What can be done').click();
    await page.getByText('Binding: Gametime may charge for this. How much is not public.').first().waitFor();
    await page.getByRole('button', { name: 'Release the hold' }).click();
    const dialog = page.getByRole('dialog');
    await shoot(page, 'order-release');
    assert.equal(await dialog.getByRole('button', { name: 'Release the hold' }).isDisabled(), true);
    await dialog.getByRole('checkbox', { name: 'I accept what it costs' }).check();
    await dialog.getByRole('button', { name: 'Release the hold' }).click();
    await page.getByText('Ada Lovelace let go of the hold.').waitFor();
    await page.getByText('The tickets were let go of.').waitFor();
    await close();
  });

  it('that is unfilled says what it costs and by when, and is rejected for a reason', async () => {
    const orderId = await orderIdOf(await desk.sellWhatIsGone(42_000));
    const { page, close } = await open(`/orders/${orderId}`);
    await page.locator('[role="timer"][title$="UTC"]').first().waitFor();
    await page.getByText('left', { exact: true }).waitFor();
    await desk.hub.pool.query(`update orders set confirm_by = now() - interval '1 hour' where order_id = $1`, [
      orderId,
    ]);
    await comeTo(page, `${desk.hub.url}/orders/${orderId}`);
    await page.getByText(/^1 h 00 min over$/).waitFor();
    assert.equal(await page.getByText('left', { exact: true }).count(), 0);
    await page.getByRole('button', { name: /^Reject the sale/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('The reason').fill('They were sold at the door');
    await dialog.getByRole('button', { name: 'Reject the sale' }).click();
    await page.getByText('Ada Lovelace rejected the sale: They were sold at the door.').waitFor();
    await page.getByText('rejected', { exact: true }).first().waitFor();
    await close();
  });

  it('that is unfilled is filled from another listing', async () => {
    const number = await desk.sellWhatIsGone(38_000);
    const orderId = await orderIdOf(number);
    const spare = await makeListing(desk.hub.pool, desk.accountId, { seats: ['21', '22'] });
    await desk.hub.pool.query(
      `update listings set event_at = '2040-01-01' where remote_id = $1 or remote_id = (select remote_id from orders where order_id = $2)`,
      [spare, orderId],
    );
    const { page, close } = await open(`/orders/${orderId}`);
    await page.getByRole('button', { name: /^Fill from another listing/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: new RegExp(spare) }).click();
    await shoot(page, 'order-fill');
    await dialog.getByRole('button', { name: 'Fill from another listing' }).click();
    await page.getByText(`Ada Lovelace filled the sale from listing ${spare}.`, { exact: false }).waitFor();
    await close();
  });

  it('is refused with where it is now when somebody was faster', async () => {
    const orderId = await orderIdOf(await desk.sellWhatIsGone(20_000));
    const { page, context, close } = await open(`/orders/${orderId}`);
    await page.getByRole('button', { name: /^Reject the sale/ }).click();
    // What this page would hear of it does not come.
    await context.route(`**/api/v1/orders/${orderId}`, (route) => route.abort());
    await desk.owner.call('POST', `/orders/${orderId}/actions`, { do: 'reject', reason: 'by another' });
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('The reason').fill('too late');
    await dialog.getByRole('button', { name: 'Reject the sale' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/The order is reject(ing|ed) now/)
      .waitFor();
    await close();
  });

  it('goes on by itself while one looks at it', async () => {
    const { hub, accountId, ask } = desk;
    const seats = Array.from({ length: 60 }, (_, seat) => String(seat + 1));
    const remoteId = await makeListing(hub.pool, accountId, { seats });
    await ask('unwatched', remoteId, 44);
    await ask('watched', remoteId, 2);
    const { page, close } = await open(`/orders/${await orderIdOf('watched')}`);
    await page.getByText('The tickets are set aside.').waitFor();
    // However far on they stand.
    assert.equal(await page.getByRole('list', { name: 'Seats' }).getByText('of this order').count(), 2);
    await callerWith(hub, desk.asking)('POST', '/oi/v1/holds/watched/invoice', { order_id: '7700112' });
    await page.getByText('Sold and confirmed.').waitFor({ timeout: 8_000 });
    await close();
  });

  it('that is stuck is tried again first, and asks what is true in words that are whole, also on a small phone', async () => {
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: ['1', '2'] });
    await desk.ask('deal-stuck', remoteId, 2);
    const orderId = await orderIdOf('deal-stuck');
    await desk.hub.pool.query(
      `update orders set state = 'stuck', due_at = null, marketplace_order_id = '77' where order_id = $1`,
      [orderId],
    );
    const { page, close } = await open(`/orders/${orderId}`, { mode: 'phone-dark', width: 320 });
    await page.getByText('Or which of these is true?').waitFor();
    const offers = page.getByRole('region', { name: 'What can be done' }).getByRole('button');
    assert.equal(await offers.first().innerText(), 'Have it invoiced again');
    const cut = await page.evaluate(`[...document.querySelectorAll('main .mantine-Button-root')]
      .filter((button) => button.scrollWidth > button.clientWidth + 1 || button.scrollHeight > button.clientHeight + 1)
      .map((button) => button.textContent)`);
    assert.deepEqual(cut, []);
    await assertReadable(page, 'order-stuck-phone');
    await page.setViewportSize({ width: 1_280, height: 800 });
    await shoot(page, 'order-stuck-desk', { whole: true });
    await close();
  });

  it('that is not there says so', async () => {
    const { page, close } = await open('/orders/00000000-0000-4000-8000-000000000000');
    await page.getByRole('heading', { name: 'There is no such order here' }).waitFor();
    await close();
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const orderId = await orderIdOf(await desk.sellWhatIsGone(61_500));
      const { page, complaints, close } = await open(`/orders/${orderId}`, { mode: `${device}-light` });
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
      await page.locator('summary').last().click();
      await assertReadable(page, `order-unfilled-${device}`);
      await comeTo(page, `${desk.hub.url}/orders/${await orderIdOf('deal-long')}`);
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
      await assertReadable(page, `order-held-${device}`);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
});

describe('the holds', () => {
  it('are summed up, and one is let go of with its warning', async () => {
    const { page, close } = await open('/holds');
    await page.getByText(/binding · (none|\d+) ends? within 5 min/).waitFor();
    await page.getByRole('button', { name: 'Release the hold: Gametime deal-5' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Binding: Gametime may charge for this/).waitFor();
    await dialog.getByRole('checkbox', { name: 'I accept what it costs' }).check();
    await dialog.getByRole('button', { name: 'Release the hold' }).click();
    await page.getByRole('row').filter({ hasText: 'deal-5' }).waitFor({ state: 'detached' });
    await close();
  });

  it('name their event, also where the window is small', async () => {
    const { page, close } = await open('/holds', { width: 1_024 });
    const events = page.getByRole('columnheader', { name: 'Event' });
    await events.waitFor();
    assert.ok(((await events.boundingBox())?.width ?? 0) >= 160, 'an event’s name has room');
    await close();
  });

  it('are saved as a view, which leads back to the holds', async () => {
    const { page, close } = await open('/holds?marketplace=gametime&binding=true');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Save this view as' }).fill('Binding at Gametime');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Binding at Gametime' }).waitFor();
    await comeTo(page, `${desk.hub.url}/holds`);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('link', { name: 'Binding at Gametime' }).click();
    await page.waitForURL(/\/holds\?marketplace=gametime/);
    assert.equal(await page.getByLabel('Binding or not').inputValue(), 'true');
    await close();
  });

  it('are let go of together, with what all of them may cost', async () => {
    const { page, context, close } = await open('/holds');
    for (const number of ['deal-6', 'deal-7']) {
      await page.getByRole('checkbox', { name: `Select Gametime ${number}` }).check();
    }
    await page.getByText('2 selected').waitFor();
    await shoot(page, 'holds-selected');
    await page.getByRole('button', { name: 'Release holds: 2 orders' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/All of them bind: Gametime may charge for each/).waitFor();
    await context.route('**/actions', (route) => route.abort());
    await dialog.getByRole('button', { name: 'Release holds' }).click();
    // Whatever came of it, nobody has to guess how far it went.
    await page.getByText('0 orders done. Then: The hub does not answer.').waitFor();
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    await context.route('**/actions', (route) => mayGoOn.then(() => route.continue()));
    await page.getByRole('button', { name: 'Release holds: 2 orders' }).click();
    await dialog.getByRole('button', { name: 'Release holds' }).click();
    await dialog.getByText('0 of 2 orders…').waitFor();
    goOn();
    await page.getByText('2 orders done.').waitFor();
    await page.getByText('deal-7').waitFor({ state: 'detached' });
    await close();
  });

  for (const device of everyDevice) {
    it(`can be read by everybody, ${device}`, async () => {
      const { page, complaints, close } = await open('/holds', { mode: `${device}-light` });
      await page.getByText('deal-8').or(page.getByText('binding').first()).first().waitFor();
      await assertReadable(page, `holds-${device}`, { whole: false });
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  it('say so when there are none', async () => {
    const { page, close } = await open('/holds?q=nothing');
    await page.getByRole('heading', { name: 'No hold fits' }).waitFor();
    await close();
  });
});

describe('who may only look', () => {
  it('is offered nothing that would be refused, and told who can', async () => {
    const orderId = await orderIdOf(await desk.sellWhatIsGone(15_000));
    const { cookie } = await signIn(desk.hub, { accountId: desk.accountId, role: 'viewer' });
    const { page, close } = await open(`/orders/${orderId}`, { cookie });
    await page.getByText(/somebody whose role may trade can do this/).waitFor();
    assert.equal(await page.getByRole('button', { name: /Reject/ }).count(), 0);
    await comeTo(page, `${desk.hub.url}/holds`);
    await page.getByRole('heading', { name: 'Holds' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /Release/ }).count(), 0);
    await close();
  });
});
