// The published Order Integration contract as a marketplace speaks it: in the published words, or in words of its own
// that its connection's settings say to the hub too.
import { Check } from 'typebox/value';
import { HubHold, HubProblem } from './published-contract.ts';
import type { Answer, Ask, MarketplaceWire, Question, WireRequest } from './wire.ts';

/** The settings of a connection that change the words of the contract. */
export type OwnWords = {
  key_header?: string | null;
  fields?: Readonly<Record<string, string>>;
  paths?: Partial<Record<Ask, string>>;
  statuses?: Readonly<Record<string, number>>;
};

const publishedAddresses: Record<Ask, string> = {
  hold: 'POST /oi/v1/holds',
  look: 'GET /oi/v1/holds/{global_id}',
  release: 'DELETE /oi/v1/holds/{global_id}',
  invoice: 'POST /oi/v1/holds/{global_id}/invoice',
};

export function publishedWire(slug: string, words: OwnWords = {}): MarketplaceWire {
  const requestFor = (question: Question): WireRequest => requestIn(slug, words, question);
  return {
    keyHeader: (apiKey) => {
      const header = words.key_header ?? 'authorization';
      return { [header]: header === 'authorization' ? `Bearer ${apiKey}` : apiKey };
    },
    requestFor,
    codeIn: (body) => {
      const { code } = (body ?? {}) as { code?: unknown };
      return typeof code === 'string' ? code : null;
    },
    ask: async (question, send) => {
      const { status, body } = await send(requestFor(question));
      return readAnswer(status, renamed(body, namesBack(words)), words.statuses);
    },
  };
}

function requestIn(slug: string, { paths = {}, fields = {} }: OwnWords, question: Question): WireRequest {
  const { ask, globalId } = question;
  const own = paths[ask];
  const [method = '', template = ''] = (own ?? publishedAddresses[ask]).split(' ');
  const path = template.replace('{global_id}', encodeURIComponent(globalId));
  const isNamedInPath = path !== template;
  const content = { ...(isNamedInPath ? {} : { global_id: globalId }), ...contentOf(question) };
  return {
    method: method as WireRequest['method'],
    path: own === undefined ? path : `/oi/${slug}${path}`,
    body: Object.keys(content).length > 0 ? (renamed(content, fields) as object) : null,
  };
}

function contentOf(question: Question): Record<string, unknown> {
  switch (question.ask) {
    case 'hold':
      return { remote_id: question.remoteId, quantity: question.quantity };
    case 'invoice':
      return { order_id: question.orderId };
    case 'look':
    case 'release':
      return {};
  }
}

function renamed(body: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [names[name] ?? name, value]));
}

function namesBack({ fields = {} }: OwnWords): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([published, theirs]) => [theirs, published]));
}

/** `statuses`: those that were agreed on beside the published ones; a problem that comes with another is out of contract. */
export function readAnswer(status: number, body: unknown, statuses: Readonly<Record<string, number>> = {}): Answer {
  const isSuccess = status >= 200 && status < 300;
  const hold = isSuccess && Check(HubHold, body) ? (body as HubHold) : null;
  const problem = !isSuccess && Check(HubProblem, body) && body.status === status ? body.code : null;
  const code = problem !== null && (statuses[problem] ?? status) === status ? problem : null;
  return { kind: 'answered', status, hold, code };
}
