// Hostile requests, generated from the OpenAPI document: each operation's own example, with one thing wrong. What a
// schema would let pass is never generated, so every request here must be refused.
import { isUtf8 } from 'node:buffer';
import { METHODS } from 'node:http';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import type { RawRequest } from './raw-socket.ts';

/** A body that is one of several has no properties of its own. */
type BodySchema = { properties?: object };

export type Operation = {
  method: string;
  /** As in the document: /oi/v1/holds/{global_id}. */
  path: string;
  operationId: string;
  /** Names of what may be asked in the address. */
  queryNames: readonly string[];
  /** Null when it takes none. */
  body: { schema: BodySchema; example: Record<string, unknown> } | null;
  isGuarded: boolean;
  statuses: readonly string[];
};

type DocumentedOperation = {
  operationId: string;
  security: object[];
  parameters?: { in: string; name: string }[];
  requestBody?: {
    content: { 'application/json': { schema: BodySchema; example: Record<string, unknown> } };
  };
  responses: Record<string, unknown>;
};

export function operationsOf(paths: Record<string, Record<string, DocumentedOperation>>): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security, parameters = [], requestBody, responses }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
      queryNames: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
      body: requestBody?.content['application/json'] ?? null,
      isGuarded: security.length > 0,
      statuses: Object.keys(responses),
    })),
  );
}

/** A request that would be good, and would change rows, but for what is done to it. */
export type Good = {
  operation: Operation;
  /** What stands for the names in its path. */
  params: Readonly<Record<string, string>>;
  key: string;
  body: Record<string, unknown> | null;
};

const json: [string, string] = ['Content-Type', 'application/json'];

function requestOf({ operation, params, key, body }: Good): RawRequest {
  return {
    method: operation.method,
    path: operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? name)),
    headers: [['Authorization', `Bearer ${key}`], ...(body ? [json] : [])],
    body: Buffer.from(body ? JSON.stringify(body) : ''),
  };
}

const withBody = (good: Good, body: string | Uint8Array): RawRequest => {
  const request = requestOf({ ...good, body: null });
  return { ...request, headers: [...request.headers, json], body: Buffer.from(body as string) };
};

/** Names that mean something to JavaScript, and some that mean nothing to anybody. */
const oddName = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'Global_id', 'globalId'),
  fc.string(),
);

/** JSON text with one name in it twice: last comes what is wrong. */
const named = (name: string, value: unknown): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`;
const objectText = (members: readonly string[]): string => `{${members.join(',')}}`;
const membersOf = (body: object): string[] => Object.entries(body).map(([name, value]) => named(name, value));

/** As nobody should write them. */
const badNumbers = [
  '1e999',
  '-1e999',
  '-1',
  '1.5',
  '1e400',
  '9007199254740993000',
  '0x10',
  '01',
  '+1',
  'NaN',
  '.5',
  '1.',
];

/** Bodies that the operation's schema does not take, or that are no JSON. */
export function badBody(good: Good): fc.Arbitrary<RawRequest> {
  const { schema } = good.operation.body as { schema: BodySchema };
  const body = good.body as Record<string, unknown>;
  const text = JSON.stringify(body);
  const bytes = Buffer.from(text);
  const name = fc.constantFrom(...Object.keys(body));
  const isRefused = (candidate: unknown): boolean => !Check(schema, candidate);
  const isOtherwise = (candidate: string): boolean => !isJson(candidate) || isRefused(JSON.parse(candidate));
  const needed = Object.keys(body).filter((missing) => isRefused({ ...body, [missing]: undefined }));
  const changed = fc.tuple(name, fc.jsonValue()).map(([changedName, value]) => ({ ...body, [changedName]: value }));
  const badText: fc.Arbitrary<string | Uint8Array> = fc.oneof(
    // Wrong types and values, at any field; whole bodies that are something else.
    changed.filter(isRefused).map((candidate) => JSON.stringify(candidate)),
    fc
      .jsonValue()
      .filter(isRefused)
      .map((candidate) => JSON.stringify(candidate)),
    // Missing and unknown fields.
    ...needed.map((missing) => fc.constant(JSON.stringify({ ...body, [missing]: undefined }))),
    fc
      .tuple(oddName, fc.jsonValue())
      .filter(([unknown]) => !Object.hasOwn(schema.properties ?? {}, unknown))
      .map(([unknown, value]) => objectText([...membersOf(body), named(unknown, value)])),
    // The same field twice: what counts is wrong.
    name.map((twice) => objectText([...membersOf(body), named(twice, { no: 'such thing' }), named('x', 1)])),
    ...badNumbers
      .map((number) => text.replace(/("\w+":)\d+/, `$1${number}`))
      .filter(isOtherwise)
      .map(fc.constant),
    // No JSON, or not all of it.
    fc.nat(text.length - 1).map((length) => (length === 0 ? ' ' : text.slice(0, length))),
    fc.string().filter((garbage) => !isJson(garbage)),
    fc.constantFrom(
      '',
      '\ufeff{}',
      `\ufeff\ufeff${text}`,
      `${text}${text}`,
      `[${text}]`,
      text.replaceAll('"', "'"),
      `${text},`,
    ),
    // Not UTF-8, or characters that no text has.
    fc
      .tuple(fc.nat(bytes.length), fc.uint8Array({ minLength: 1, maxLength: 4 }))
      .map(([at, bad]) => Buffer.concat([bytes.subarray(0, at), bad, bytes.subarray(at)]))
      .filter((candidate) => !isUtf8(candidate)),
    fc
      .tuple(name, fc.constantFrom('\0', 'a\0b', '\ud800', 'a\udfffb', '\u0001', 'a\nb\u007f'))
      .map(([changedName, value]) => ({ ...body, [changedName]: value }))
      .filter((candidate) => isRefused(candidate) || /\\u(0000|d[89a-f])/i.test(JSON.stringify(candidate)))
      .map((candidate) => JSON.stringify(candidate)),
    // Deep, also where the schema would take anything.
    fc
      .tuple(fc.constantFrom('buyer', 'deep', 'unit_price'), fc.integer({ min: 40, max: 10_000 }), fc.boolean())
      .map(([field, depth, isArray]) => {
        const deep = isArray ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"x":'.repeat(depth)}1${'}'.repeat(depth)}`;
        const others = membersOf(body).filter((member) => !member.startsWith(`"${field}"`));
        return objectText([...others, `"${field}":{"x":${deep}}`]);
      }),
    // Huge.
    fc.integer({ min: 65_537, max: 300_000 }).map((length) => text.padEnd(length, ' ')),
  );
  return badText.map((bad) => withBody(good, bad));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Media types that are not JSON, on a body that would be good. */
