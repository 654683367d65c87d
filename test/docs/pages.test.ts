// Whatever a page tells its reader to type exists: every command with its options, every script, every page and heading
// that is linked.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from '../../src/cli/command.ts';
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

/** Every command of the command line by its name. Its main file is left out: it runs when it is read. */
async function readCommands(): Promise<Map<string, Command>> {
  const files = globSync('src/cli/*.ts', { cwd: root }).filter((file) => !file.endsWith('main.ts'));
  const rooms: object[] = await Promise.all(files.map((file) => import(join(root, file))));
  const commands = rooms.flatMap((room) => Object.values(room)).filter(isCommand);
  return new Map(commands.map((command) => [command.name, command]));
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'usage' in value && 'options' in value;
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
