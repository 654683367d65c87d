// Every registered POS keeps its port: what it declares, and what it makes of its answers under every setting of its sandbox. One is
// played beside another: each has servers of its own, and waits more than it works.
import { describe } from 'node:test';
import { posBySlug } from '../../src/pos/registry.ts';
import { posSuite } from './pos-suite.ts';
import { posSandboxes } from './sandboxes.ts';

describe('every POS', { concurrency: true }, () => {
  for (const pos of posBySlug.values()) posSuite(pos, posSandboxes[pos.slug]);
});
