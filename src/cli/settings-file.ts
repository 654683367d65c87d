// Reads a settings file that the caller names, and checks it against what the settings must be.
import { readFile } from 'node:fs/promises';
import type { TSchema } from 'typebox';
import { Default, Errors } from 'typebox/value';
import { Failed } from './command.ts';

/** Throws Failed, with the first thing that is wrong in a plain sentence. */
export async function readSettings(path: string, schema: TSchema): Promise<object> {
  const settings = await readJson(path);
  const [error] = Errors(schema, Default(schema, structuredClone(settings)));
  if (error) throw new Failed(`${path} does not fit: ${error.instancePath || 'the file'} ${error.message}.`);
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
