// What a registered marketplace declares of itself, in words and as fields to fill in. Nothing here knows one by its name.
import type { TSchema } from 'typebox';
import type { Fact } from '../../core/evidence.ts';
import { gradeWords } from '../../core/evidence-words.ts';
import { type CapabilityName, capabilityWords, valueInWords } from '../../marketplaces/capability-words.ts';
import type { Marketplace } from '../../marketplaces/dialect.ts';
import type { Capability, Field, MarketplaceBody } from './schemas/connections.ts';

export function marketplaceBody(marketplace: Marketplace): MarketplaceBody {
  const { slug, name, capabilities, settings, orderIntegration, instantNotification } = marketplace;
  return {
    slug,
    name,
    asks_first: orderIntegration !== undefined,
    tells_of_sales: instantNotification !== undefined,
    capabilities: Object.entries(capabilities).map(([called, fact]) => capabilityBody(called as CapabilityName, fact)),
    settings: fieldsOf(settings),
    credentials: instantNotification ? fieldsOf(instantNotification.credentials) : [],
  };
}

function capabilityBody(name: CapabilityName, fact: Fact<unknown>): Capability {
  return {
    name,
    called: capabilityWords[name].called,
    value: valueInWords(name, fact),
    grade: fact.grade,
    grade_called: gradeWords[fact.grade].called,
    grade_meaning: gradeWords[fact.grade].meaning,
    source: fact.source,
    setting: fact.setting ?? null,
  };
}

/** The parts of JSON Schema by which a field is entered. */
type Entry = {
  type?: string;
  description?: string;
  default?: unknown;
  secret?: boolean;
  const?: unknown;
  anyOf?: readonly Entry[];
  minimum?: number;
  maximum?: number;
};

function fieldsOf(schema: TSchema): Field[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Entry>; required?: string[] };
  return Object.entries(properties).map(([name, entry]) => ({
    name,
    description: entry.description ?? '',
    kind: kindOf(entry),
    choices: choicesOf(entry),
    minimum: entry.minimum ?? null,
    maximum: entry.maximum ?? null,
    default: entry.default ?? null,
    is_required: required.includes(name) && entry.default === undefined,
    is_secret: entry.secret ?? false,
  }));
}

function kindOf(entry: Entry): Field['kind'] {
  if (choicesOf(entry).length > 0) return 'choice';
  if (entry.type === 'string') return 'text';
  if (entry.type === 'integer') return 'whole_number';
  return entry.type === 'boolean' ? 'yes_or_no' : 'json';
}

/** Every way is a word of its own; else there is nothing to choose from. */
function choicesOf({ anyOf = [] }: Entry): string[] {
  const words = anyOf.flatMap(({ const: word }) => (typeof word === 'string' ? [word] : []));
  return words.length === anyOf.length ? words : [];
}
