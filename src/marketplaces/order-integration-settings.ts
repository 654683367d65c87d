// The settings that every Order Integration marketplace shares. No marketplace publishes its side of the conversation,
// so each is a variant of our published contract, and whatever its own papers say differently is entered here.
import Type, { type Static, type TSchema } from 'typebox';
import type { Call } from '../core/command.ts';
import { refusals } from '../core/order.ts';
import { addressPattern, isSameAddress, namesIn, parseAddress } from './address.ts';
import type { OrderIntegrationProfile } from './dialect.ts';

const Status = Type.Integer({ minimum: 400, maximum: 599 });

/** Every field that the published contract names, in requests and in answers. */
const publishedFields = [
  'global_id',
  'remote_id',
  'quantity',
  'unit_price',
  'order_id',
  'total',
  'buyer',
  'status',
  'binding',
  'seats',
  'held_at',
  'expires_at',
  'invoice_id',
  'confirmed_at',
] as const;

/** Where each call comes beneath the marketplace's own part of the hub, unless its connection says otherwise. */
const publishedPaths = {
  hold: 'POST /holds',
  look: 'GET /holds/{global_id}',
  release: 'DELETE /holds/{global_id}',
  invoice: 'POST /holds/{global_id}/invoice',
} as const satisfies Record<Call['kind'], string>;

const callNames = Object.keys(publishedPaths) as Call['kind'][];

const Paths = Type.Partial(eachOf(callNames, Type.String({ pattern: addressPattern, maxLength: 256 })), {
  default: {},
  additionalProperties: false,
  description:
    'Method and path of each call beneath /oi/ and the marketplace’s slug, where they differ, such as {"release": "POST /holds/cancel"}; where {global_id} is not in the path, the body carries it',
});

const FieldNames = Type.Partial(eachOf(publishedFields, Type.String({ minLength: 1, maxLength: 64 })), {
  default: {},
  additionalProperties: false,
  description: 'Field names that differ from the published contract, such as {"remote_id": "remoteId"}',
});

/** Headers that belong to the connection or to the body: no key can come in them. */
const headersOfHttp =
  'accept|accept-encoding|connection|content-length|content-type|expect|host|keep-alive|set-cookie|te|trailer|transfer-encoding|upgrade';

export const orderIntegrationSettings = {
  hold_lifetime_seconds: Type.Integer({
    minimum: 5,
    maximum: 86_400,
    default: 900,
    description: 'How long a hold stands before its tickets are free again',
  }),
  answer_budget_ms: Type.Integer({
    minimum: 500,
    maximum: 30_000,
    default: 4_000,
    description: 'Within which time every call is answered, whatever the POS does',
  }),
  key_header: Type.Union([Type.String({ pattern: `^(?!(${headersOfHttp})$)[a-z0-9-]{1,64}$` }), Type.Null()], {
    default: null,
    description: 'The one header that carries the key; without it Authorization: Bearer and X-API-Key are both taken',
  }),
  statuses: Type.Partial(eachOf(refusals, Status), {
    default: {},
    additionalProperties: false,
    description:
      'HTTP statuses that differ from the published contract, by problem code, such as {"not_available": 404}',
  }),
  fields: Type.Refine(FieldNames, everyNameIsItsOwn, () => 'gives two fields one name'),
  paths: Type.Refine(Paths, everyCallIsFound, () => 'has an address that carries no global id, or two that are one'),
};

const Shared = Type.Object(orderIntegrationSettings);

export function profileOf(settings: Static<typeof Shared>, binding: boolean): OrderIntegrationProfile {
  return {
    keyHeader: settings.key_header,
    holdLifetimeMs: settings.hold_lifetime_seconds * 1_000,
    answerBudgetMs: settings.answer_budget_ms,
    binding,
    statuses: settings.statuses as Record<string, number>,
    fields: settings.fields as Record<string, string>,
    addresses: addressesOf(settings.paths as Partial<Record<Call['kind'], string>>),
    judgesPrice: false,
  };
}

function addressesOf(paths: Readonly<Partial<Record<Call['kind'], string>>>): OrderIntegrationProfile['addresses'] {
  const { hold, look, release, invoice } = { ...publishedPaths, ...paths };
  return {
    hold: parseAddress(hold),
    look: parseAddress(look),
    release: parseAddress(release),
    invoice: parseAddress(invoice),
  };
}

/** No two calls have one address, and each has a place for the global id: the path, or a body, which GET and DELETE lack. */
function everyCallIsFound(paths: Readonly<Partial<Record<Call['kind'], string>>>): boolean {
  const addresses = Object.entries(addressesOf(paths));
  return addresses.every(([name, address], index) => {
    const hasBody = address.method !== 'GET' && address.method !== 'DELETE';
    const names = namesIn(address);
    const isNamed = names.length === 0 ? hasBody : names.length === 1 && names[0] === 'global_id';
    const isCarried = hasBody || name === 'look' || name === 'release';
    return isNamed && isCarried && !addresses.slice(index + 1).some(([, other]) => isSameAddress(address, other));
  });
}

function eachOf<Name extends string, Schema extends TSchema>(names: readonly Name[], schema: Schema) {
  return Type.Object(Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>);
}

/** A name that two fields had could not be read back. */
function everyNameIsItsOwn(fields: Readonly<Record<string, string>>): boolean {
  const names = publishedFields.map((name) => fields[name] ?? name);
  return new Set(names).size === names.length;
}
