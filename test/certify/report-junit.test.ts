// The JUnit report says whatever an automator sent without breaking its own form.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Certificate } from '../../src/certify/certify.ts';
import { junitReport } from '../../src/certify/report-junit.ts';
import { rules } from '../../src/certify/rules/rules.ts';
import { readXml } from './xml.ts';

const nasty = '<b a="1">& ]]> \u0000 \u001b[31m \ud800 \uffff "quoted" 🎟\nnext';

it('stays well-formed whatever the automator answers', () => {
  const [rule, other] = rules;
  assert.ok(rule && other);
  const headers = { 'content-type': nasty };
  const exchange = {
    ...({ ask: 'hold', globalId: 'x', tookMs: 1, isCleanup: false, isUnmet: true, lost: null } as const),
    sent: { method: 'POST', path: '/oi/v1/holds?<&>', headers, body: nasty },
    received: { status: 200, headers, body: nasty },
  };
  const certificate: Certificate = {
    ...{ url: `http://example/?a=1&b="<`, profile: 'published', startedAt: new Date(0), tookMs: 12, ticketsSold: 0 },
    ...{ times: { answers: 1, averageMs: 1, medianMs: 1, slowestMs: 1 }, leftBehind: [] },
    tried: [
      { rule, verdict: { result: 'failed', expected: nasty, came: nasty }, exchanges: [exchange], tookMs: 3 },
      { rule: other, verdict: { result: 'skipped', reason: nasty }, exchanges: [], tookMs: 0 },
    ],
  };
  const suite = readXml(junitReport(certificate)).children[0];
  const [failed, skipped] = suite?.children ?? [];
  const failure = failed?.children[0];
  const asXmlCanSayIt = nasty
    .replace('\u0000', '\ufffd')
    .replace('\u001b', '\ufffd')
    .replace('\ud800', '\ufffd')
    .replace('\uffff', '\ufffd');
  assert.equal(failure?.attributes.message, `expected ${asXmlCanSayIt}; came ${asXmlCanSayIt}`);
  assert.ok(failure?.text.includes(asXmlCanSayIt));
  assert.equal(skipped?.children[0]?.attributes.message, `skipped: ${asXmlCanSayIt}`);
});
