// What no linter says: a marketplace's name only in its places, clock, randomness and environment only where they
// belong, no room without a name of its own.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { marketplaces } from '../../src/marketplaces/registry.ts';

const sources = new Map(globSync('src/**/*.ts').map((file) => [file, readFileSync(file, 'utf8')]));

function findings(pattern: RegExp, isAllowed: (file: string) => boolean): string[] {
  return [...sources].flatMap(([file, text]) =>
    isAllowed(file)
      ? []
      : text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
  );
}

describe('tidy', () => {
  for (const { slug, name } of marketplaces) {
    it(`${name} is named only in its own folder, the registry, its sandbox, the demo and as an example`, () => {
      const code = new RegExp(`^(?!.*examples:).*('${slug}'|${slug}/)`);
      const isPlace = (file: string): boolean =>
        file.startsWith(`src/marketplaces/${slug}/`) ||
        file === 'src/marketplaces/registry.ts' ||
        file.startsWith('src/sandbox/') ||
        file.startsWith('src/demo/') ||
        file.endsWith('-examples.ts');
      assert.deepEqual(findings(code, isPlace), []);
    });
  }

  it('the core reads no clock and throws no dice', () => {
    assert.deepEqual(
      findings(/Date\.now|new Date\(\)|Math\.random|randomUUID|process\./, (file) => !file.startsWith('src/core/')),
      [],
    );
  });

  it('what speaks to a POS or a marketplace goes by the clock that it is given', () => {
    const speaks = /^src\/(pos|marketplaces)\//;
    assert.deepEqual(
      findings(/Date\.now|new Date\(\)/, (file) => !speaks.test(file)),
      [],
    );
  });

  it('the environment is read by the configuration and the command line alone, and passed on to the server', () => {
    const places = ['src/config.ts', 'src/cli/main.ts', 'src/db/embedded/server-account.ts'];
    assert.deepEqual(
      findings(/process\.env/, (file) => places.includes(file)),
      [],
    );
  });

  it('no file is called after nothing', () => {
    const shapeless = [...sources.keys()].filter((file) => /(util|helper|manager|common|misc)/i.test(file));
    assert.deepEqual(shapeless, []);
  });

  it('every file says what it is for', () => {
    // Commands say it in their help.
    const silent = [...sources].filter(([file, text]) => !text.startsWith('//') && !file.startsWith('src/cli/'));
    assert.deepEqual(
      silent.map(([file]) => file),
      [],
    );
  });

  it('what a newcomer needs is there', () => {
    const needed = [
      'README.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'LICENSE',
      'docs/runbook.md',
      'Dockerfile',
    ];
    assert.deepEqual(
      needed.filter((file) => !existsSync(file)),
      [],
    );
  });
});
