// Settings as a broker might enter them: nearly right, or nonsense. The law: they are refused, or the profile that they
// give is one that a hub can work by.
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Clone, Default, Parse, ParseError } from 'typebox/value';
import { refusals } from '../../src/core/order.ts';
import { Hold, HoldRequest, InvoiceRequest } from '../../src/http/hold-wire.ts';
import { renameToPublished, renameToTheirs } from '../../src/http/profile.ts';
import type { AskingMarketplace, OrderIntegrationProfile } from '../../src/marketplaces/dialect.ts';
import { settingsIn } from './declared-facts.ts';

const namesIn = (schema: { properties: object }): string[] => Object.keys(schema.properties);
const bodies = [HoldRequest, InvoiceRequest, Hold].map(namesIn);
export const publishedNames: readonly string[] = [...new Set(bodies.flat())];

/** As the hub reads a connection's settings. Null: refused. */
export function settle(marketplace: AskingMarketplace, settings: unknown): OrderIntegrationProfile | null {
  let parsed: unknown;
  try {
    parsed = Parse(marketplace.settings, Default(marketplace.settings, Clone(settings)));
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
  return marketplace.orderIntegration.profile(parsed);
}

/** Headers that belong to the connection or to the body: no key can come in them. */
const headersOfHttp = ['connection', 'content-length', 'content-type', 'expect', 'host', 'keep-alive', 'set-cookie'];
const otherHeadersOfHttp = ['te', 'trailer', 'transfer-encoding', 'upgrade', 'accept', 'accept-encoding'];
export const unusableHeaders: readonly string[] = [...headersOfHttp, ...otherHeadersOfHttp];

/** Sentences, one for each way in which a hub could not work by this profile. */
export function faultsOfProfile(profile: OrderIntegrationProfile, marketplace: AskingMarketplace): string[] {
  const { keyHeader, holdLifetimeMs, answerBudgetMs, binding, statuses, fields, addresses, judgesPrice } = profile;
  const faults: string[] = [];
  const isToken = keyHeader === null || /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(keyHeader);
  if (!isToken) faults.push(`the key comes in ${JSON.stringify(keyHeader)}, which is no header in lower case`);
  if (keyHeader !== null && unusableHeaders.includes(keyHeader)) faults.push(`no key can come in ${keyHeader}`);
  const between = (name: string, value: number, least: number, most: number): void => {
    if (!Number.isInteger(value) || value < least || value > most) faults.push(`${name} is ${value}`);
  };
  between('the life of a hold in ms', holdLifetimeMs, 1_000, 7 * 86_400_000);
  between('the budget in ms', answerBudgetMs, 500, 30_000);
  const { value } = marketplace.capabilities.holdsBind;
  if (typeof binding !== 'boolean' || (value !== 'unknown' && binding !== value)) faults.push(`binding is ${binding}`);
  for (const [code, status] of Object.entries(statuses)) {
    if (!(refusals as readonly string[]).includes(code)) faults.push(`there is no refusal ${code}`);
    between(`the status of ${code}`, status, 400, 599);
  }
  for (const name of Object.keys(fields)) if (!publishedNames.includes(name)) faults.push(`no field is called ${name}`);
  const { value: hasCeiling } = marketplace.capabilities.priceCeiling;
  if (judgesPrice && hasCeiling !== true) faults.push('prices are judged, and it names none');
  return [...faults, ...faultsOfNames(profile), ...faultsOfAddresses(addresses)];
}

/** Every call has an address of its own, with a place for the global id in its path or in its body. */
function faultsOfAddresses(addresses: OrderIntegrationProfile['addresses']): string[] {
  const shapes = Object.entries(addresses).map(([name, { method, segments }]) => {
    const hasBody = method !== 'GET' && method !== 'DELETE';
    const ids = segments.filter((segment) => segment === '{global_id}').length;
    const isWhole = segments.every((segment) => segment === '{global_id}' || /^[\w.~-]+$/.test(segment));
    const isFound = isWhole && segments.length > 0 && (ids === 1 || (ids === 0 && hasBody));
    const takesContent = name === 'hold' || name === 'invoice';
    return { shape: `${method} ${segments.join('/')}`, isGood: isFound && (hasBody || !takesContent) };
  });
  const bad = shapes.filter(({ isGood }) => !isGood).map(({ shape }) => `nobody can call ${shape}`);
  return new Set(shapes.map(({ shape }) => shape)).size === 4 ? bad : [...bad, 'two calls have one address'];
}

/** What is renamed must come back as it was, and no two fields may have one name. */
function faultsOfNames(profile: OrderIntegrationProfile): string[] {
  return bodies.flatMap((names) => {
    const body = Object.fromEntries(names.map((name) => [name, `the ${name}`]));
    const theirs = renameToTheirs(body, profile);
    const back = renameToPublished(theirs, profile) as Record<string, unknown>;
    const isSame = names.every((name) => back[name] === body[name]) && Object.keys(back).length === names.length;
    return isSame ? [] : [`${JSON.stringify(profile.fields)} does not tell ${names.join(', ')} apart`];
  });
}

/** Settings of which each is right, nearly right, or nonsense. */
export function hostileSettings(marketplace: AskingMarketplace): fc.Arbitrary<object> {
  const known = Object.entries(settingsIn(marketplace.settings));
  const fields = Object.fromEntries(known.map(([name, schema]) => [name, valueFor(schema as TSchema, name)]));
  // A few at a time: of many together, one is nearly always wrong.
  const some = fc.subarray(Object.keys(fields), { maxLength: Math.min(3, known.length) }).chain((names) => {
    return fc.record(Object.fromEntries(names.map((name) => [name, fields[name] ?? fc.constant(null)])));
  });
  const nonsense = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 });
  return fc.oneof(
    { weight: 6, arbitrary: some },
    { weight: 1, arbitrary: fc.tuple(some, nonsense).map(([a, b]) => ({ ...a, ...b })) },
    { weight: 1, arbitrary: fc.object() },
  );
}

