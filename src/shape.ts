// Whether what somebody sent has the shape that we can read. A shape is compiled when it is first looked for: a hundred times
// quicker than to walk it anew for every message, and a shape that nobody sends costs a start nothing.
import Type, { type Static, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** What there is not may be left out or null: many languages write it so by themselves. */
export const Maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));

const compiled = new WeakMap<TSchema, Validator>();

/** True for a value of that shape. Nothing is changed or filled in. */
export function hasShape<Schema extends TSchema>(schema: Schema, value: unknown): value is Static<Schema> {
  return compiledFor(schema).Check(value);
}

function compiledFor(schema: TSchema): Validator {
  const known = compiled.get(schema);
  if (known) return known;
  const validator = Compile(schema);
  compiled.set(schema, validator);
  return validator;
}
