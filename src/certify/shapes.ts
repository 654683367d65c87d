// What the contract says of the shape of a hold and of a problem, and what is wrong with one that came.
import Type, { type TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { type Body, documentedStatuses } from './wire.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const text = orNull(Type.String());

const statuses = [
  ...['holding', 'held', 'declined', 'releasing', 'released', 'expired', 'invoicing', 'confirmed', 'stuck'],
] as const;

/** By field, so that each can be named. Further fields are let pass: the contract may grow. */
const holdFields = {
  global_id: Type.String(),
  remote_id: text,
  quantity: orNull(Type.Integer()),
  status: Type.Union(statuses.map((status) => Type.Literal(status))),
  binding: Type.Literal(true),
  seats: Type.Array(Type.Object({ section: text, row: text, seat: text })),
  held_at: text,
  expires_at: text,
  order_id: text,
  invoice_id: text,
  confirmed_at: text,
} as const;

const problemFields = {
  type: Type.String({ minLength: 1 }),
  title: Type.String({ minLength: 1 }),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String({ minLength: 1 }),
  request_id: Type.String({ minLength: 1 }),
} as const;

/** The first thing that is wrong; null when nothing is. */
export const faultInHold = (body: Body): string | null => faultIn(body, holdFields);
export const faultInProblem = (body: Body): string | null => faultIn(body, problemFields);

function faultIn(body: Body, fields: Readonly<Record<string, TSchema>>): string | null {
  for (const [name, schema] of Object.entries(fields)) {
    if (!Object.hasOwn(body, name)) return `no "${name}"`;
    const value = body[name];
    if (Check(schema, value)) continue;
    const [error] = Errors(schema, value);
    return `"${name}" as ${JSON.stringify(value)} (${error?.message ?? 'not as the contract says'})`;
  }
  return null;
}

const rfc3339Utc = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]00:00)$/;

/** The first time that is none in UTC; null when all are. */
export function faultInTimes(body: Body): string | null {
  for (const name of ['held_at', 'expires_at', 'confirmed_at']) {
    const value = body[name];
    const isTime = typeof value === 'string' && rfc3339Utc.test(value) && !Number.isNaN(Date.parse(value));
    if (value !== null && value !== undefined && !isTime) return `"${name}" as ${JSON.stringify(value)}`;
  }
  return null;
}

export function isDocumented(code: unknown): code is keyof typeof documentedStatuses {
  return typeof code === 'string' && Object.hasOwn(documentedStatuses, code);
}
