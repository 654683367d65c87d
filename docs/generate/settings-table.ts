// A settings schema as a table.
import type { TSchema } from 'typebox';
import { code, table } from './markdown.ts';
import { defaultInWords, entriesOf, isRequired, limitsInWords } from './schema-words.ts';

export function settingsTable(settings: TSchema): string {
  return table(
    ['setting', 'what it does', 'default', 'may be'],
    entriesOf(settings).map(([name, entry]) => [
      code(name),
      entry.description ?? '',
      defaultInWords(entry),
      limitsInWords(entry),
    ]),
  );
}

/** The same, where some of it must be entered and some is never shown again. */
export function secretSettingsTable(settings: TSchema): string {
  return table(
    ['setting', 'what it is', 'secret', 'needed', 'default', 'may be'],
    entriesOf(settings).map(([name, entry]) => [
      code(name),
      entry.description ?? '',
      entry.secret ? '**secret**' : '',
      isRequired(settings, name) && entry.default === undefined ? 'yes' : '',
      defaultInWords(entry),
      limitsInWords(entry),
    ]),
  );
}
