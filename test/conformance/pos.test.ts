// Every registered POS keeps its port: what it declares, and what it makes of its answers under every setting of its sandbox.
import { posBySlug } from '../../src/pos/registry.ts';
import { posSuite } from './pos-suite.ts';
import { posSandboxes } from './sandboxes.ts';

for (const pos of posBySlug.values()) posSuite(pos, posSandboxes[pos.slug]);
