// The guide for a marketplace's engineer is true: its examples are called and answered as it shows, its tables and its
// figures are the code's, and its certificate has the rules that there are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Check, Default, Parse } from 'typebox/value';
import { orderIntegrationPage, renderOrderIntegration } from '../../docs/generate/order-integration.ts';
import { rules } from '../../src/certify/rules/rules.ts';
import { readConfig } from '../../src/config.ts';
import { callProblems } from '../../src/http/problems.ts';
import { importListings } from '../../src/import/import-listings.ts';
import { marketplaceBySlug } from '../../src/marketplaces/registry.ts';
import { makeAccount, makeConnection, startTestHub, type TestHub } from '../support/hub.ts';
import { asShown, type Called, examplesIn } from './curl.ts';
import { blocksOf } from './markdown.ts';

const page = readFileSync(orderIntegrationPage, 'utf8');

/** The one block in this language. */
function blockIn(language: string): string {
  const [block, ...more] = blocksOf(page).filter((one) => one.language === language);
  assert.ok(block && more.length === 0, `the page has one ${language} block`);
  return block.text;
}

/** The broker of the page: its listings, and the two connections by whose keys the examples are called. */
async function stockBroker({ pool, url }: TestHub): Promise<Record<string, string>> {
  const accountId = await makeAccount(pool);
  const source = [Buffer.from(blockIn('csv'))];
  const imported = await importListings({ pool, accountId, pos: 'house', source, now: Date.now() });
  assert.ok('listings' in imported, JSON.stringify(imported));
  const settings = JSON.parse(blockIn('json')) as object;
  const { apiKey: key } = await makeConnection(pool, { accountId, marketplace: 'ticket-evolution' });
  const { apiKey: ownKey } = await makeConnection(pool, { accountId, marketplace: 'gametime', settings });
  return { HUB: url, KEY: key, OWN_KEY: ownKey };
}

async function send({ method, url, headers, body }: Called) {
  const answer = await fetch(url, { method, headers, ...(body === null ? {} : { body }) });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

describe('docs/order-integration.md', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub();
  });
  after(() => hub.close());

  it('shows calls that are answered as it says, one after the other', async () => {
    const variables = await stockBroker(hub);
    const examples = examplesIn(page, variables);
    for (const { line, called, shown } of examples) {
      const came = await send(called);
      const headers = Object.fromEntries(Object.keys(shown.headers).map((name) => [name, came.headers.get(name)]));
      const seen = { status: came.status, headers, body: asShown(came.body, shown.body) };
      assert.deepEqual(seen, shown, `the example on line ${line} is answered otherwise: ${JSON.stringify(came.body)}`);
    }
    const made = examples.map(({ called, shown }) => {
      const path = called.url.slice(hub.url.length).replace(/holds\/[^/]+/, 'holds/{global_id}');
      return `${called.method} ${path} ${shown.status < 300 ? 'yes' : 'no'}`;
    });
    for (const call of [
      'POST /oi/v1/holds',
      'DELETE /oi/v1/holds/{global_id}',
      'POST /oi/v1/holds/{global_id}/invoice',
    ]) {
      assert.ok(made.includes(`${call} yes`) && made.includes(`${call} no`), `${call} is shown granted and refused`);
    }
    assert.ok(made.includes('GET /oi/v1/holds/{global_id} yes'));
    assert.ok(made.some((call) => call.includes('/oi/gametime/')));
  });

  it('has the tables that the code says today, with every problem', () => {
    assert.ok(renderOrderIntegration(page) === page, 'docs/order-integration.md is out of date: run `npm run docs`');
    for (const [code, { status, meaning }] of Object.entries(callProblems)) {
      const row = page.split('\n').find((line) => line.startsWith(`| ${status} | \`${code}\` |`));
      assert.ok(row?.includes(meaning), `${code} is not in the table, or says something else`);
    }
  });

  it('names the figures that are in force where nobody has set others', () => {
    const { settings, orderIntegration } = marketplaceBySlug.get('ticket-evolution') ?? assert.fail();
    assert.ok(orderIntegration);
    const profile = orderIntegration.profile(Parse(settings, Default(settings, {})));
    assert.ok(page.includes(`until \`expires_at\`, ${profile.holdLifetimeMs / 60_000} minutes after it was made`));
    assert.ok(page.includes(`within the connection's budget, ${profile.answerBudgetMs / 1_000} seconds unless`));
    assert.ok(page.includes(`more than ${readConfig({}).callsPerSecond.toLocaleString('en')} in a second`));
  });

  it('has settings that fit', () => {
    const { settings } = marketplaceBySlug.get('gametime') ?? assert.fail();
    assert.ok(Check(settings, Default(settings, JSON.parse(blockIn('json')))));
    assert.ok(Check(settings, Default(settings, { hold_lifetime_seconds: 5 })));
    assert.ok(page.includes('`{"hold_lifetime_seconds": 5}`'));
  });

  it('shows a certificate with rules that there are, each in its group', () => {
    const titles = new Map(rules.map(({ title, group }) => [title, group]));
    let group = '';
    const shown = blockIn('text').split('\n');
    for (const line of shown) {
      if (/^[A-Z].*[^.\d]$/.test(line)) group = line;
      const [, title] = /^ {2}[✔·○] (.+)$/.exec(line) ?? [];
      if (title !== undefined) assert.equal(titles.get(title), group, title);
    }
    const [, passed, untried] = /(\d+) passed, (\d+) not provoked/.exec(shown.join('\n')) ?? [];
    assert.equal(Number(passed) + Number(untried), rules.length, 'the kit has other rules today: show a new run');
  });
});
