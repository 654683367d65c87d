// Reads a query by its schema before it is validated: in an address everything is text. What cannot be read is left as
// it is, for the validation to name.
import type { FastifyRequest } from 'fastify';
import { RequestProblem } from '../problems.ts';

type Field = { type?: string; items?: Field };

export async function readQuery(request: FastifyRequest): Promise<void> {
  const schema = request.routeOptions.schema?.querystring as { properties?: Record<string, Field> } | undefined;
  const fields = schema?.properties ?? {};
  const read = Object.entries(request.query as Record<string, unknown>).map(([name, value]) => {
    refuseNul(name, value);
    return [name, Object.hasOwn(fields, name) ? readField(fields[name] ?? {}, value) : value];
  });
  request.query = Object.fromEntries(read);
}

/** Whatever a field may be, a text of the database has no NUL, and nobody means one. */
function refuseNul(field: string, value: unknown): void {
  if ([value].flat().some((one) => typeof one === 'string' && one.includes('\u0000'))) {
    throw new RequestProblem('malformed', [{ field: field.slice(0, 200), message: 'has a NUL in it' }]);
  }
}

function readField(field: Field, value: unknown): unknown {
  if (field.type === 'array') return [value].flat().map((one) => readField(field.items ?? {}, one));
  if (typeof value !== 'string') return value;
  if (field.type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (field.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
