// Reads a settings file that the caller names, and checks it against what the settings must be.
import { readFile } from 'node:fs/promises';
import type { TSchema } from 'typebox';
import { whatIsWrong } from '../connections/whole-settings.ts';
import { Failed } from './command.ts';

/** Throws Failed, with the first thing that is wrong in a plain sentence. */
export async function readSettingsFile(path: string, schema: TSchema): Promise<object> {
  const settings = await readJson(path);
  const [fault] = whatIsWrong(schema, settings);
  if (fault) throw new Failed(`${path} does not fit: ${fault.field || 'the file'} ${fault.message}.`);
  return settings as object;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Failed(
      isMissing ? `There is no file ${path}.` : `${path} cannot be read as JSON: ${(error as Error).message}`,
    );
  }
}
