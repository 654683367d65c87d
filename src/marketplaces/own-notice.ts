// The notice of a sale that Holdfast itself publishes, for marketplaces that have no published one of their own: four
// words, and one sale in each. It is signed, and there is nothing to read a sale by, so it is taken at its word.
// Kept: a word that is none of the four is said to be wrong, for a sale that is misspelt must not be lost in silence.
import Type, { type Static, type TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import type { SaleFacts, SaleStanding } from '../core/sale.ts';
import { hasShape, Maybe } from '../shape.ts';
import type { Notice, NoticeAnswer, NoticeRead } from './instant-notification.ts';
import { decodedJson, fieldOf } from './tolerant-reading.ts';

const Id = Type.Refine(
  Type.String({ minLength: 1, maxLength: 128 }),
  canBeStored,
  () => 'has letters that cannot be kept',
);
const Quantity = Type.Integer({ minimum: 1, maximum: 10_000 });
const Money = Type.Object({
  amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});

const SaleDetails = Type.Object({
  sale_id: Id,
  remote_id: Id,
  quantity: Quantity,
  total: Maybe(Money),
  confirm_by: Maybe(
    Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$' }),
  ),
  buyer: Maybe(Type.Record(Type.String(), Type.Unknown())),
});
/** What has come to nothing need not be described again. */
const SaleNamed = Type.Object({ sale_id: Id });

const standings = {
  'sale.created': 'unconfirmed',
  'sale.cancelled': 'cancelled',
  'hold.requested': 'provisional',
  'hold.released': 'released',
} as const satisfies Record<string, SaleStanding>;
export type NoticeType = keyof typeof standings;

const beginsSomething: ReadonlySet<NoticeType> = new Set(['sale.created', 'hold.requested']);

const accepted: NoticeAnswer = { status: 202, type: 'application/json', text: '{}' };

export function readOwnNotice({ text }: Notice): NoticeRead {
  const body = decodedJson(text);
  const type = fieldOf(body, 'type');
  if (!isNoticeType(type)) return malformed(`type must be one of ${Object.keys(standings).join(', ')}`);
  const details = fieldOf(body, 'data');
  const standing = standings[type];
  if (beginsSomething.has(type)) {
    if (!hasShape(SaleDetails, details)) return malformed(faultOf(SaleDetails, details));
    const facts = factsOf(details);
    return {
      kind: 'read',
      sightings: [{ saleId: details.sale_id, numbers: [], seen: { standing, facts } }],
      answer: accepted,
    };
  }
  if (!hasShape(SaleNamed, details)) return malformed(faultOf(SaleNamed, details));
  const seen = { standing, facts: factsOf(details) };
  return { kind: 'read', sightings: [{ saleId: details.sale_id, numbers: [], seen }], answer: accepted };
}

export function isNoticeType(type: unknown): type is NoticeType {
  return typeof type === 'string' && Object.hasOwn(standings, type);
}

function factsOf(details: unknown): SaleFacts {
  const { remote_id, quantity, total, confirm_by, buyer } = hasShape(SaleDetails, details)
    ? details
    : ({} as Partial<Static<typeof SaleDetails>>);
  return {
    remoteId: remote_id ?? null,
    quantity: quantity ?? null,
    unitPrice: null,
    total: total ? { amount: total.amount, currency: total.currency } : null,
    buyer: buyer && canBeStored(JSON.stringify(buyer)) ? buyer : null,
    confirmBy: instantOf(confirm_by),
    numbers: [],
  };
}

/** Without control characters and halves of letters, as they are or escaped. */
function canBeStored(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}|\\u(00[01]|d[89a-f])/iu.test(text);
}

/** Null: it is no time, though it looks like one. */
function instantOf(time: string | null | undefined): number | null {
  const instant = Date.parse(time ?? '');
  return Number.isNaN(instant) ? null : instant;
}

function malformed(why: string): NoticeRead {
  return { kind: 'malformed', why: `${why}.` };
}

function faultOf(schema: TSchema, details: unknown): string {
  const [fault] = Errors(schema, details);
  const place = fault?.instancePath.replaceAll('/', '.') ?? '';
  return `data${place} ${fault?.message ?? 'is not as published'}`;
}
