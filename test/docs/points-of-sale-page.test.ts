// docs/points-of-sale.md is what the registered POS systems declare today, and leaves nothing out.
import { ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { pointsOfSalePage, renderPointsOfSale } from '../../docs/generate/points-of-sale.ts';
import { entriesOf } from '../../docs/generate/schema-words.ts';
import type { Fact } from '../../src/core/evidence.ts';
import { gradeWords } from '../../src/core/evidence-words.ts';
import { posCapabilityWords } from '../../src/pos/capability-words.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { rowOf, sectionOf } from './markdown.ts';

describe('docs/points-of-sale.md', () => {
  it('is fresh', () => {
    ok(
      readFileSync(pointsOfSalePage, 'utf8') === renderPointsOfSale(),
      'docs/points-of-sale.md is out of date: run `npm run docs`',
    );
  });

  for (const pos of posBySlug.values()) {
    it(`has every capability of ${pos.name} with how it is known, every edge and every setting`, () => {
      const section = sectionOf(renderPointsOfSale(), pos.name);
      const facts = Object.entries(pos.capabilities) as [keyof typeof posCapabilityWords, Fact<unknown>][];
      for (const [name, { grade, setting, value }] of facts) {
        const row = rowOf(section, posCapabilityWords[name].called);
        ok(row.includes(`| ${gradeWords[grade].called} |`), `${name}: ${row}`);
        ok(row.split(' | ')[1] !== '', `${name} has no value`);
        ok(value !== 'unknown' || row.includes('| not known |'), `${name}: ${row}`);
        ok(setting === undefined || row.includes(`\`${setting.name}\`: ${setting.assumed}`), `${name}: ${row}`);
      }
      if (pos.kind === 'ledger') return;
      for (const [what, { copes }] of Object.entries(pos.edges ?? {})) ok(rowOf(section, what).includes(copes), what);
      for (const [name, { description = '', secret }] of entriesOf(pos.settings)) {
        const row = rowOf(section, `\`${name}\``);
        ok(row.includes(description) && row.includes('**secret**') === (secret === true), `${name}: ${row}`);
      }
    });
  }
});
