// The borders between the rooms, kept by a test: who may import whom, and no circles.
// Dependency-cruiser would do this, but it cannot read .ts files without a compiler API, which TypeScript 7 has not.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';

type Rule = {
  name: string;
  why: string;
  from: RegExp;
  /** What files that match `from` may not import; `$1` stands for the first group of `from`. */
  never: (group: string) => RegExp;
};

const rules: readonly Rule[] = [
  {
    name: 'core imports nothing',
    why: 'it can be read and tested without a clock, a database or a network',
    from: /^src\/core\//,
    never: () => /^(?!src\/core\/)/,
  },
  {
    name: 'a marketplace imports the core, its port, schemas and their shapes, a reader of XML and the arithmetic of signatures',
    why: 'a dialect is pure data and pure functions',
    from: /^src\/marketplaces\//,
    never: () => /^(?!src\/((core|marketplaces)\/|shape\.ts$)|typebox|fast-xml-parser$|node:crypto$)/,
  },
  {
    name: 'a marketplace knows no other',
    why: 'what two of them share belongs beside them, not to one of the two',
    from: /^src\/marketplaces\/([^/]+)\//,
    never: (own) => new RegExp(`^src/marketplaces/(?!${own}/)[^/]+/`),
  },
  {
    name: 'a POS imports the core, its port, schemas and their shapes, and the arithmetic of signatures',
    why: 'an adapter translates, and sends through the transport that it is given',
    from: /^src\/pos\//,
    never: () => /^(?!src\/((core|pos)\/|shape\.ts$)|typebox|node:crypto$)/,
  },
  {
    name: 'a POS knows no other',
    why: 'what two of them share belongs beside them, not to one of the two',
    from: /^src\/pos\/([^/]+)\//,
    never: (own) => new RegExp(`^src/pos/(?!${own}/)[^/]+/`),
  },
  {
    name: 'the engine names no marketplace and no POS, and knows no HTTP',
    why: 'it works by declared capabilities',
    from: /^src\/engine\//,
    never: () =>
      /^src\/(http|cli|sandbox|demo|import|marketplaces\/[^/]+\/|pos\/[^/]+\/)|^src\/(main|config)\.ts|registry\.ts$/,
  },
  {
    name: 'SQL knows the core and nothing else of ours',
    why: 'statements stand beside the functions that run them, without policy',
    from: /^src\/db\//,
    never: () => /^src\/(?!core\/|db\/)/,
  },
  {
    name: 'a story knows the core and what marketplaces declare',
    why: 'it is told from what is on record, the same wherever it is read',
    from: /^src\/story\//,
    never: () => /^(?!src\/(story|core)\/|src\/marketplaces\/dialect\.ts$)/,
  },
  {
    name: 'a case knows the core',
    why: 'it is gathered from the record alone',
    from: /^src\/waivers\//,
    never: () => /^src\/(?!waivers\/|core\/)/,
  },
  {
    name: 'the alert desk knows the core, SQL, how rounds are made and how a webhook is signed',
    why: 'it says what is on record to whomever the broker named, and needs nobody who trades',
    from: /^src\/alerts\//,
    never: () => /^src\/(?!alerts\/|core\/|db\/|engine\/(failpoints|rounds)\.ts|marketplaces\/standard-webhooks\.ts)/,
  },
  {
    name: 'people know the core, SQL and how a key is made',
    why: 'who may come in is one question, and what they do then is another',
    from: /^src\/people\//,
    never: () => /^src\/(?!people\/|core\/|db\/|http\/api-key\.ts)/,
  },
  {
    name: 'the live feed knows the core, SQL and what a batch tells',
    why: 'it hears of what has happened, and asks nobody',
    from: /^src\/live\//,
    never: () => /^src\/(?!live\/|core\/|db\/|engine\/batch\.ts)/,
  },
  {
    name: 'what goes over the broker API is schemas and nothing else',
    why: 'the console takes its types from there',
    from: /^src\/http\/broker\/schemas\//,
    never: () => /^(?!src\/(http\/broker\/schemas|core)\/|typebox)/,
  },
  {
    name: 'only the door for e-mail sends any',
    why: 'there the password is kept out of the record',
    from: /^src\/(?!alerts\/mail\.ts)/,
    never: () => /^nodemailer$/,
  },
  {
    name: 'nothing but the demo and the certificate needs a sandbox',
    why: 'the hub runs without its simulated counterparties',
    from: /^src\/(?!sandbox\/|demo\/|cli\/demo|certify\/profiles|certify\/own-wire)/,
    never: () => /^src\/(sandbox|demo)\//,
  },
  {
    name: 'the certificate knows the published contract and what marketplaces say, and nothing of the hub',
    why: 'it judges any automator, ours like another’s',
    from: /^src\/certify\//,
    never: () => /^src\/(?!certify\/|sandbox\/(registry|order-integration\/wire)\.ts|pos\/bridge\/wire\.ts)/,
  },
  {
    name: 'only the outbound door opens connections to others',
    why: 'there secrets are kept out of the record and silence is told from refusal',
    from: /^src\/(?!http\/outbound\.ts|sandbox\/|demo\/)/,
    never: () => /^undici$/,
  },
];

const files = globSync('src/**/*.ts').map((file) => normalize(file));
const importsOf = new Map(files.map((file) => [file, readImports(file)]));

function readImports(file: string): { target: string; isTypeOnly: boolean }[] {
  const source = readFileSync(file, 'utf8');
  const statements = source.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)';|^import\s+'([^']+)';/gm);
  return Array.from(statements, ([, type, from, bare]) => {
    const specifier = from ?? bare ?? '';
    const target = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
    return { target, isTypeOnly: type !== undefined };
  });
}

describe('the console', () => {
  it('takes types of the hub and nothing else', () => {
    const taken = globSync('console/src/**/*.{ts,tsx}').flatMap((file) =>
      readImports(file)
        .filter(({ target }) => target.startsWith('src/'))
        .map((one) => ({ file, ...one })),
    );
    assert.ok(taken.length > 0);
    assert.deepEqual(
      taken.filter(({ isTypeOnly }) => !isTypeOnly),
      [],
      'because whatever else it took would be loaded by every browser',
    );
  });
});

describe('borders', () => {
  it('reads imports at all', () => {
    assert.ok(importsOf.get('src/core/decide.ts')?.some(({ target }) => target === 'src/core/turn.ts'));
    assert.ok(importsOf.get('src/db/pool.ts')?.some(({ target }) => target === 'pg'));
  });

  for (const { name, why, from, never } of rules) {
    it(name, () => {
      const crossings: string[] = [];
      for (const [file, imports] of importsOf) {
        const match = from.exec(file);
        if (!match) continue;
        const forbidden = never(match[1] ?? '');
        for (const { target } of imports) if (forbidden.test(target)) crossings.push(`${file} imports ${target}`);
      }
      assert.deepEqual(crossings, [], `because ${why}`);
    });
  }

  it('has no circles', () => {
    assert.deepEqual(circles(), [], 'two files that need each other are one file, or three');
  });
});

/** Types may refer to each other in a circle; values may not. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const { target, isTypeOnly } of importsOf.get(file) ?? []) if (!isTypeOnly) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}
