// What is sent for somebody carries along their secrets, so that none of them is written down, whatever the other side says
// back. An adapter keeps out what it sends; this keeps out what it only signs with, or is itself asked by.
import type { TSchema } from 'typebox';
import type { Send } from '../core/wire.ts';

export function withUnrecorded(send: Send, unrecorded: readonly string[]): Send {
  return unrecorded.length === 0 ? send : (request, signal) => send({ ...request, unrecorded }, signal);
}

/** The texts that the schema marks as secret. */
export function secretsOf(schema: TSchema, settings: unknown): string[] {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, { secret?: boolean }>> };
  const values = settings as Readonly<Record<string, unknown>>;
  return Object.entries(properties).flatMap(([name, { secret }]) => (secret === true ? textsIn(values[name]) : []));
}

/** Every text in it. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
