// How the console is built: into console/dist, each file also compressed, so that the hub only hands bytes out.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = `${here}dist`;

/** The hub that the development server passes calls on to. */
const hub = 'http://127.0.0.1:8080';

export default defineConfig({
  root: here,
  plugins: [react(), compressed()],
  // The hub puts a fresh nonce here with each answer; only styles are allowed by it.
  html: { cspNonce: 'STYLE_NONCE' },
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing is loaded from the page's own text: its policy would refuse it.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    // A page is a file, and what several share is one more. Else that falls into seventy, many of them a line long, of which
    // each page asks for some thirty.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } } },
  },
  server: { proxy: { '/api': hub, '/docs': hub, '/openapi.json': hub } },
});

/** Writes name.br and name.gz beside what is worth it. The page itself is not: it is written anew for each answer. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async closeBundle() {
      const brotli = promisify(brotliCompress);
      const squeeze = promisify(gzip);
      const files = globSync(`${dist}/**/*.{js,css,svg}`).filter((file) => readFileSync(file).length > 1_024);
      await Promise.all(
        files.map(async (file) => {
          const bytes = readFileSync(file);
          const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
          writeFileSync(`${file}.br`, await brotli(bytes, { params }));
          writeFileSync(`${file}.gz`, await squeeze(bytes, { level: 9 }));
        }),
      );
    },
  };
}
