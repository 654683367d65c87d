// The kit for bridges against the worked example: it keeps every rule, and each rule fails where the example is made to break
// it. And against our own sandbox POS, which the adapter is played against.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bridgeRules, certifyBridge } from '../../src/certify/bridge/certify-bridge.ts';
import type { Certificate, Result } from '../../src/certify/certify.ts';
import { startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { type Ended, runHoldfast } from '../cli/run-holdfast.ts';
import { heldAgainstDocument } from './bridge-document.ts';
import { bridgeFaults } from './bridge-faults.ts';
import { type ExampleBridge, startExampleBridge } from './example-bridge.ts';
import { readXml } from './xml.ts';

async function visit(bridge: ExampleBridge, mostMs = 4_000): Promise<Certificate> {
  const limits = { averageMs: 2_000, mostMs, lateEffectMs: 300, shortHoldMs: 150, lapseMs: 50 };
  const certificate = await certifyBridge({ ...bridge, showsStock: true, limits });
  assert.ok(!('unreachable' in certificate), JSON.stringify(certificate));
  return certificate;
}

const having = ({ tried }: Certificate, result: Result): string[] =>
  tried.filter(({ verdict }) => verdict.result === result).map(({ rule }) => rule.id);

/** Whatever a good bridge answers stands in the published document, with its status and its shape. */
function documentKnows(certificate: Certificate): void {
  const { described, others } = heldAgainstDocument(certificate);
  assert.deepEqual(others, []);
  assert.ok(described > 100, `only ${described} answers were seen`);
}

/** With what each failed rule says, so that a surprise explains itself. */
const sentences = ({ tried }: Certificate): string =>
  tried
    .flatMap(({ rule, verdict }) =>
      verdict.result === 'failed' ? [`${rule.id}: expected ${verdict.expected}; came ${verdict.came}`] : [],
    )
    .join('\n');

describe('a bridge that keeps the contract', { concurrency: true }, () => {
  it('passes every rule: the worked example, and everything is taken back', async () => {
    const bridge = await startExampleBridge();
    try {
      const certificate = await visit(bridge);
      assert.deepEqual(having(certificate, 'failed'), [], sentences(certificate));
      assert.equal(having(certificate, 'passed').length, bridgeRules.length);
      assert.deepEqual(certificate.leftBehind, []);
      documentKnows(certificate);
    } finally {
      await bridge.close();
    }
  });

  it('passes every rule: our own sandbox POS, with general admission', async () => {
    const pos = await startSandboxPos();
    const tickets = { remoteId: 'GA-1', seats: [null, null, null, null] } as const;
    pos.addListing({ remoteId: 'GA-1', seats: tickets.seats });
    try {
      const certificate = await visit({ url: pos.url, key: pos.key, tickets, close: pos.stop });
      assert.deepEqual(having(certificate, 'failed'), [], sentences(certificate));
      documentKnows(certificate);
    } finally {
      await pos.stop();
    }
  });
});

describe('a listing whose places the kit cannot tell apart', () => {
  it('is not begun with: rivals would not meet on it', async () => {
    const pos = await startSandboxPos();
    const tickets = { remoteId: 'GA-5', seats: [null, null, null, null] } as const;
    pos.addListing({ remoteId: 'GA-5', seats: [...tickets.seats, null] });
    try {
      const certificate = await certifyBridge({ url: pos.url, key: pos.key, tickets, showsStock: false });
      assert.match('unreachable' in certificate ? certificate.unreachable : '', /more than 4 free places/);
      assert.deepEqual(
        pos.book().filter(({ state }) => state === 'held'),
        [],
      );
    } finally {
      await pos.stop();
    }
  });
});

describe('a bridge that breaks the contract', () => {
  it('can be broken under every rule, and each rule has a name of its own', () => {
    const ids = bridgeRules.map(({ id }) => id);
    assert.deepEqual([...new Set(Object.values(bridgeFaults).map(({ breaks }) => breaks))].sort(), [...ids].sort());
    assert.equal(new Set(ids).size, ids.length);
  });

  describe('is told so', { concurrency: 6 }, () => {
    for (const [name, { breaks, between }] of Object.entries(bridgeFaults)) {
      it(`${name}: ${breaks}`, async () => {
        const bridge = await startExampleBridge(between());
        try {
          const certificate = await visit(bridge, 500);
          assert.ok(having(certificate, 'failed').includes(breaks), sentences(certificate));
        } finally {
          await bridge.close();
        }
      });
    }
  });
});

describe('holdfast pos certify', { concurrency: true }, () => {
  it('reports as holdfast certify does, for people and for programs, and never the key', async () => {
    const bridge = await startExampleBridge();
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-certify-'));
    const junit = join(folder, 'junit.xml');
    try {
      const words = ['--url', bridge.url, '--key', bridge.key, '--listing', 'TG-1', '--seats', '5-8'];
      const ended = await posCertify([...words, '--late-effect', '1', '--lapse', '0', '--json', '--junit', junit]);
      assert.equal(ended.code, 0, ended.stderr);
      const document = JSON.parse(ended.stdout);
      assert.deepEqual([document.failed, document.skipped], [0, 3]);
      assert.equal(document.rules.length, bridgeRules.length);
      const suite = readXml(await readFile(junit, 'utf8')).children[0];
      assert.equal(suite?.attributes.tests, String(bridgeRules.length));
      for (const text of [ended.stdout, ended.stderr, await readFile(junit, 'utf8')]) {
        assert.ok(!text.includes(bridge.key));
      }
    } finally {
      await bridge.close();
      await rm(folder, { recursive: true });
    }
  });

  it('says in one sentence what is wrong, and why it cannot begin', async () => {
    const bridge = await startExampleBridge();
    const right = ['--url', bridge.url, '--key', bridge.key, '--listing', 'TG-1', '--seats', '5-8'];
    try {
      const cases: [string[], number, RegExp][] = [
        [right.slice(0, 4), 2, /--listing is missing/],
        [[...right, '--seats', '5;6'], 2, /names 2 seats; it must name 4/],
        [[...right, '--late-effect', 'long'], 2, /--late-effect is "long"/],
        [[...right, '--url', 'http://127.0.0.1:1'], 1, /nobody answers at this address: ECONNREFUSED/],
        [[...right, '--key', 'not-the-key-at-all'], 1, /the key was refused: 401 not_allowed/],
        [[...right, '--listing', 'TG-9'], 1, /does not know the listing "TG-9"/],
        [[...right, '--seats', '6-9'], 1, /are not all free: 6, 7, 8, 9/],
      ];
      const ends = await Promise.all(cases.map(([words]) => posCertify(words)));
      for (const [index, [words, code, sentence]] of cases.entries()) {
        assert.equal(ends[index]?.code, code, words.join(' '));
        assert.match(ends[index]?.stderr ?? '', sentence);
      }
    } finally {
      await bridge.close();
    }
  });
});

const posCertify = (words: string[]): Promise<Ended> => runHoldfast(['pos', 'certify', ...words]);
