// A real Chromium, from npm alone: unpacked once per machine and user, with the few libraries that a bare Debian has not.
// Kept: nothing of the system's own browsers is used, and two test files may unpack at the same time.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const packageFolder = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))));

export async function launchChromium(): Promise<Browser> {
  const folder = await unpacked();
  // On a busy machine it has been seen to crash while it starts (SIGSEGV), and nothing of ours is at work then.
  return launchFrom(folder).catch(() => launchFrom(folder));
}

function launchFrom(folder: string): Promise<Browser> {
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // It opens our own pages alone, and a sandbox needs rights that a container often has not.
    chromiumSandbox: false,
    args: [
      '--no-zygote',
      '--in-process-gpu',
      // Else each visitor has two: one for the empty page that a browser begins with.
      '--renderer-process-limit=1',
      // A page is looked at for a second or two, and what an optimising compiler makes of it is ready when it is gone.
      '--js-flags=--no-maglev --no-opt',
      '--disable-webgl',
      '--font-render-hinting=none',
      '--force-color-profile=srgb',
    ],
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      HOME: folder,
    },
  });
}

/** Another number whenever something else is put into the folder. */
const arrangement = 2;

/** The folder with everything in it. It gets its name when it is complete, so a half-made one is never used. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `holdfast-chromium-${version}-${arrangement}-${userInfo().uid}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    await unpackInto(unfinished);
    await writeFile(join(unfinished, 'fonts.conf'), fontsOf(folder));
    await rename(unfinished, folder).catch((error: NodeJS.ErrnoException) => {
      // Another was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/**
 * By the package itself, in a process of its own: it unpacks into the folder for temporary files, and adds the libraries
 * only where it believes to be on the system that it was made for.
 */
async function unpackInto(folder: string): Promise<void> {
  const script = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env,
    cwd: packageFolder,
  });
}

/** Greek, Cyrillic, Hebrew, Arabic and more. */
const otherScripts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');

/** The same letters on every machine; scripts that npm has not come from the system, where it has them. */
function fontsOf(folder: string): string {
  const prefer = (family: string): string =>
    `<match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit></match>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>${otherScripts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
  ${prefer('system-ui')}${prefer('sans-serif')}
</fontconfig>
`;
}
