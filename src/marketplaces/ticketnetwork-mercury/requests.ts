// What the mirror is asked, decoded. Fields that it does not know are let pass, as Mercury's own interface has many more.
import Type, { type Static, type TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { hasShape, Maybe } from '../../shape.ts';
import type { FieldFault, Malformed } from '../order-integration-wire.ts';

const Guid = Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' });
/** Mercury's are numbers. The id under which a broker uploads its own stock may be any text. */
const ListingId = Type.Union([
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000-\\u001F\\u007F]+$' }),
]);

const Lock = Type.Object({
  lockRequestId: Guid,
  ticketGroupId: ListingId,
  quantity: Type.Integer({ minimum: 1, maximum: 100 }),
  wholesalePrice: Type.Number({ minimum: 0, maximum: 1e9 }),
  overridePrice: Type.Boolean(),
});

const ListingAsked = Type.Object({ exchangeTicketGroupId: ListingId });

const Words = Type.Record(Type.String(), Type.Unknown());

const Order = Type.Object({
  lockRequestId: Guid,
  buyRequestId: Guid,
  delivery: Maybe(Words),
  recipient: Maybe(Words),
  notes: Maybe(Type.String({ maxLength: 2_000 })),
  externalPONumber: Maybe(Type.Integer()),
});

export function readLock(body: unknown): Static<typeof Lock> | Malformed {
  return decode(Lock, body);
}

export function readOrder(body: unknown): Static<typeof Order> | Malformed {
  return decode(Order, body);
}

/** In lower case: GUIDs are compared without regard to it. */
export function readGuid(name: string, text: string | undefined): { guid: string } | Malformed {
  if (hasShape(Guid, text)) return { guid: text.toLowerCase() };
  return faultsOf(Type.Object({ [name]: Guid }), { [name]: text });
}

export function readListingId(query: Readonly<Record<string, unknown>>): { remoteId: string } | Malformed {
  const asked = { exchangeTicketGroupId: query.exchangeTicketGroupId };
  const read = decode(ListingAsked, asked);
  return 'malformed' in read ? read : { remoteId: String(asked.exchangeTicketGroupId) };
}

/** A problem names at most this many fields. */
const mostFaults = 20;

function decode<Schema extends TSchema>(schema: Schema, body: unknown): Static<Schema> | Malformed {
  return hasShape(schema, body) ? body : faultsOf(schema, body);
}

function faultsOf(schema: TSchema, body: unknown): Malformed {
  const faults: FieldFault[] = [];
  for (const { instancePath, keyword, params, message } of Errors(schema, body)) {
    const missing =
      keyword === 'required' ? (params as { requiredProperties?: string[] }).requiredProperties : undefined;
    const [field = ''] = instancePath.split('/').slice(1);
    for (const one of missing ?? [field]) faults.push({ field: one, message: missing ? 'is missing' : message });
    if (faults.length >= mostFaults) break;
  }
  return { malformed: faults.slice(0, mostFaults) };
}
