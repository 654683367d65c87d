// The published Order Integration contract: word for word, or in the words that a connection's settings put in place of
// its header, addresses, field names and statuses.
import { randomUUID } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { type Ask, type Body, documentedStatuses, type ProblemCode, type Question, type Wire } from './wire.ts';

const Text = Type.String({ minLength: 1 });
const Texts = Type.Record(Type.String(), Text);

/** Those settings of a connection that change the words of the contract. Others may stand beside them. */
export const OwnWords = Type.Object({
  key_header: Type.Optional(Type.Union([Text, Type.Null()])),
  fields: Type.Optional(Texts),
  /** Method and path of each call, beneath the marketplace's own part of the automator. */
  paths: Type.Optional(Texts),
  statuses: Type.Optional(Type.Record(Type.String(), Type.Integer())),
});
export type OwnWords = Static<typeof OwnWords>;

const publishedAddresses: Record<Ask, string> = {
  hold: 'POST /oi/v1/holds',
  look: 'GET /oi/v1/holds/{global_id}',
  release: 'DELETE /oi/v1/holds/{global_id}',
  invoice: 'POST /oi/v1/holds/{global_id}/invoice',
};

/** `slug`: the marketplace, whose own addresses stand beneath `/oi/` and its name. */
export function publishedWire(slug: string, words: OwnWords = {}): Wire {
  const { key_header, fields = {}, paths = {}, statuses = {} } = words;
  const toPublished = Object.fromEntries(Object.entries(fields).map(([published, theirs]) => [theirs, published]));
  const addresses = mapped(publishedAddresses, (address, ask) => {
    const own = paths[ask];
    return own === undefined ? address : own.replace(' /', ` /oi/${slug}/`);
  });
  const statusOf = (code: ProblemCode): number => statuses[code] ?? documentedStatuses[code];
  return {
    slug,
    isExact: true,
    newId: () => `certify-${randomUUID()}`,
    headers: {},
    keyCarriers: carriersOf(key_header ?? null),
    requestFor: (question) => {
      const [method = '', template = ''] = addresses[question.ask].split(' ');
      const path = template.replace('{global_id}', encodeURIComponent(question.globalId));
      const isInPath = path !== template;
      const content = { ...(isInPath ? {} : { global_id: question.globalId }), ...contentOf(question) };
      const body = Object.keys(content).length === 0 ? null : renamed(content, fields);
      return { method, path, body };
    },
    read: async (_question, status, text) => {
      const object = readObject(text);
      const body = object && status < 300 ? renamed(object, toPublished) : object;
      return { body, means: typeof body?.status === 'string' ? [body.status] : [] };
    },
    nameOf: (field) => fields[field] ?? field,
    statusOf,
    isRefusal: (code, status, { body }) => status === statusOf(code) && body?.code === code,
    excuses: {},
  };
}

function carriersOf(header: string | null): Wire['keyCarriers'] {
  const bearer = { name: 'Authorization: Bearer', header: 'authorization', value: (key: string) => `Bearer ${key}` };
  if (header === 'authorization') return [bearer];
  if (header !== null) return [{ name: header, header, value: (key) => key }];
  return [bearer, { name: 'X-API-Key', header: 'x-api-key', value: (key) => key }];
}

/** What the body carries beside the global id. */
function contentOf(question: Question): Body {
  switch (question.ask) {
    case 'hold': {
      const { remoteId, quantity, unitPrice } = question;
      return { remote_id: remoteId, quantity, ...(unitPrice ? { unit_price: unitPrice } : {}) };
    }
    case 'invoice': {
      const { orderId, total, buyer } = question;
      return { order_id: orderId, ...(total ? { total } : {}), ...(buyer ? { buyer } : {}) };
    }
    case 'look':
    case 'release':
      return {};
  }
}

function renamed(body: Body, names: Readonly<Record<string, string>>): Body {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [names[name] ?? name, value]));
}

function mapped<Name extends string>(
  table: Record<Name, string>,
  change: (text: string, name: Name) => string,
): Record<Name, string> {
  const entries = (Object.entries(table) as [Name, string][]).map(([name, text]) => [name, change(text, name)]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

function readObject(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;
  } catch {
    return null;
  }
}
