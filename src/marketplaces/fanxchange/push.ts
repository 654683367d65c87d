// FanXchange's push of a sale to the address of a broker: a form or JSON, of which only what its data model has is known.
// It is brought into the form of our own notice, whose names stand in for those that are not public. The push counts as
// delivered when the answer holds the text that was agreed, so that text and nothing else is the answer.
// Source: github.com/fanxchange/fanx-service-clients (VENDOR fields; how a push names them is INFERRED).
import Type, { type Static } from 'typebox';
import type { Notice, NoticeAnswer, NoticeRead } from '../instant-notification.ts';
import { isNoticeType, readOwnNotice } from '../own-notice.ts';
import { decodedJson, dollarsOf, fieldOf, readAs, surelyWholeFields } from '../tolerant-reading.ts';

const Name = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }));

export const pushSettings = {
  notification_ok_string: Type.String({
    pattern: '^(\\S|\\S.{0,254}\\S)?$',
    default: '',
    description:
      'The text that FanXchange wants to find in the answer to a push, as agreed; nothing is taken while it is empty',
  }),
  fields: Type.Object(
    { type: Name, sale_id: Name, remote_id: Name, quantity: Name, price: Name },
    {
      default: {},
      additionalProperties: false,
      description:
        'What a push calls its fields, where it is not type, sale_id, reference_id, products_quantity and products_price, such as {"sale_id": "order_id"}',
    },
  ),
  ends_with: Type.String({
    maxLength: 64,
    default: '',
    description:
      'The field that a push always ends with, where it comes as a form: one that ends otherwise is taken for cut off. While it is empty, the last field is not believed',
  }),
  price_is: Type.Union([Type.Literal('each'), Type.Literal('total'), Type.Literal('unknown')], {
    default: 'unknown',
    description: 'Whether the price in a push is of each ticket or of all; unknown: it is believed only of one ticket',
  }),
};
const PushSettings = Type.Object(pushSettings);
type PushSettings = Static<typeof PushSettings>;

const usualFields = {
  type: 'type',
  sale_id: 'sale_id',
  remote_id: 'reference_id',
  quantity: 'products_quantity',
  price: 'products_price',
} as const satisfies Record<keyof PushSettings['fields'], string>;

export function readPush(notice: Notice, settings: unknown): NoticeRead {
  const { notification_ok_string: text, fields, ends_with, price_is } = settings as PushSettings;
  if (text === '') return { kind: 'malformed', why: 'notification_ok_string is not set, so no push is taken.' };
  const json = decodedJson(notice.text);
  const push = json ?? Object.fromEntries(fieldsOf(notice.text, ends_with));
  const isOurs = isNoticeType(fieldOf(push, 'type')) && typeof fieldOf(push, 'data') === 'object';
  const brought = isOurs ? notice : { ...notice, text: asOwnNotice(push, { ...usualFields, ...fields }, price_is) };
  const read = readOwnNotice(brought);
  const answer: NoticeAnswer = { status: 200, type: 'text/plain', text };
  if (read.kind === 'read') return { ...read, answer };
  return json === null ? { ...read, why: `${read.why} ${whatIsBelieved(ends_with)}` } : read;
}

/** Of a form that was cut off the last field may be short: a quantity of 12 would be sold as 1. */
function fieldsOf(form: string, endsWith: string): URLSearchParams {
  if (endsWith === '') return surelyWholeFields(form);
  const fields = new URLSearchParams(form);
  return [...fields.keys()].at(-1) === endsWith ? fields : new URLSearchParams();
}

function whatIsBelieved(endsWith: string): string {
  if (endsWith !== '') return `A form that does not end with ${endsWith} is taken for cut off (ends_with).`;
  return 'The last field of a form is not believed, for it may have been cut off: ends_with names the one that it always ends with.';
}

/** A push that says nothing of what it is about is of a sale. */
function asOwnNotice(push: unknown, names: Record<keyof typeof usualFields, string>, priceIs: string): string {
  const quantity = countOf(fieldOf(push, names.quantity));
  const total = totalOf(fieldOf(push, names.price), quantity, priceIs);
  const details = {
    sale_id: idOf(fieldOf(push, names.sale_id)),
    remote_id: idOf(fieldOf(push, names.remote_id)),
    quantity,
    ...(total ? { total } : {}),
  };
  return JSON.stringify({ type: fieldOf(push, names.type) ?? 'sale.created', data: details });
}

const Digits = Type.Union([Type.Integer(), Type.String({ pattern: '^\\d{1,9}$' })]);

function countOf(value: unknown): number | undefined {
  const digits = readAs(Digits, value);
  return digits === null ? undefined : Number(digits);
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : undefined;
}

function totalOf(value: unknown, quantity: number | undefined, priceIs: string): ReturnType<typeof dollarsOf> {
  const price = dollarsOf(value);
  if (price === null || quantity === undefined) return null;
  if (priceIs === 'each') return { ...price, amount: price.amount * quantity };
  return priceIs === 'total' || quantity === 1 ? price : null;
}
