// Who gives a command, for the record.
import { userInfo } from 'node:os';
import type { Doer } from '../db/deeds.ts';

export function whoIsAsking(): string {
  return `${userInfo().username} at the command line`;
}

export function doerAtTheCommandLine(): Doer {
  return { kind: 'command_line', id: null, name: whoIsAsking() };
}
