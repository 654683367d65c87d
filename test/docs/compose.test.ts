// Whoever runs a hub by compose.yaml can set all that `holdfast start` explains.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { start } from '../../src/cli/start.ts';

/** Where the container is reached, and where its files are: the image says so, and ports and volumes follow it. */
const ofTheImage = ['HOST', 'PORT', 'DATA_DIR'];

describe('compose.yaml', () => {
  it('hands the hub every setting that there is', () => {
    const compose = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8');
    const [, environment = ''] = /^ {2}hub:\n[\s\S]*?^ {4}environment:\n((?: {6}.*\n)+)/m.exec(compose) ?? [];
    const handed = Array.from(environment.matchAll(/^ {6}([A-Z_]+):/gm), ([, name]) => name);
    const explained = Array.from(start.help.matchAll(/^ {2}([A-Z_]+)=/gm), ([, name]) => name ?? '');
    assert.deepEqual(
      handed.filter((name) => name !== 'PGPASSWORD').toSorted(),
      explained.filter((name) => !ofTheImage.includes(name)).toSorted(),
    );
  });
});
