// docs/marketplaces.md is what the registered marketplaces declare today, and leaves nothing out.
import { ok, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { replaceBetween } from '../../docs/generate/markdown.ts';
import { marketplacesPage, renderMarketplaces } from '../../docs/generate/marketplaces.ts';
import { entriesOf } from '../../docs/generate/schema-words.ts';
import type { Fact } from '../../src/core/evidence.ts';
import { gradeWords } from '../../src/core/evidence-words.ts';
import { capabilityWords } from '../../src/marketplaces/capability-words.ts';
import { asksFirst } from '../../src/marketplaces/dialect.ts';
import { marketplaces } from '../../src/marketplaces/registry.ts';
import { rowOf, sectionOf } from './markdown.ts';

describe('docs/marketplaces.md', () => {
  it('is fresh', () => {
    ok(
      readFileSync(marketplacesPage, 'utf8') === renderMarketplaces(),
      'docs/marketplaces.md is out of date: run `npm run docs`',
    );
  });

  for (const marketplace of marketplaces) {
    it(`has every capability of ${marketplace.name} with how it is known, every setting and every credential`, () => {
      const section = sectionOf(renderMarketplaces(), marketplace.name);
      const facts = Object.entries(marketplace.capabilities) as [keyof typeof capabilityWords, Fact<unknown>][];
      for (const [name, { grade, setting, value }] of facts) {
        const row = rowOf(section, capabilityWords[name].called);
        ok(row.includes(`| ${gradeWords[grade].called} |`), `${name}: ${row}`);
        ok(row.split(' | ')[1] !== '', `${name} has no value`);
        ok(value !== 'unknown' || row.includes('| not known |'), `${name}: ${row}`);
        ok(setting === undefined || row.includes(`\`${setting.name}\`: ${setting.assumed}`), `${name}: ${row}`);
      }
      for (const [name, { description = '', default: usual }] of entriesOf(marketplace.settings)) {
        const row = rowOf(section, `\`${name}\``);
        ok(row.includes(description) && row.includes(`\`${JSON.stringify(usual)}\``), `${name}: ${row}`);
      }
      const { instantNotification: notifies } = marketplace;
      for (const [name, { secret }] of notifies ? entriesOf(notifies.credentials) : []) {
        const row = rowOf(section, `\`${name}\``);
        ok(row !== '' && row.includes('**secret**') === (secret === true), `${name}: ${row}`);
      }
    });
  }

  it('says openly whose words an order integration is in', () => {
    for (const marketplace of marketplaces.filter(asksFirst)) {
      const { orderIntegrationWire } = marketplace.capabilities;
      const isOurs = !['VENDOR', 'VENDOR_COPY', 'THIRD_PARTY'].includes(orderIntegrationWire.grade);
      const isSaid = sectionOf(renderMarketplaces(), marketplace.name).includes(
        `**The order integration here is ours, not ${marketplace.name}’s.**`,
      );
      ok(isSaid === isOurs, marketplace.name);
    }
  });

  it('explains each grade once', () => {
    const page = renderMarketplaces();
    for (const { meaning } of Object.values(gradeWords)) ok(page.split(meaning).length === 2, meaning);
  });
});

describe('a place in a page', () => {
  it('is filled, and filled again the same', () => {
    const once = replaceBetween('a\n<!-- x -->\n<!-- /x -->\nb', 'x', 'new');
    ok(once === 'a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb');
    ok(replaceBetween(once, 'x', 'new') === once);
  });

  it('must be there', () => {
    throws(() => replaceBetween('a', 'x', 'new'), /no place called x/);
  });
});