export function badMediaType(good: Good): fc.Arbitrary<RawRequest> {
  const body = Buffer.from(JSON.stringify(good.body ?? {}));
  const request = requestOf({ ...good, body: null });
  const typed = (type: string, bytes: Uint8Array = body): RawRequest => ({
    ...request,
    headers: [...request.headers, ['Content-Type', type]],
    body: bytes,
  });
  return fc.oneof(
    fc
      .constantFrom(
        ...['text/plain', 'text/json', 'application/xml', 'application/jsonp', 'application/json-patch+json'],
        ...['application/vnd.api+json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '*/*'],
        ...['', ';', 'json', 'application/', 'application/json/', 'text/plain; application/json', '__proto__'],
      )
      .map((type) => typed(type)),
    fc
      .stringMatching(/^[a-z]{1,12}\/[a-z+.-]{1,40}$/)
      .filter((type) => type !== 'application/json')
      .map((type) => typed(type)),
    fc.constant({ ...request, body }),
    fc
      .constantFrom('utf-16', 'utf-16le', 'ucs-2')
      .map((charset) => typed(`application/json; charset=${charset}`, Buffer.from(`\ufeff${body}`, 'utf16le'))),
  );
}

/** Methods that the document does not give the address. */
export function badMethod(good: Good, documented: readonly string[]): fc.Arbitrary<RawRequest> {
  const others = METHODS.filter((method) => !documented.includes(method) && method !== 'CONNECT' && method !== 'HEAD');
  return fc
    .constantFrom(...others, ...documented.map((method) => method.toLowerCase()), 'HOLD', 'G\tT')
    .map((method) => ({
      ...requestOf(good),
      method,
    }));
}

/** Ids that no address can carry, and addresses that are none of ours, below one that is. */
export function badPath(good: Good, below = '/oi/v1/holds/x'): fc.Arbitrary<RawRequest> {
  const wholePath = requestOf(good).path;
  const [before] = good.operation.path.split('{');
  const rest = wholePath.slice(before?.length).replace(/^[^/]*/, '');
  const at = (id: string): RawRequest => ({ ...requestOf(good), path: `${before}${id}${rest}` });
  const badId = fc.oneof(
    fc.constantFrom(
      '%',
      '%2',
      '%zz',
      'a%',
      '%ff',
      '%c0%80',
      '%ed%a0%80',
      '%f5%80%80%80',
      '%00',
      'a%0d%0ab',
      '%1f',
      '%7F',
    ),
    fc.integer({ min: 129, max: 12_000 }).map((length) => 'a'.repeat(length)),
    fc.integer({ min: 129, max: 1_000 }).map((length) => '%F0%9F%8E%9F'.repeat(length)),
    fc
      .uint8Array({ minLength: 1, maxLength: 8 })
      .filter((bytes) => !isUtf8(bytes))
      .map((bytes) => Buffer.from(bytes).toString('hex').replace(/../g, '%$&')),
  );
  const noAddress = fc
    .constantFrom('//', '/../', '/x/y/z', '/%2e%2e/', '/.git/config')
    .map((tail) => `${below}${tail}`);
  return good.operation.path.includes('{')
    ? fc.oneof(
        badId.map(at),
        noAddress.map((path) => ({ ...requestOf(good), path })),
      )
    : noAddress.map((path) => ({ ...requestOf(good), path }));
}

/** What nobody should ask in an address: names that the operation does not know, and any values of those that it knows. */
export function oddQuery(good: Good): fc.Arbitrary<RawRequest> {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => text.isWellFormed()),
    fc.constantFrom(
      '\0',
      '%00',
      "' or 1=1 --",
      '[]',
      '-1',
      '1e999',
      '9'.repeat(400),
      'NaN',
      '\u202e',
      '{"$ne":null}',
      '',
    ),
  );
  const name = fc.oneof(
    fc.constantFrom(...good.operation.queryNames),
    oddName.filter((text) => text.isWellFormed()),
  );
  return fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 }).map((asked) => {
    const request = requestOf(good);
    return { ...request, path: `${request.path}?${new URLSearchParams(asked)}` };
  });
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A forger's key: the id of a real one, another secret, and the check sum that belongs to both. */
export function forgedFrom(key: string): string {
  const text = `${key.slice(4, 16)}${key.slice(16, 48).split('').reverse().join('')}`;
  let rest = crc32(text);
  let sum = '';
  for (; sum.length < 6; rest = Math.floor(rest / 62)) sum += base62.charAt(rest % 62);
  return `hfk_${text}${sum}`;
}

/** Keys that open nothing. `revoked` and `forged` are whole keys, of which the second was never issued. */
export function badKey(
  good: Good,
  keys: { revoked: string; forged: string; foreign: string },
): fc.Arbitrary<RawRequest> {
  const { key } = good;
  const carrying = (headers: [string, string][]): RawRequest => {
    const request = requestOf(good);
    return { ...request, headers: [...headers, ...request.headers.filter(([name]) => name !== 'Authorization')] };
  };
  const position = fc.nat(key.length - 1);
  const wrongKey = fc.oneof(
    fc.constantFrom(
      '',
      keys.revoked,
      keys.forged,
      forgedFrom(key),
      'hfk_',
      key.slice(0, -1),
      `${key}0`,
      `${key} ${key}`,
      `${key},${key}`,
    ),
    position.map((at) => `${key.slice(0, at)} ${key.slice(at)}`).filter((text) => text.trim() !== key),
    position.map((at) => key.slice(0, at) + (key[at] === 'x' ? 'y' : 'x') + key.slice(at + 1)),
    position.map((at) => key.slice(0, at) + keys.forged.slice(at)).filter((text) => text !== key),
    fc.integer({ min: 100, max: 10_000 }).map((length) => key.padEnd(length, 'x')),
    fc.constantFrom("' or 1=1 --", '\u00ff\u00fe', 'undefined', '[object Object]'),
  );
  const header = fc.constantFrom<[string, string]>(
    ['Authorization', 'Bearer '],
    ['Authorization', ''],
    ['X-API-Key', ''],
  );
  return fc.oneof(
    fc.tuple(header, wrongKey).map(([[name, prefix], text]) => carrying([[name, prefix + text]])),
    fc
      .constantFrom<[string, string][]>(
        [],
        [['Authorization', `Basic ${key}`]],
        [['X-Api-Key', `Bearer ${key}`]],
        [['X-Other', key]],
        [['Cookie', `key=${key}`]],
        [
          ['Authorization', `Bearer ${key}`],
          ['X-API-Key', keys.foreign],
        ],
        [
          ['X-API-Key', keys.foreign],
          ['Authorization', `Bearer ${key}`],
        ],
        [
          ['X-API-Key', key],
          ['X-API-Key', key],
        ],
      )
      .map(carrying),
  );
}
