// How a settings or credentials schema is said to people: what each entry is for, its default, and what it may be.
import type { TSchema } from 'typebox';
import { code } from './markdown.ts';

/** The parts of JSON Schema that settings are made of. A `secret` is never shown again once it is entered. */
export type Entry = {
  type?: string;
  description?: string;
  default?: unknown;
  secret?: boolean;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Entry[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Readonly<Record<string, Entry>>;
  required?: readonly string[];
  items?: Entry;
  '~refine'?: readonly { error: (value: unknown) => unknown }[];
};

export function entriesOf(schema: TSchema): [string, Entry][] {
  return Object.entries((schema as Entry).properties ?? {});
}

export function isRequired(schema: TSchema, name: string): boolean {
  return (schema as Entry).required?.includes(name) ?? false;
}

export function defaultInWords(entry: Entry): string {
  return entry.default === undefined ? '' : code(JSON.stringify(entry.default));
}

export function limitsInWords(entry: Entry): string {
  const refused = (entry['~refine'] ?? []).map(({ error }) => `refused when it ${String(error(undefined))}`);
  return [shapeInWords(entry), ...refused].join('; ');
}

function shapeInWords(entry: Entry): string {
  if (entry.const !== undefined) return code(JSON.stringify(entry.const));
  if (entry.enum) return entry.enum.map((one) => code(JSON.stringify(one))).join(' or ');
  if (entry.anyOf) return entry.anyOf.map(shapeInWords).join(' or ');
  switch (entry.type) {
    case 'integer':
    case 'number':
      return numberInWords(entry);
    case 'string':
      return textInWords(entry);
    case 'boolean':
      return `${code('true')} or ${code('false')}`;
    case 'null':
      return code('null');
    case 'array':
      return `a list; each: ${shapeInWords(entry.items ?? {})}`;
    case 'object':
      return objectInWords(entry);
    default:
      return 'anything';
  }
}

function numberInWords({ type, minimum, maximum }: Entry): string {
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const from = minimum === undefined ? '' : ` from ${minimum.toLocaleString('en')}`;
  const to = maximum === undefined ? '' : ` to ${maximum.toLocaleString('en')}`;
  return kind + from + to;
}

function textInWords({ pattern, minLength, maxLength }: Entry): string {
  const long = [minLength && minLength > 1 ? `at least ${minLength}` : '', maxLength ? `at most ${maxLength}` : ''];
  const length = long.filter((words) => words !== '').join(' and ');
  const shape = pattern === undefined ? '' : ` that matches ${code(pattern)}`;
  const empty = minLength === 1 && pattern === undefined ? ', not empty' : '';
  return `text${shape}${empty}${length === '' ? '' : `, ${length} characters`}`;
}

/** Members that may be the same are listed together. */
function objectInWords({ properties = {} }: Entry): string {
  const members = Map.groupBy(Object.entries(properties), ([, member]) => limitsInWords(member));
  const groups = [...members].map(([limits, group]) => `${group.map(([name]) => code(name)).join(', ')} (${limits})`);
  return groups.length === 0 ? 'an object' : `an object with any of ${groups.join('; ')}`;
}
