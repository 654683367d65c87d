// What is declared of a marketplace or a POS, as it goes over the wire: a fact with its evidence, and the fields by which
// settings and credentials are entered.
import type { TSchema } from 'typebox';
import type { Fact } from '../../core/evidence.ts';
import { gradeWords } from '../../core/evidence-words.ts';
import type { Capability, Field } from './schemas/declared.ts';

export function capabilityBody(
  said: Pick<Capability, 'name' | 'called' | 'value'>,
  { grade, source, setting }: Fact<unknown>,
): Capability {
  const { called, meaning } = gradeWords[grade];
  return { ...said, grade, grade_called: called, grade_meaning: meaning, source, setting: setting ?? null };
}

/** The parts of JSON Schema by which a field is entered. */
type Entry = {
  type?: string;
  description?: string;
  default?: unknown;
  secret?: boolean;
  without?: string;
  const?: unknown;
  anyOf?: readonly Entry[];
  minimum?: number;
  maximum?: number;
};

export function fieldsOf(schema: TSchema): Field[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Entry>; required?: string[] };
  return Object.entries(properties).map(([name, entry]) => ({
    name,
    description: entry.description ?? '',
    kind: kindOf(entry),
    is_nullable: typesOf(entry).includes('null'),
    choices: choicesOf(entry),
    minimum: entry.minimum ?? null,
    maximum: entry.maximum ?? null,
    default: entry.default ?? null,
    is_required: required.includes(name) && entry.default === undefined,
    is_secret: entry.secret ?? false,
    without: entry.without ?? null,
  }));
}

const kinds: Readonly<Record<string, Field['kind']>> = {
  string: 'text',
  integer: 'whole_number',
  number: 'number',
  boolean: 'yes_or_no',
};

function kindOf(entry: Entry): Field['kind'] {
  if (choicesOf(entry).length > 0) return 'choice';
  const [type, ...others] = typesOf(entry).filter((one) => one !== 'null');
  return type === undefined || others.length > 0 ? 'json' : (kinds[type] ?? 'json');
}

function typesOf({ type, anyOf = [] }: Entry): string[] {
  return type === undefined ? anyOf.map((one) => one.type ?? 'any') : [type];
}

/** Every way is a word of its own; else there is nothing to choose from. */
function choicesOf({ anyOf = [] }: Entry): string[] {
  const words = anyOf.flatMap(({ const: word }) => (typeof word === 'string' ? [word] : []));
  return words.length === anyOf.length ? words : [];
}
