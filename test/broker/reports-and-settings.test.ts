// Reports and settings through the published API: spans and groups, CSV that no spreadsheet runs, changes on record, and a
// rule that is tried on real sales before it is switched on.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { csvLine } from '../../src/http/broker/csv.ts';
import { stubhubSales } from '../../src/sandbox/stubhub/sales-api.ts';
import { assertProblem } from '../http/problems.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import { eventually, makeListing, startTestHub, type TestHub } from '../support/hub.ts';
import { type Selling, startSelling } from '../support/selling.ts';

let hub: TestHub;
let market: Selling;
let broker: BrokerClient & { token: string };
let sold: string;

before(async () => {
  hub = await startTestHub();
  market = await startSelling(hub, stubhubSales({}));
  broker = await scriptWith(hub, { accountId: market.connection.accountId });
  const remoteId = await makeListing(hub.pool, broker.accountId, { seats: ['1', '2'] });
  sold = await comesTo(market.sell({ remoteId, quantity: 2 }).saleId, 'confirmed');
  await comesTo(market.sell({ remoteId, quantity: 2 }).saleId, 'unfilled');
});
after(async () => {
  await market.stop();
  await hub.close();
});

async function comesTo(saleId: string, state: string): Promise<string> {
  const order = await eventually(
    () => market.order(saleId),
    (seen) => seen?.state === state,
  );
  return order?.orderId ?? '';
}

const rule = { when: 'at_once', margin_minutes: 0, most_amount: null, reason: 'Tickets No Longer Available' };

describe('the performance report', () => {
  it('says what became of the sales that were told, by the marketplace’s name', async () => {
    const { status, body } = await broker.call('GET', '/reports/performance');
    assert.equal(status, 200);
    const [row, ...others] = body.rows as Record<string, unknown>[];
    assert.deepEqual(others, []);
    assert.deepEqual(
      [row?.key, row?.label, row?.told, row?.sales, row?.tickets, row?.unfilled, row?.fault_rate],
      ['stubhub', 'StubHub', 2, 1, 2, 1, 0],
    );
    assert.ok((row?.confirm_p50_ms as number) > 0);
  });

  it('groups by event and by day, and refuses a span that is none or endless', async () => {
    const byEvent = await broker.call('GET', '/reports/performance?group_by=event');
    assert.match((byEvent.body.rows as { label: string }[])[0]?.label ?? '', /^The Longest Night/);
    const from = '2026-01-01T00:00:00Z';
    for (const span of [
      `from=${from}&to=${from}`,
      `from=2020-01-01T00:00:00Z&to=${from}`,
      'from=yesterday',
      'group_by=buyer',
    ]) {
      assertProblem(await broker.call('GET', `/reports/performance?${span}`), 'malformed');
    }
    const nothing = await broker.call('GET', `/reports/performance?from=2025-01-01T00:00:00Z&to=${from}`);
    assert.deepEqual(nothing.body.rows, []);
  });

  it('is a table for spreadsheets too, with a column for each currency', async () => {
    const { headers, body } = await broker.call<string>('GET', '/reports/performance.csv');
    assert.match(headers.get('content-type') ?? '', /^text\/csv/);
    assert.match(headers.get('content-disposition') ?? '', /attachment; filename="holdfast-by-marketplace.csv"/);
    const [head, line, ...rest] = body.split('\r\n');
    assert.match(
      head ?? '',
      /^marketplace,asked,.*sold_minor_units_USD.*,sold_unpriced,at_risk_unpriced,lost_unpriced$/,
    );
    assert.match(line ?? '', /^StubHub,0,0,/);
    assert.deepEqual(rest, ['']);
  });

  it('writes nothing that a spreadsheet would run', () => {
    const cells = ['=1+1', '@x', '\n=1', '＝1+1', 'say "hi", twice', -3, null];
    assert.equal(csvLine(cells), `'=1+1,'@x,"'\n=1",'＝1+1,"say ""hi"", twice",-3,\r\n`);
  });

  it('begins, as the orders do, with the mark by which a spreadsheet knows its letters', async () => {
    for (const path of ['/reports/performance.csv', '/orders.csv']) {
      const headers = { authorization: `Bearer ${broker.token}` };
      const answer = await fetch(`${hub.url}/api/v1${path}`, { headers });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      assert.deepEqual([answer.status, ...bytes.slice(0, 3)], [200, 0xef, 0xbb, 0xbf]);
    }
  });
});

describe('the report of declines', () => {
  it('is empty where nobody who asks first was told no', async () => {
    const { body } = await broker.call('GET', '/reports/declines');
    assert.deepEqual(body.rows, []);
  });
});

describe('settings', () => {
  it('are changed one by one, with who changed what on record', async () => {
    const changed = await broker.call('PATCH', '/settings', { time_zone: 'America/New_York', currency: 'USD' });
    assert.equal(changed.status, 200);
    const { body } = await broker.call('GET', '/settings');
    assert.deepEqual(body, {
      name: 'Front Row Tickets',
      time_zone: 'America/New_York',
      currency: 'USD',
      auto_reject: null,
      provisional_gives_way: false,
    });
    const { body: deeds } = await broker.call<{ items: { did: string; by: { name: string } }[] }>(
      'GET',
      '/deeds?subject_kind=account',
    );
    assert.equal(deeds.items[0]?.did, 'changed the settings: time zone, currency');
    assert.equal(deeds.items[0]?.by.name, 'token nightly');
  });

  it('are refused where they cannot be', async () => {
    const wrongs = [{}, { time_zone: 'Mars/Olympus' }, { currency: 'usd' }, { name: ' ' }, { colour: 'red' }];
    for (const wrong of wrongs) assertProblem(await broker.call('PATCH', '/settings', wrong), 'malformed');
    const viewer = await scriptWith(hub, { accountId: broker.accountId, scopes: ['read', 'trade'] });
    assertProblem(await viewer.call('PATCH', '/settings', { currency: 'EUR' }), 'forbidden');
  });
});

describe('a rule for sales without tickets', () => {
  it('is tried on the last month’s sales, and changes nothing', async () => {
    const { status, body } = await broker.call('POST', '/settings/auto-reject/trial', rule);
    assert.equal(status, 200);
    const { sales, verdicts, examples } = body as {
      sales: number;
      verdicts: unknown[];
      examples: { verdict: string }[];
    };
    assert.equal(sales, 1);
    assert.deepEqual(
      (verdicts as { verdict: string; sales: number }[]).map(({ verdict, sales: n }) => [verdict, n]),
      [['waits_still', 1]],
    );
    assert.equal(examples[0]?.verdict, 'waits_still');
    const { body: settings } = await broker.call('GET', '/settings');
    assert.equal(settings.auto_reject, null);
  });

  it('is switched on, and then judges what waits at once', async () => {
    const { body } = await broker.call('PATCH', '/settings', { auto_reject: rule });
    assert.deepEqual(body.auto_reject, rule);
    await eventually(
      () => broker.call<{ rows: { rejected: number; rejected_by_rule: number }[] }>('GET', '/reports/performance'),
      ({ body: seen }) => seen.rows[0]?.rejected === 1 && seen.rows[0]?.rejected_by_rule === 1,
    );
    assert.ok(sold !== '');
  });
});
