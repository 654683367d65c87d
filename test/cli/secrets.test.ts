// No command of the command line, and no line of a hub's log, tells a secret that is stored: credentials of every POS and of
// every marketplace, while those who know them say them back in their answers; nor the key that seals them, nor a marketplace's
// key to the hub.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Command, Invocation } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';
import { demo } from '../../src/cli/demo.ts';
import type { AccountId } from '../../src/core/order.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { type SellingMarketplace, startSaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { posSandboxes, saleSandboxes } from '../../src/sandbox/registry.ts';
import { type LoggedHub, startLoggedHub } from '../conformance/logged-hub.ts';
import { connectSandbox } from '../conformance/pos-books.ts';
import { secretSettings } from '../conformance/pos-calls.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import {
  callerOf,
  eventually,
  makeAccount,
  makeConnection,
  makeListing,
  type TestConnection,
  testSecretKey,
} from '../support/hub.ts';
import { enterCredentials } from '../support/selling.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

type Words = {
  values?: Record<string, string | boolean>;
  positionals?: string[];
  /** There is nothing here for it to succeed on, and its complaint is looked at. */
  mayFail?: true;
  /** It takes its time and changes nothing that another looks at: it is run beside the others. */
  beside?: true;
};

/** The hub's own log is looked at below. */
const lookedAtElsewhere = ['start'];

const hintKey = 'a-hint-key-that-must-not-be-told';
const asking = 'ticket-evolution';

