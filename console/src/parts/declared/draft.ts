// What is being entered into declared fields, as text until it is sent: an empty field is one that has its default,
// and null stands for a secret that is to be removed.
import type { Field } from '../../../../src/http/broker/schemas/declared.ts';

export type Draft = Readonly<Record<string, string | null>>;

type Entered = {
  /** What differs from what is set. */
  settings: Record<string, unknown>;
  /** What has its default again. */
  unset: string[];
  /** By field: what cannot even be sent. */
  wrong: Readonly<Record<string, string>>;
};

/** What the hub says of them. Of the secret ones it says nothing. */
export function draftOf(fields: readonly Field[], set: Readonly<Record<string, unknown>>): Draft {
  const told = fields.filter(({ is_secret: isSecret }) => !isSecret);
  const entries = told.map((field) => [field.name, field.name in set ? textOf(field, set[field.name]) : '']);
  return Object.fromEntries(entries);
}

export function enteredIn(fields: readonly Field[], set: Readonly<Record<string, unknown>>, draft: Draft): Entered {
  const entered = {
    settings: {} as Record<string, unknown>,
    unset: [] as string[],
    wrong: {} as Record<string, string>,
  };
  for (const field of fields) {
    const { name } = field;
    const text = draft[name] === undefined ? '' : draft[name];
    const before = name in set ? textOf(field, set[name]) : '';
    if (text === before) continue;
    if (text === '' || text === null) {
      entered.unset.push(name);
      continue;
    }
    try {
      entered.settings[name] = valueIn(field, text);
    } catch {
      entered.wrong[name] = 'is not JSON';
    }
  }
  return entered;
}

/** Everything that was filled in, for what is replaced as a whole. */
export function filledIn(fields: readonly Field[], draft: Draft): Record<string, unknown> {
  return enteredIn(fields, {}, draft).settings;
}

/** How a value is written where it is entered. */
export function textOf({ kind }: Pick<Field, 'kind'>, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (kind === 'yes_or_no') return value ? 'yes' : 'no';
  return typeof value === 'object' || kind === 'json' ? JSON.stringify(value) : String(value);
}

function valueIn({ kind }: Field, text: string): unknown {
  switch (kind) {
    case 'whole_number':
    case 'number':
      return Number(text);
    case 'yes_or_no':
      return text === 'yes';
    case 'json':
      return JSON.parse(text);
    default:
      return text;
  }
}
