// `holdfast certify` as its users meet it: exit codes, one document on stdout, reports that other programs can read, and
// no key anywhere.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { rules } from '../../src/certify/rules/rules.ts';
import { type Ended, runHoldfast } from '../cli/run-holdfast.ts';
import { type ReferenceAutomator, startReferenceAutomator } from './reference-automator.ts';
import { readXml } from './xml.ts';

let good: ReferenceAutomator;
let broken: ReferenceAutomator;
let folder: string;

before(async () => {
  good = await startReferenceAutomator();
  broken = await startReferenceAutomator({ fault: 'gone is 404' });
  folder = await mkdtemp(join(tmpdir(), 'holdfast-certify-'));
});
after(async () => {
  await Promise.all([good.close(), broken.close(), rm(folder, { recursive: true })]);
});

function optionsFor({ url, key, listings }: ReferenceAutomator): string[] {
  return ['--url', url, '--key', key, '--listing', listings.large, '--small-listing', listings.small, '--wait', '0'];
}

describe('holdfast certify', { concurrency: 2 }, () => {
  it('exits with 0 where the contract is kept: a line for each rule, why one was not tried, and the times', async () => {
    const { code, stdout, stderr } = await certify(optionsFor(good));
    assert.equal(code, 0, stderr);
    for (const { title } of rules) assert.ok(stdout.includes(title), title);
    assert.match(stdout, /○ .*\n +skipped: holds stand for 900 s.*--wait 901/);
    assert.match(stdout, /· .*\n +not provoked: needs a listing that is sold in pairs only: --pairs-listing ID/);
    assert.match(
      stdout,
      /The contract is kept: \d+ passed, 3 skipped, 5 not provoked\.\n\d+ answers, \d+ ms on average/,
    );
    assert.ok(!stdout.includes('\u001b'), 'no colours where no terminal is');
    assert.ok(!stdout.includes(good.key));
  });

  it('exits with 1 where it is broken: one document, and reports with what was sent, what came and why it matters', async () => {
    const [report, junit] = [join(folder, 'report.json'), join(folder, 'junit.xml')];
    const words = [...optionsFor(broken), '--json', '--report', report, '--junit', junit];
    const { code, stdout, stderr } = await certify(words);
    assert.equal(code, 1, stderr);
    assert.equal(stdout.trim().split('\n').length, 1, 'one document, and nothing else');
    const document = JSON.parse(stdout);
    assert.deepEqual(JSON.parse(await readFile(report, 'utf8')), document);
    assert.equal(document.failed, 3);
    const rule = document.rules.find(({ id }: { id: string }) => id === 'not-available');
    assert.equal(rule.result, 'failed');
    assert.equal(rule.expected, '409 not_available');
    assert.match(rule.came, /^404 not_available/);
    const unmet = rule.exchanges.find((exchange: { unmet?: boolean }) => exchange.unmet);
    assert.equal(unmet.request.headers.authorization, 'Bearer [the key]');
    assert.equal(JSON.parse(unmet.request.body).quantity, 3);
    assert.equal(unmet.response.status, 404);
    const suite = readXml(await readFile(junit, 'utf8')).children[0];
    assert.deepEqual([suite?.attributes.tests, suite?.attributes.failures], [String(rules.length), '3']);
    const cases = suite?.children ?? [];
    assert.equal(cases.length, rules.length);
    const failures = cases.flatMap(({ children }) => children.filter(({ name }) => name === 'failure'));
    assert.equal(failures.length, 3);
    assert.ok(failures.every(({ text }) => text.includes('not_available')));
    for (const text of [stdout, stderr, await readFile(junit, 'utf8')]) assert.ok(!text.includes(broken.key));
  });

  it('shows people the whole exchange of a broken rule', async () => {
    const { stdout } = await certify(optionsFor(broken));
    const told = stdout.slice(stdout.indexOf('✕ More tickets than there are')).split('\n\n')[0] ?? '';
    assert.match(told, /why +Everything else is a ticket sold twice\./);
    assert.match(told, /contract +409 not_available/);
    assert.match(told, /sent +POST \/oi\/v1\/holds .*authorization: Bearer \[the key\]\n +\{.*"quantity":3\}/);
    assert.match(told, /got +404 .*x-request-id: .*ms\)\n +\{.*"code":"not_available"/);
    assert.match(told, /expected +409 not_available\n +came +404 not_available/);
  });

  it('exits with 2 on wrong usage, and says what is wrong', async () => {
    const right = optionsFor(good);
    const wrong: [string[], RegExp][] = [
      [[], /--url is missing/],
      [right.slice(0, 6), /--small-listing is missing/],
      [[...right, '--url', 'nowhere'], /--url is "nowhere"/],
      [[...right, '--wait', 'long'], /--wait is "long"/],
      [[...right, '--profile', 'ebay'], /there is no profile "ebay"/],
      [[...right, '--small-listing', good.listings.large], /must name different listings/],
    ];
    for (const [words, sentence] of wrong) {
      const { code, stdout, stderr } = await certify(words);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, sentence);
    }
  });

  it('says in one sentence why it cannot begin, and exits with 1', async () => {
    const right = optionsFor(good);
    const obstacles: [string[], RegExp][] = [
      [[...right, '--url', 'http://127.0.0.1:1'], /nobody answers at this address: ECONNREFUSED/],
      [[...right, '--key', 'not-the-key'], /the key was refused: 401 unauthenticated/],
      [[...right, '--settings', join(folder, 'missing.json')], /There is no file/],
      [[...right, '--listing', 'GA-0'], /does not know the listing "GA-0"/],
    ];
    for (const [words, sentence] of obstacles) {
      const { code, stdout, stderr } = await certify([...words, '--json']);
      assert.equal(code, 1);
      assert.match(JSON.parse(stdout).error, sentence);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
  });
});

const certify = (words: string[]): Promise<Ended> => runHoldfast(['certify', ...words]);