type Shape = { const?: unknown; type?: string; minimum?: number; maximum?: number; anyOf?: Shape[]; default?: unknown };

/** Words of the contract that are right, or nearly; by the setting that takes them. */
const wordsFor: Readonly<Record<string, () => fc.Arbitrary<object>>> = {
  fields: () => namesFor(publishedNames),
  statuses: statusesFor,
  paths: pathsFor,
};

function valueFor(schema: object, setting: string): fc.Arbitrary<unknown> {
  const { const: only, type, minimum = 0, maximum = 1_000_000, anyOf, default: usual } = schema as Shape;
  const rare = {
    weight: 1,
    arbitrary: fc.oneof(fc.jsonValue(), fc.constantFrom(Number.NaN, -0, 1e300, null, undefined)),
  };
  const common = (arbitrary: fc.Arbitrary<unknown>) => ({ weight: 8, arbitrary });
  if (only !== undefined) return fc.oneof(rare, common(fc.constant(only)));
  if (anyOf) return fc.oneof(...anyOf.map((one) => valueFor(one, setting)));
  const usualTexts = typeof usual === 'string' ? [fc.constant(usual)] : [];
  switch (type) {
    case 'integer':
    case 'number':
      return fc.oneof(rare, common(fc.integer({ min: minimum - 1, max: maximum + 1 })));
    case 'string':
      return fc.oneof(
        rare,
        common(fc.oneof(...usualTexts, fc.constantFrom('x-key', 'X-Key', ...unusableHeaders), fc.string())),
      );
    case 'boolean':
      return fc.oneof(rare, common(fc.boolean()));
    case 'object':
      return fc.oneof(rare, common(wordsFor[setting]?.() ?? fc.object()));
    default:
      return fc.oneof(rare, common(fc.constant(usual)));
  }
}

/** Field names: some their own, some the published name of another field. */
function namesFor(names: readonly string[]): fc.Arbitrary<object> {
  const odd = fc.constantFrom('__proto__', 'constructor', '', 'ö', 'itsName', 'x'.repeat(64), 'x'.repeat(65));
  const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, odd);
  const theirs = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e'), name);
  return fc.array(fc.tuple(name, theirs), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs));
}

/** Addresses: some that fit, some that two calls share, some that are none. */
function pathsFor(): fc.Arbitrary<object> {
  const call = fc.constantFrom('hold', 'look', 'release', 'invoice');
  const method = fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'DELETE', 'TRACE');
  const good = { weight: 3, arbitrary: fc.constantFrom('/a', '/b/{global_id}', '/{global_id}/c') };
  const path = fc.oneof(good, fc.constantFrom('/{global_id}/{other}', '/a/{global_id}{x}', '/a//b', 'a'));
  const address = fc.tuple(method, path).map((parts) => parts.join(' '));
  return fc.dictionary(call, fc.oneof({ weight: 8, arbitrary: address }, fc.string()), { maxKeys: 2 });
}

function statusesFor(): fc.Arbitrary<object> {
  const code = fc.oneof({ weight: 8, arbitrary: fc.constantFrom<string>(...refusals) }, fc.string());
  return fc.dictionary(code, fc.integer({ min: 380, max: 620 }), { maxKeys: 3 });
}
