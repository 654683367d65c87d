// The demo as a newcomer meets it: every marketplace there is trades, the books agree in the end, and its one document
// counts what each of them did.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import type { DemoReport } from '../../src/demo/report.ts';
import { marketplaces } from '../../src/marketplaces/registry.ts';
import { runHoldfast } from '../cli/run-holdfast.ts';

it('trades on every marketplace, and ends with equal books', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  try {
    const report = await demo(folder, '--for', '8s', '--seed', '7');
    assert.deepEqual(Object.keys(report.marketplaces).toSorted(), marketplaces.map(({ slug }) => slug).toSorted());
    for (const [slug, { asked, announced, confirmed }] of Object.entries(report.marketplaces)) {
      assert.ok(asked + announced + confirmed > 0, `${slug} did nothing`);
    }
    assert.ok(report.orders > 0 && Object.values(report.marketplaces).some(({ confirmed }) => confirmed > 0));
    assert.deepEqual([report.books.differences, report.books.unfinished, report.violations], [[], [], []]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Resolves with its one document, when it has ended well. */
async function demo(folder: string, ...words: string[]): Promise<DemoReport> {
  const { code, stdout, stderr } = await runHoldfast(['demo', '--json', ...words], { DATA_DIR: folder, PORT: '0' });
  assert.equal(code, 0, `${stderr}\n${stdout}`);
  return JSON.parse(stdout);
}
