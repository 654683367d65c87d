// Whether settings or credentials are what their schema asks for, field by field, for whoever has entered them.
import type { TSchema } from 'typebox';
import { Clone, Default, Errors } from 'typebox/value';

export type Fault = { field: string; message: string };

/** One fault for each field, the first that was found; none when all is well. What is left out has its default. */
export function whatIsWrong(schema: TSchema, given: unknown): Fault[] {
  const faults = new Map<string, Fault>();
  for (const { instancePath, keyword, params, message } of Errors(schema, Default(schema, Clone(given)))) {
    for (const name of namedBy(keyword, params)) {
      const field = [...instancePath.split('/'), name].filter((part) => part !== '').join('.');
      const said =
        keyword === 'required' ? 'is missing' : keyword === 'additionalProperties' ? 'is not known' : message;
      if (!faults.has(field)) faults.set(field, { field, message: said });
    }
  }
  return [...faults.values()];
}

/** Fields that are missing, or too many, are named beside the path and not in it. */
function namedBy(keyword: string, params: object): string[] {
  const { requiredProperties, additionalProperties } = params as Record<string, string[] | undefined>;
  if (keyword === 'required') return requiredProperties ?? [''];
  if (keyword === 'additionalProperties') return additionalProperties ?? [''];
  return [''];
}
