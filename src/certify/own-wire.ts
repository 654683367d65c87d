// Marketplaces that call on a wire of their own, and not in the contract's words. Their sandbox knows how they ask and what
// an answer can mean; here that is brought back to the contract, as far as their words go.
import { randomUUID } from 'node:crypto';
import type { Answer, MarketplaceWire, Question as TheirQuestion } from '../sandbox/order-integration/wire.ts';
import { type Body, documentedStatuses, type KeyCarrier, type Question, type Said, type Wire } from './wire.ts';

const ownShapes = 'this marketplace calls on a wire of its own, whose answers have shapes of their own';
const ownFields = 'this marketplace calls on a wire of its own, which has other fields and lets unknown ones pass';

/** More than any ticket costs: the price is not what is tried here. */
const offer = { unitPrice: 1_000_000, overridePrice: false };

export function ownWire(slug: string, theirs: MarketplaceWire): Wire {
  const names = namesOfFields(theirs);
  return {
    slug,
    isExact: false,
    newId: randomUUID,
    ...headersOf(theirs),
    requestFor: (question) => {
      const { method, path, body } = theirs.requestFor(asTheirs(question));
      return { method, path, body: body as Body | null };
    },
    read: async (question, status, text) => {
      const raw = jsonIn(text);
      return saidBy(await theirs.ask(asTheirs(question), onlyOnce({ status, body: raw })), question, raw);
    },
    nameOf: (field) => names[field] ?? field,
    statusOf: (code) => documentedStatuses[code],
    isRefusal: (code, _status, { body, means }) =>
      body?.code === code || (code === 'hold_unknown' && means.includes('none')),
    excuses: {
      'optional-fields': ownFields,
      'unknown-field': ownFields,
      'answers-json': ownShapes,
      'hold-shape': ownShapes,
      'problem-shape': ownShapes,
      'problem-codes': ownShapes,
    },
  };
}

function asTheirs(question: Question): TheirQuestion {
  const { globalId } = question;
  switch (question.ask) {
    case 'hold':
      return { ask: 'hold', globalId, remoteId: question.remoteId, quantity: question.quantity, offer };
    case 'look':
      return { ask: 'look', globalId, orderId: null };
    case 'release':
      return { ask: 'release', globalId };
    case 'invoice':
      return { ask: 'invoice', globalId, orderId: question.orderId };
  }
}

/** The answer that came, for the one request that was sent. */
function onlyOnce(answer: { status: number; body: unknown }): () => Promise<{ status: number; body: unknown }> {
  let isTaken = false;
  return async () => {
    if (isTaken) throw new Error('the kit sends one request for a question');
    isTaken = true;
    return answer;
  };
}

function saidBy(answer: Answer, question: Question, raw: unknown): Said {
  if (answer.kind === 'lost') throw new Error('an answer that came is not lost');
  const { hold, code, status, means = hold ? [hold.status] : [] } = answer;
  if (hold) {
    const { seats, ...told } = hold;
    return { body: seats === null ? told : { ...told, seats }, means };
  }
  const isSuccess = status >= 200 && status < 300;
  const body = isSuccess && code !== null ? { global_id: question.globalId } : { code, errors: raw ?? null };
  return { body, means };
}

function headersOf(theirs: MarketplaceWire): { keyCarriers: readonly [KeyCarrier]; headers: Record<string, string> } {
  const marker = 'the-key-goes-here';
  const entries = Object.entries(theirs.keyHeader(marker));
  const [header, template] = entries.find(([, value]) => value.includes(marker)) as [string, string];
  const value = (key: string): string => template.replace(marker, () => key);
  const headers = Object.fromEntries(entries.filter(([name]) => name !== header));
  return { keyCarriers: [{ name: header, header, value }], headers };
}

/** What it calls the contract's fields: found by what it puts into them. */
function namesOfFields(theirs: MarketplaceWire): Record<string, string> {
  const [global_id, remote_id, order_id, quantity] = [randomUUID(), randomUUID(), randomUUID(), 97];
  const hold = theirs.requestFor({ ask: 'hold', globalId: global_id, remoteId: remote_id, quantity, offer });
  const invoice = theirs.requestFor({ ask: 'invoice', globalId: global_id, orderId: order_id });
  const sent = Object.entries({ ...hold.body, ...invoice.body });
  const names = Object.entries({ global_id, remote_id, order_id, quantity }).flatMap(([field, value]) => {
    const found = sent.find(([, theirValue]) => theirValue === value);
    return found ? [[field, found[0]]] : [];
  });
  return Object.fromEntries(names);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
