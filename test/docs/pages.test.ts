// Whatever a page tells its reader to type exists: every command with its options, every script, every page and heading
// that is linked.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from '../../src/cli/command.ts';
import { commands as commandsByName } from '../../src/cli/commands.ts';
import { anchorsOf, blocksOf, inlineCode, linksOf } from './markdown.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = new Map(
  [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...globSync(['docs/**/*.md', 'examples/**/*.md'], { cwd: root }),
  ].map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);

async function readCommands(): Promise<Map<string, Command>> {
  const loaded = Object.entries(commandsByName).map(async ([name, load]) => [name, await load()] as const);
  return new Map(await Promise.all(loaded));
}

/** Lines that a reader may type: in shell blocks, and between backticks. */
function typedIn(page: string): string[] {
  const shell = blocksOf(page).filter(({ language }) => language === 'sh');
  const lines = shell.flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'));
  return [...lines.map((line) => line.replace(/ #.*$/, '')), ...inlineCode(page)];
}

describe('what the pages tell to type', () => {
  let commands: Map<string, Command>;
  before(async () => {
    commands = await readCommands();
  });

  it('has commands that exist, with options that they take', () => {
    let seen = 0;
    for (const [path, page] of pages) {
      for (const line of typedIn(page)) {
        const [, typed] = /^(?:npx )?holdfast ([a-z].*)$/.exec(line.trim()) ?? [];
        if (typed === undefined) continue;
        seen += 1;
        const words = typed.split(/[\s|]+/);
        const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((one) => commands.has(one));
        assert.ok(name !== undefined, `${path}: there is no command in "${line}"`);
        for (const option of words.filter((word) => word.startsWith('--') && word !== '--json' && word !== '--help')) {
          const taken = Object.keys(commands.get(name)?.options ?? {});
          assert.ok(taken.includes(option.slice(2)), `${path}: ${name} takes no ${option}`);
        }
      }
    }
    assert.ok(seen > 20, `only ${seen} commands were found`);
  });

  it('has scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const typed = [...pages.values()].flatMap(typedIn).flatMap((line) => [...line.matchAll(/npm run ([a-z]+)/g)]);
    assert.ok(typed.length > 3);
    for (const [, script = ''] of typed) assert.ok(script in scripts, `there is no script ${script}`);
  });
});

describe('the links of the pages', () => {
  for (const [path, page] of pages) {
    it(`lead somewhere from ${path}`, () => {
      for (const link of linksOf(page)) {
        if (/^https?:/.test(link)) continue;
        const [target = '', anchor] = link.split('#');
        const file = target === '' ? path : join(dirname(path), target);
        assert.ok(existsSync(join(root, file)), `${link}: there is no ${file}`);
        if (anchor === undefined) continue;
        const headings = anchorsOf(readFileSync(join(root, file), 'utf8'));
        assert.ok(headings.includes(anchor), `${link}: no heading is called that`);
      }
    });
  }
});
