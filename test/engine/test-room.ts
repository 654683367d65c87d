// An engine with all that it needs, on the database of a test: whatever troubles it fails the test.
import assert from 'node:assert/strict';
import { type EngineRoom, openEngineRoom } from '../../src/engine-room.ts';
import { openTestVault } from '../support/hub.ts';

export function openTestRoom(databaseUrl: string, clock: () => number = Date.now): EngineRoom {
  return openEngineRoom({
    ...{ databaseUrl, clock, vault: openTestVault(), privateNetworks: 'allow' },
    onTrouble: (trouble) => assert.fail(String(trouble)),
  });
}
