// Every kind of alert has its row in the page of alerts, and is named in the runbook, which says what to do about it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { alertKinds } from '../../src/alerts/kinds.ts';

const read = (page: string): string => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
const kinds = Object.keys(alertKinds).toSorted();

describe('docs/alerts.md', () => {
  it('has a row for each kind of alert, and for nothing else', () => {
    const table = read('alerts.md').split('## What is told')[1]?.split('**Money.**')[0] ?? '';
    const rows = Array.from(table.matchAll(/^\| `(\w+)` +\|/gm), ([, kind]) => kind);
    assert.deepEqual(rows.toSorted(), kinds);
  });
});

describe('the runbook', () => {
  it('names each kind of alert', () => {
    const runbook = read('runbook.md');
    assert.deepEqual(
      kinds.filter((kind) => !runbook.includes(`\`${kind}\``)),
      [],
    );
  });
});