describe('what is stored as a secret', () => {
  let pool: TestPool;
  let hub: LoggedHub;
  let pos: SandboxPos;
  let folder: string;
  let accountId: AccountId;
  let connection: TestConnection;
  let certified: TestConnection;
  let saleId: string;
  const sellers: SellingMarketplace[] = [];
  const secrets = new Set<string>();

  before(async () => {
    pool = await openTestPool(4);
    folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
    hub = await startLoggedHub(pool.url);
    accountId = await makeAccount(pool);
    await connectEveryPos();
    await connectEveryMarketplace();
    await makeCertified();
    for (const secret of [connection.apiKey, certified.apiKey, testSecretKey]) secrets.add(secret);
    await tradeWhileTheyTellThem();
  });
  after(async () => {
    await hub.stop();
    await pos.stop();
    for (const seller of sellers) await seller.stop();
    await pool.close();
    await rm(folder, { recursive: true });
  });

  async function connectEveryPos(): Promise<void> {
    pos = await startSandboxPos({ key: 'a-bridge-key-that-must-not-be-told' });
    for (const remoteId of ['TG-1', 'TG-2']) pos.addListing({ remoteId, seats: ['1', '2', '3', '4'] });
    for (const sandbox of posSandboxes) {
      const kind = posBySlug.get(sandbox.slug);
      assert.ok(kind?.kind === 'network');
      const isBridge = sandbox.slug === 'bridge';
      const settings = isBridge
        ? { ...pos.settings, hint_key: hintKey, follow_stock: true }
        : sandbox.settingsFor('http://127.0.0.1:1');
      await connectSandbox(pool, accountId, sandbox.slug, { settings });
      const its = secretSettings(kind, settings);
      assert.ok(its.length > 0, sandbox.slug);
      for (const secret of its) secrets.add(secret);
    }
  }

  async function connectEveryMarketplace(): Promise<void> {
    for (const sandbox of saleSandboxes) {
      const seller = await startSaleMarketplace(sandbox);
      sellers.push(seller);
      const made = await makeConnection(pool, { accountId, marketplace: seller.slug, settings: seller.settings });
      await enterCredentials(pool, made, seller.credentials);
      const its = textsIn(seller.credentials);
      assert.ok(its.length > 0, seller.slug);
      for (const secret of its) secrets.add(secret);
      if (seller.slug === asking) connection = made;
    }
  }

  /** An account that sells nothing but to the certifying kit. */
  async function makeCertified(): Promise<void> {
    certified = await makeConnection(pool);
    await makeListing(pool, certified.accountId, { remoteId: 'GA-1', seats: 120 });
    await makeListing(pool, certified.accountId, { remoteId: 'PAIR-1', seats: 2 });
  }

  /** One deal in the POS, whose first answer says its keys back; and one sale, at a marketplace that does the same, of tickets that there are not. */
  async function tradeWhileTheyTellThem(): Promise<void> {
    pos.faults.next('hold', { kind: 'answer', status: 500, body: { told: [pos.key, hintKey] } });
    const seller = sellers.find(({ slug }) => slug === asking) as SellingMarketplace;
    seller.faults.next('read', { kind: 'answer', status: 500, body: { told: seller.credentials } });
    const { apiKey, connectionId } = connection;
    seller.announceTo({ url: hub.url, connectionId, apiKey });
    await makeListing(pool, accountId, { remoteId: 'TG-1', seats: ['1', '2', '3', '4'], pos: 'bridge' });
    const call = callerOf(hub.url, { authorization: `Bearer ${apiKey}` });
    const hold = await call('POST', '/oi/v1/holds', { global_id: 'te-1', remote_id: 'TG-1', quantity: 2 });
    assert.ok([201, 503].includes(hold.status), `${hold.status}`);
    const sale = seller.sell({ remoteId: 'no-such-listing', quantity: 2 });
    saleId = sale.saleId;
    seller.announce(sale, 'sold');
    const state = async () => {
      const query = 'select state from orders where order_id = $1';
      return (await pool.query<{ state: string }>(query, [orderIdOf(connectionId, saleId)])).rows[0]?.state;
    };
    await eventually(state, (is) => is === 'unfilled', 30_000);
  }

  /** Every command, in the order in which they are run. */
  async function scripts(): Promise<Record<string, Words>> {
    const account = { account: accountId };
    const order = { ...account, marketplace: asking };
    const other = await makeAccount(pool);
    const credentials = sellers.find(({ slug }) => slug === 'seatgeek')?.credentials ?? {};
    const written = async (name: string, content: object | string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    };
    const csv =
      'remote_id,event,venue,event_at,section,row,seats,quantity,price,currency,split\n' +
      'TG-9,The Night Owls,Harbour Hall,2031-03-01T20:00:00Z,112,C,5-8,,125.00,USD,any\n';
    const { rows: keys } = await pool.query<{ key_id: string }>('select key_id from api_keys where account_id = $1', [
      accountId,
    ]);
    return {
      status: {},
      'account create': { positionals: ['Another'] },
      'account list': {},
      'account rules': { values: { ...account, 'auto-reject': 'never' } },
      import: { values: { account: other }, positionals: [await written('listings.csv', csv)] },
      connect: {
        values: {
          ...{ account: other, marketplace: 'seatgeek' },
          credentials: await written('credentials.json', credentials),
        },
      },
      'pos connect': {
        values: {
          account: other,
          pos: 'bridge',
          settings: await written('bridge.json', { ...pos.settings, hint_key: hintKey }),
        },
      },
      'pos rules': { values: { ...account, pos: 'bridge', 'when-away': 'pledge' } },
      'pos import': { values: { ...account, pos: 'bridge' } },
      'connection notices': { values: order },
      'connection pause': { values: { ...account, marketplace: 'ticket-evolution' } },
      'connection resume': { values: { ...account, marketplace: 'ticket-evolution' } },
      'key list': { values: account },
      'key revoke': { values: account, positionals: [keys.at(-1)?.key_id ?? ''] },
      'person list': { values: account },
      'person invite': { values: { ...account, role: 'viewer' }, positionals: ['someone@example.com'] },
      'person remove': { values: account, positionals: ['nobody@example.com'], mayFail: true },
      'person password-link': { positionals: ['nobody@example.com'], mayFail: true },
      'token create': { values: { ...account, scope: 'read' } },
      'token list': { values: account },
      'token revoke': { values: account, positionals: ['no-such-token'], mayFail: true },
      'order show': { values: order, positionals: ['te-1'] },
      'order proposals': { values: order, positionals: [saleId], mayFail: true },
      'order fill': { values: { ...order, from: 'no-such-listing' }, positionals: [saleId], mayFail: true },
      'order retry': { values: order, positionals: [saleId], mayFail: true },
      'order note': { values: { ...order, as: 'rejected' }, positionals: [saleId] },
      'order reject': { values: { ...order, reason: 'Other' }, positionals: [saleId], mayFail: true },
      'order settle': { values: { ...order, as: 'released' }, positionals: ['te-1'], mayFail: true },
      'alerts add': { values: { ...account, webhook: `${pos.url}/hooks` } },
      'alerts list': { values: account },
      'alerts test': { values: account, mayFail: true },
      'alerts done': { values: account, positionals: ['no-such-alert'], mayFail: true },
      'alerts pause': { values: account, positionals: ['no-such-channel'], mayFail: true },
      'alerts resume': { values: account, positionals: ['no-such-channel'], mayFail: true },
      'alerts remove': { values: account, positionals: ['no-such-channel'], mayFail: true },
      'support list': {},
      'support show': { positionals: ['no-such-case'], mayFail: true },
      'support close': { values: { answer: 'Done' }, positionals: ['no-such-case'], mayFail: true },
      reconcile: { values: account },
      verify: {},
      'secrets status': {},
      'secrets rotate': { beside: true },
      // Its marketplaces have the credentials of those here: one process, one sandbox.
      demo: { values: { for: '1s' }, beside: true },
      certify: {
        values: {
          url: hub.url,
          key: certified.apiKey,
          listing: 'GA-1',
          'small-listing': 'PAIR-1',
          wait: '0',
        },
        beside: true,
      },
      'pos certify': {
        values: { url: pos.url, key: pos.key, listing: 'TG-2', seats: '1-4', 'late-effect': '0', lapse: '0' },
        beside: true,
      },
    };
  }

  it('is told by no command', async (test) => {
    const runs = await scripts();
    assert.deepEqual(
      Object.keys(runs).sort(),
      Object.keys(commands)
        .filter((name) => !lookedAtElsewhere.includes(name))
        .sort(),
    );
    const screen = whatTheScreenShows(test);
    const failed: string[] = [];
    const lookAt = async ([name, { mayFail, ...words }]: [string, Words]): Promise<void> => {
      const { said, error } = await run(await (commands[name] as () => Promise<Command>)(), words);
      assertTellsNone(said, name);
      if (error !== null && !mayFail) failed.push(`${name}: ${error}`);
      if (name === 'order show') assert.match(said, /\/holds/, 'the conversation with the POS is in it');
    };
    const oneByOne = async (): Promise<void> => {
      for (const one of Object.entries(runs)) if (!one[1].beside) await lookAt(one);
    };
    const beside = Object.entries(runs).filter(([, words]) => words.beside);
    await Promise.all([oneByOne(), ...beside.map(lookAt)]);
    assert.deepEqual(failed, []);
    assert.match(screen(), /A broker has \d+ listings/);
    assertTellsNone(screen(), 'the screen of the demo');
  });

  it('stands in no table, and in no line of the log of a hub that logs all', async () => {
    assert.ok(secrets.size > 10);
    assert.deepEqual(await tablesThatTell(pool, [...secrets]), []);
    assert.ok(hub.log().length > 0);
    assertTellsNone(hub.log(), 'the log');
  });

  function assertTellsNone(said: string, whose: string): void {
    assert.deepEqual(
      [...secrets].filter((secret) => said.includes(secret)),
      [],
      whose,
    );
  }

  /** Runs it for people and for programs. The demo only for programs: its screen is where complaints go then, and can be heard. */
  async function run(command: Command, words: Omit<Words, 'mayFail'>): Promise<{ said: string; error: string | null }> {
    const said: string[] = [];
    const hear = (sentence: string): void => void said.push(sentence);
    const environment = {
      ...{ DATABASE_URL: pool.url, DATA_DIR: folder, PORT: '0' },
      HOLDFAST_SECRET_KEY: testSecretKey,
    };
    const { values = {}, positionals = [] } = words;
    const isJson = command === demo;
    const invocation: Invocation = { values, positionals, environment, isJson, tell: hear, progress: hear };
    try {
      const result = await command.run(invocation);
      if (result) said.push(result.text, JSON.stringify(result.document));
      return { said: said.join('\n'), error: null };
    } catch (error) {
      const { message, details = {} } = error as Error & { details?: object };
      return { said: [...said, message, JSON.stringify(details)].join('\n'), error: message };
    }
  }
});

/** What is written past an invocation, from now on: the demo has a screen of its own. */
function whatTheScreenShows({ mock }: TestContext): () => string {
  const written = mock.method(process.stderr, 'write', () => true);
  return () => written.mock.calls.map(({ arguments: [text] }) => String(text)).join('');
}

/** Every text that is long enough to be a secret. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 6 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
