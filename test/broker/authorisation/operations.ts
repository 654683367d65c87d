// The operations of the broker API as the hub itself describes them, and a call to one.
import assert from 'node:assert/strict';
import { problems } from '../../../src/http/problems.ts';
import type { Problem } from '../../http/problems.ts';
import type { TestHub } from '../../support/hub.ts';
import type { Admitted, Named } from './cases.ts';

export type Operation = {
  operationId: string;
  method: string;
  /** With the names of what stands in it: `/people/{person_id}`. */
  path: string;
  declared: Admitted;
  /** The schema of each JSON answer, by its status. */
  schemas: ReadonlyMap<number, object>;
};

type Described = {
  operationId: string;
  'x-admission': { permission: string; by: string };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
};

/** Throws when there are none: then the tests would prove nothing. */
export async function readOperations({ call }: Pick<TestHub, 'call'>): Promise<Operation[]> {
  const { body } = await call<{ paths: Record<string, Record<string, Described>> }>('GET', '/openapi.json');
  const found = Object.entries(body.paths).flatMap(([path, methods]) =>
    path.startsWith('/api/v1/')
      ? Object.entries(methods).map(([method, described]) => operationOf(method, path, described))
      : [],
  );
  assert.ok(found.length > 40, `only ${found.length} operations were found`);
  return found;
}

function operationOf(method: string, path: string, described: Described): Operation {
  const { permission, by } = described['x-admission'];
  const isForPeople = by === 'people' && permission !== 'anyone';
  return {
    operationId: described.operationId,
    method: method.toUpperCase(),
    path,
    declared: `${permission}${isForPeople ? ' people' : ''}` as Admitted,
    schemas: new Map(
      Object.entries(described.responses).flatMap(([status, { content }]) => {
        const schema = content?.['application/json']?.schema;
        return schema ? [[Number(status), schema] as const] : [];
      }),
    ),
  };
}

export type Answered = { status: number; text: string; isJson: boolean };

/** Makes the call; of a stream only the beginning is read. */
export async function make(
  { url }: Pick<TestHub, 'url'>,
  { method, path }: Operation,
  { params = {}, query = {}, body, csv }: Named,
  headers: Record<string, string>,
): Promise<Answered> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? assert.fail(`${name} is missing`)),
  );
  const abort = new AbortController();
  const answer = await fetch(`${url}${filled}?${new URLSearchParams(query)}`, {
    method,
    headers: {
      ...headers,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(csv ? { 'content-type': 'text/csv' } : {}),
    },
    ...(body || csv ? { body: csv ?? JSON.stringify(body) } : {}),
    signal: abort.signal,
  });
  const type = answer.headers.get('content-type') ?? '';
  if (type !== 'text/event-stream')
    return { status: answer.status, text: await answer.text(), isJson: /json/.test(type) };
  abort.abort();
  return { status: answer.status, text: '', isJson: false };
}

/** Whether the caller was turned away at the door, before the route had a say. */
export function wasTurnedAway({ status, text }: Answered): boolean {
  if (status !== 401 && status !== 403) return false;
  const { code, detail } = JSON.parse(text) as Problem;
  if (code === 'not_signed_in') return detail === problems.not_signed_in.meaning;
  return detail === 'No token may do this.' || detail.startsWith('This needs the permission ');
}
