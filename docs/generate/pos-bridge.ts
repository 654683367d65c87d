// Writes docs/pos-bridge.openapi.json: the document of the REST bridge that every hub serves, for whoever has no hub yet. Run
// by `npm run docs`; a test compares the file with what this would write.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bridgeDocument } from '../../src/pos/bridge/document/document.ts';
import { version } from '../../src/version.ts';

export const bridgeDocumentFile = fileURLToPath(new URL('../pos-bridge.openapi.json', import.meta.url));

export function renderBridgeDocument(): string {
  return `${JSON.stringify(bridgeDocument(version), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(bridgeDocumentFile, renderBridgeDocument());
