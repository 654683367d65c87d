// The kit against an automator that keeps the contract, and against the same one broken in every way that is on the list:
// it passes the one, and of each other it names exactly the rules that are broken.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Certificate, certify, publishedLimits, type Result } from '../../src/certify/certify.ts';
import { publishedWire } from '../../src/certify/published-wire.ts';
import { rules } from '../../src/certify/rules/rules.ts';
import type { Limits } from '../../src/certify/visit.ts';
import { type FaultName, faultNamed, faultNames } from './faults.ts';
import { type ReferenceAutomator, type ReferenceOptions, startReferenceAutomator } from './reference-automator.ts';

/** Long enough for what a rule does while its hold stands, short enough to wait for. */
const shortLifetimeMs = 3_000;
const expiryRules = ['expired-is-said', 'late-invoice', 'late-invoice-too-late'];
const neverProvoked = ['rate-limited', 'forbidden', 'invoice-accepted', 'pos-unreachable'];

type Visited = { certificate: Certificate; automator: ReferenceAutomator };

async function visit(options: ReferenceOptions, limits: Partial<Limits> = {}): Promise<Visited> {
  const automator = await startReferenceAutomator(options);
  const { url, key, listings } = automator;
  const waitMs = options.lifetimeMs === undefined ? 0 : 20_000;
  try {
    const certificate = await certify({
      ...{ url, key, listings, waitMs, wire: publishedWire('published') },
      limits: { ...publishedLimits, ...limits },
    });
    if ('unreachable' in certificate) throw new Error(certificate.unreachable);
    return { certificate, automator };
  } finally {
    await automator.close();
  }
}

function having({ tried }: Certificate, result: Result): string[] {
  return tried.filter(({ verdict }) => verdict.result === result).map(({ rule }) => rule.id);
}

/** With what each failed rule says, so that a surprise explains itself. */
function sentences({ tried }: Certificate): string {
  const failed = tried.flatMap(({ rule, verdict }) =>
    verdict.result === 'failed' ? [`${rule.id}: expected ${verdict.expected}; came ${verdict.came}`] : [],
  );
  return failed.join('\n');
}

const limitsFor: Partial<Record<FaultName, Partial<Limits>>> = {
  'every answer is slow': { averageMs: 20 },
  'one answer is very late': { mostMs: 1_500 },
  'an accepted sale never ends': { promisedMs: 300 },
};

describe('an automator that keeps the contract', { concurrency: true }, () => {
  it('passes every rule; what cannot be provoked is not called a pass', async () => {
    const { certificate, automator } = await visit({ lifetimeMs: shortLifetimeMs });
    assert.deepEqual(having(certificate, 'failed'), [], sentences(certificate));
    assert.deepEqual(having(certificate, 'not_provoked'), neverProvoked);
    assert.deepEqual(having(certificate, 'skipped'), []);
    assert.equal(having(certificate, 'passed').length, rules.length - neverProvoked.length);
    assert.deepEqual(certificate.leftBehind, []);
    const { large, small, pairs } = automator.listings;
    const free = [large, small, pairs].map(automator.free);
    assert.deepEqual(free, [100 - certificate.ticketsSold, 2, 4], 'all is let go of that was not sold');
    assert.ok(certificate.ticketsSold <= 10, 'as the help says');
  });

  it('passes with a slow POS too, which accepts sales and finishes them later', async () => {
    const { certificate } = await visit({ isPosSlow: true });
    assert.deepEqual(having(certificate, 'failed'), [], sentences(certificate));
    assert.ok(having(certificate, 'passed').includes('invoice-accepted'));
  });

  it('is not called tried where a hold stands longer than the kit waits, and is told how', async () => {
    const { certificate } = await visit({});
    assert.deepEqual(having(certificate, 'skipped'), expiryRules);
    for (const { verdict } of certificate.tried) {
      if (verdict.result === 'skipped') assert.match(verdict.reason, /900 s.*--wait 901/);
    }
  });
});

describe('an automator whose holds run out before others are answered', () => {
  it('is not called a double seller', async () => {
    const { certificate } = await visit({ lifetimeMs: 20, holdsAfterMs: 40 });
    const verdict = certificate.tried.find(({ rule }) => rule.id === 'last-ticket')?.verdict;
    assert.ok(verdict?.result === 'skipped', JSON.stringify(verdict));
    assert.match(verdict.reason, /longer hold lifetime/);
  });
});

describe('an automator that breaks the contract', () => {
  it('can be broken under every rule', () => {
    const breakable = new Set<string>(faultNames.flatMap((name) => [...faultNamed(name).breaks]));
    assert.deepEqual(
      rules.map(({ id }) => id).filter((id) => !breakable.has(id)),
      [],
    );
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length, 'each has a name of its own');
  });

  const isExpiry = (name: FaultName): boolean => faultNamed(name).needsExpiry === true;

  describe('in what expires', { concurrency: true }, () => {
    for (const fault of faultNames.filter(isExpiry)) failsExactly(fault, { fault, lifetimeMs: shortLifetimeMs });
  });

  describe('in anything else', { concurrency: 8 }, () => {
    for (const fault of faultNames.filter((name) => !isExpiry(name))) failsExactly(fault, { fault });
  });
});

function failsExactly(fault: FaultName, options: ReferenceOptions): void {
  it(fault, async () => {
    const { certificate } = await visit(options, limitsFor[fault]);
    const expected: readonly string[] = faultNamed(fault).breaks;
    assert.deepEqual(having(certificate, 'failed').sort(), [...expected].sort(), sentences(certificate));
  });
}
