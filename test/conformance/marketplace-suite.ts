// The suite for one marketplace, whoever it is: it looks only at what the marketplace declares of itself. Every law that
// is kept for one is kept for all.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Check, Default } from 'typebox/value';
import { refusals } from '../../src/core/order.ts';
import { problems } from '../../src/http/problems.ts';
import { type AskingMarketplace, asksFirst, type Marketplace } from '../../src/marketplaces/dialect.ts';
import type { PosSandbox, RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { eventually } from '../support/hub.ts';
import { faultsOfFacts, settingsIn } from './declared-facts.ts';
import type { UnderTest } from './marketplace-caller.ts';
import {
  authenticationFailsClosed,
  carelessCalls,
  connectionsAreApart,
  hostileBodiesAreAnswered,
} from './marketplace-callers.ts';
import { comesByItsOwnDoor, comesByTheAddressesThatAreSet } from './marketplace-doors.ts';
import {
  asExamples,
  type CodeIn,
  codesIn,
  type HubUnderTest,
  missingFrom,
  play,
  showings,
} from './marketplace-examples.ts';
import { faultsOfProfile, hostileSettings, publishedNames, settle, unusableHeaders } from './marketplace-settings.ts';
import { tradeInTheLedger, tradeOverTheNetwork, verifiesClean } from './marketplace-trade.ts';
import { type MarketplaceSandbox, posSandboxes } from './sandboxes.ts';
import { secretsIn, tablesThatTell } from './secrets.ts';

export type MarketplaceParts<Judged extends Marketplace = Marketplace> = {
  marketplace: Judged;
  /** As they stand in examples.json. */
  examples: unknown;
  sandbox: MarketplaceSandbox | undefined;
  hub: () => HubUnderTest;
  /** The slugs of all that the hub knows. */
  registered: readonly string[];
};

/** The capabilities that show on the wire are those that the hub acts on. */
const actedOn = new Set(Object.entries(showings).flatMap(([name, showing]) => ('seen' in showing ? [name] : [])));

export function marketplaceSuite(parts: MarketplaceParts): void {
  const { marketplace } = parts;
  describe(`${marketplace.name} declares itself`, () => declarations(marketplace));
  it(`${marketplace.name} deals in the way that it declares`, () => {
    const { flow } = marketplace.capabilities;
    assert.equal(flow.value === 'order_integration', marketplace.orderIntegration !== undefined);
    if (flow.value !== 'order_integration') assert.ok(marketplace.instantNotification, 'it must tell us of its sales');
  });
  if (!asksFirst(marketplace)) return;
  const asking = { ...parts, marketplace };
  describe(`${marketplace.name} declares how it asks`, () => declarationsOfAsking(marketplace));
  describe(`${marketplace.name} by example`, () => examplesAreKept(asking));
  describe(`${marketplace.name} and its callers`, () => callers(asking));
  describe(`${marketplace.name} in trade`, () => trades(asking));
}

function declarations(marketplace: Marketplace): void {
  it('with a grade and a source for every fact, and a setting for what is not certain', () => {
    assert.match(marketplace.slug, /^[a-z0-9-]{1,64}$/);
    // Of one that tells us afterwards, the hub acts on what shows in its adapter, and on these.
    const ofSales = ['flow', 'seatsOfASale', 'credentialsRefusedBy', 'headlinerOfASale', 'mostUnconfirmedPerHeadliner'];
    const acted = new Set([...(asksFirst(marketplace) ? actedOn : []), ...ofSales]);
    assert.deepEqual(faultsOfFacts(marketplace.capabilities, marketplace.settings, acted), []);
  });

  it('with settings that are described, and whole when nobody has set any', () => {
    for (const [name, setting] of Object.entries(settingsIn(marketplace.settings))) {
      assert.ok(setting.description, `${name} is described`);
      assert.notEqual(setting.default, undefined, `${name} has a default`);
    }
    assert.ok(Check(marketplace.settings, Default(marketplace.settings, {})));
  });
}

function declarationsOfAsking(marketplace: AskingMarketplace): void {
  it('in a way that a hub can work by when nobody has set anything', () => {
    const profile = settle(marketplace, {});
    assert.ok(profile);
    assert.deepEqual(faultsOfProfile(profile, marketplace), []);
  });

  it('and takes no settings that a hub could not work by', () => {
    assert.equal(settle(marketplace, { 'no such setting': 1 }), null, 'a setting that is misspelt');
    let taken = 0;
    const property = fc.property(hostileSettings(marketplace), (settings) => {
      const profile = settle(marketplace, settings);
      if (profile === null) return;
      taken += 1;
      assert.deepEqual(faultsOfProfile(profile, marketplace), []);
    });
    fc.assert(property, { numRuns: 2_000 });
    assert.ok(taken > 50, `${taken} were taken`);
  });

  it('and, where the words of the contract can be set, each of them and no header that cannot carry a key', () => {
    const settings = settingsIn(marketplace.settings);
    for (const name of 'fields' in settings ? publishedNames : []) {
      assert.ok(settle(marketplace, { fields: { [name]: `their_${name}` } }), `${name} can have another name`);
    }
    for (const name of 'paths' in settings ? ['hold', 'look', 'release', 'invoice'] : []) {
      const method = name === 'look' ? 'GET' : 'POST';
      assert.ok(settle(marketplace, { paths: { [name]: `${method} /its/own/{global_id}/${name}` } }), name);
    }
    for (const header of 'key_header' in settings ? unusableHeaders : []) {
      assert.equal(settle(marketplace, { key_header: header }), null, header);
    }
  });

  it('and has a status for every problem that the hub can name', () => {
    const profile = settle(marketplace, {});
    assert.ok(profile);
    for (const [code, { status }] of Object.entries(problems)) {
      const answered = profile.statuses[code] ?? status;
      assert.ok(Number.isInteger(answered) && answered >= 400 && answered < 600, `${code}: ${answered}`);
    }
  });
}

function examplesAreKept({ marketplace, examples: content, hub, sandbox }: MarketplaceParts<AskingMarketplace>): void {
  const codeIn: CodeIn | undefined = sandbox?.marketplace.wire({}).codeIn;
  it('shows everything that it declares and that shows on the wire', () => {
    assert.deepEqual(missingFrom(asExamples(content), marketplace, codeIn), []);
  });

  it('shows every refusal, and what becomes of those who may not call or cannot be read', () => {
    const shown = codesIn(asExamples(content), codeIn);
    const judgesPrice = marketplace.capabilities.priceCeiling.value === true;
    const possible = refusals.filter((code) => judgesPrice || code !== 'price_too_low');
    const owed = [...possible, 'unauthenticated', 'malformed'].filter((code) => !shown.has(code));
    assert.deepEqual(owed, []);
  });

  const examples = asExamples(content);
  for (const example of examples) {
    it(`is answered as written: ${example.name}`, async () => void (await play(hub(), marketplace, example)));
  }

  if (!Object.hasOwn(settingsIn(marketplace.settings), 'statuses')) return;
  it('is answered with the statuses that it asks for, whatever is refused', async () => {
    const statuses = Object.fromEntries(refusals.map((code, index) => [code, 460 + index]));
    const plain = examples.filter(({ settings }) => !Object.hasOwn(settings, 'statuses'));
    await Promise.all(plain.map((example) => play(hub(), marketplace, example, statuses, codeIn)));
  });
}

function callers({ marketplace, examples, hub, sandbox, registered }: MarketplaceParts<AskingMarketplace>): void {
  if (!sandbox) return;
  const test = (): UnderTest => ({ hub: hub(), marketplace, sandbox: sandbox.marketplace });

  it('are let in by their key alone', () => authenticationFailsClosed(test()));

  it('see and move nothing of another connection', () => connectionsAreApart(test()));

  it('come by their own door, and by no other’s', () => comesByItsOwnDoor(test(), registered));

  it('come by the addresses that are set', () => comesByTheAddressesThatAreSet(test()));

  it('are answered, whatever they write under its field names', async () => {
    const variants = asExamples(examples).map(({ settings }) => settings);
    const [plain, renamed] = [{}, variants.findLast((settings) => Object.keys(settings).length > 0) ?? {}];
    await hostileBodiesAreAnswered(test(), plain, 60);
    await hostileBodiesAreAnswered(test(), renamed, 60);
  });

  it('leave no key behind, in no table', async () => {
    const [example] = asExamples(examples);
    assert.ok(example);
    const { apiKey, accountId } = await play(hub(), marketplace, example);
    const { pool } = hub();
    const { rows } = await pool.query('select from journal where account_id = $1', [accountId]);
    assert.ok(rows.length > 0, 'there is a journal to look in');
    assert.deepEqual(await tablesThatTell(pool, secretsIn(apiKey)), []);
  });

  it('leave no key behind even when they carry it where it does not belong', async () => {
    const apiKey = await carelessCalls(test());
    assert.deepEqual(await tablesThatTell(hub().pool, secretsIn(apiKey)), []);
  });
}

function trades(parts: MarketplaceParts<AskingMarketplace>): void {
  it('has a sandbox to trade with', () => assert.ok(parts.sandbox, `add ${parts.marketplace.slug} to sandboxes.ts`));
  const { sandbox, marketplace, hub } = parts;
  if (!sandbox) return;
  const tradeParts = () => ({ hub: hub(), slug: marketplace.slug, sandbox });

  it('sells, lets go and is told no in the ledger’s own POS, and all books agree', () =>
    tradeInTheLedger(tradeParts(), 'house', 150));

  describe('on the worst day of a POS over the network', () => {
    let pos: RunningPos;
    before(async () => {
      pos = await (posSandboxes.bridge as PosSandbox).start();
    });
    after(() => pos.stop());

    it('does the same, and the POS’s book agrees too', () => tradeOverTheNetwork(tradeParts(), 'bridge', pos, 60));
  });

  it('leaves a ledger that verifies clean', async () => {
    const restless = `select order_id from orders where due_at < now() and state not in ('held')`;
    await eventually(
      () => hub().pool.query(restless),
      ({ rows }) => rows.length === 0,
      20_000,
    );
    await verifiesClean(hub());
  });
}
