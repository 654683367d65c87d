// How the document tells of requests and answers: each with its schema, its meaning and an example.

import type { SchemaName } from './schemas.ts';
import { examples } from './wire-examples.ts';

type Answer = { description: string; schema: SchemaName; examples: Record<string, unknown> };

const json = ({ schema, examples: shown }: Omit<Answer, 'description'>) => ({
  'application/json': {
    schema: { $ref: `#/components/schemas/${schema}` },
    examples: Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, { value }])),
  },
});

export const answer = ({ description: meaning, ...content }: Answer) => ({
  description: meaning,
  content: json(content),
});

const refusals = {
  not_available: ['409', 'The tickets are not all free; or the reference was released, has lapsed or was undone.'],
  listing_unknown: ['404', 'There is no such group. It is taken off the marketplaces.'],
  split_not_allowed: ['422', 'So many of the group are not sold together.'],
  not_allowed: ['403', 'The POS does not let us: for a release, because the tickets are sold.'],
  bad_request: ['400', 'The request cannot be read, or the reference stands for other tickets.'],
} as const;

export function refusal(code: keyof typeof refusals) {
  const [status, meaning] = refusals[code];
  const shown = { [code]: { code, detail: examples.details[code] } };
  return { [status]: answer({ description: `\`${code}\`: ${meaning}`, schema: 'Refusal', examples: shown }) };
}

export const nothingThere = (what: string) => ({
  '404': answer({
    description: `\`not_found\`: ${what}. Only with this code; an address that you do not know is answered without it.`,
    schema: 'NotFound',
    examples: { not_found: examples.notFound },
  }),
});

export const always = {
  '401': answer({
    description: '`not_allowed`: the key is missing or wrong. Nothing was done, and nothing is told.',
    schema: 'Refusal',
    examples: { not_allowed: { code: 'not_allowed', detail: 'the key is wrong' } },
  }),
  '429': {
    description: 'Too many calls: not acted on. Holdfast keeps away for as long as `Retry-After` says.',
    headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 0 } } },
  },
};

export const body = (schema: SchemaName, shown: Record<string, unknown>) => ({
  required: true,
  content: json({ schema, examples: shown }),
});

export const parameter = (name: string, where: 'path' | 'query', meaning: string, example: string) => ({
  ...{ name, in: where, required: where === 'path', description: meaning, example },
  schema: { type: 'string', minLength: 1, maxLength: where === 'path' ? 128 : 1_024 },
});

export const reference = parameter('reference', 'path', 'Our reference.', examples.hold.reference);
