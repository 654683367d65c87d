// Mercury's words, from the calling side. Its answers say less than the published contract does: a lock names no seats,
// a lock that is not found may never have been, and a used id says only that somebody was here before. What each can
// mean is said beside it.
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { HubSeat } from '../order-integration/published-contract.ts';
import type { Answer, MarketplaceWire, Question, Send, ToldHold, WireRequest } from '../order-integration/wire.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const Lock = Type.Object({
  lockRequestId: Type.String(),
  quantity: Type.Integer(),
  lockPrice: Type.Object({ value: Type.Number(), currencyCode: Type.String() }),
  lockDuration: orNull(Type.Integer()),
  date: Type.String(),
});

const Order = Type.Object({
  buyRequestId: Type.String(),
  invoiceId: orNull(Type.String()),
  date: orNull(Type.String()),
  ticketGroup: Type.Object({
    section: orNull(Type.String()),
    row: orNull(Type.String()),
    lowSeat: orNull(Type.String()),
    highSeat: orNull(Type.String()),
  }),
  inventory: Type.Object({ ticketGroupId: Type.String() }),
});

const Problem = Type.Object({
  message: Type.String(),
  validationErrors: Type.Record(Type.String(), Type.Object({ reasons: Type.Array(Type.String()) })),
});

type WireSettings = { key_header?: string | null };

export function mercuryWire({ key_header }: WireSettings): MarketplaceWire {
  return {
    keyHeader: (apiKey) => {
      const header = key_header ?? 'authorization';
      const key = { [header]: header === 'authorization' ? `Bearer ${apiKey}` : apiKey };
      return { ...key, 'x-identity-context': 'broker-id=20' };
    },
    requestFor,
    codeIn,
    ask,
  };
}

const door = '/oi/ticketnetwork-mercury';

function requestFor(question: Question): WireRequest {
  switch (question.ask) {
    case 'hold': {
      const { globalId, remoteId, quantity, offer } = question;
      const { unitPrice, overridePrice } = offer ?? { unitPrice: 0, overridePrice: true };
      const asked = { lockRequestId: globalId, ticketGroupId: remoteId, quantity };
      return { method: 'POST', path: `${door}/lock`, body: { ...asked, wholesalePrice: unitPrice, overridePrice } };
    }
    case 'look':
      return { method: 'GET', path: `${door}/lock/${question.globalId}`, body: null };
    case 'release':
      return { method: 'DELETE', path: `${door}/lock/${question.globalId}`, body: null };
    case 'invoice': {
      const body = { lockRequestId: question.globalId, buyRequestId: question.orderId, delivery: { method: 'Mobile' } };
      return { method: 'POST', path: `${door}/orders`, body };
    }
  }
}

async function ask(question: Question, send: Send): Promise<Answer> {
  if (question.ask === 'look' && question.orderId !== null) {
    const { status, body } = await send({ method: 'GET', path: `${door}/orders/guid/${question.orderId}`, body: null });
    if (status !== 404) return readOrder(question, status, body);
  }
  const { status, body } = await send(requestFor(question));
  switch (question.ask) {
    case 'hold':
      return readLock(question, status, body);
    case 'look':
      return readLook(question, status, body);
    case 'release':
      return readRelease(status, body);
    case 'invoice':
      return readOrder(question, status, body);
  }
}

const outOfContract = (status: number): Answer => ({ kind: 'answered', status, hold: null, code: null });

function readLock(question: Extract<Question, { ask: 'hold' }>, status: number, body: unknown): Answer {
  if (status !== 201) return readProblem(status, body, 'hold');
  const { globalId, remoteId, quantity, offer } = question;
  if (!Check(Lock, body) || body.quantity !== quantity || body.lockDuration === null) return outOfContract(status);
  const isDearer = body.lockPrice.value > (offer?.unitPrice ?? Infinity);
  const isMoved = body.lockRequestId !== globalId;
  // Another id and a higher price come together, and only to those who take any price.
  if (isDearer !== isMoved || (isDearer && !offer?.overridePrice)) return outOfContract(status);
  const expiresAt = new Date(Date.parse(body.date) + body.lockDuration * 1_000).toISOString();
  const hold = {
    ...holdOf(globalId, 'held'),
    remote_id: remoteId,
    quantity,
    held_at: body.date,
    expires_at: expiresAt,
  };
  return { kind: 'answered', status, hold, code: null, ...(isMoved ? { movedTo: body.lockRequestId } : {}) };
}

function readLook({ globalId }: Question, status: number, body: unknown): Answer {
  if (status === 200 && Check(Lock, body)) {
    const hold = { ...holdOf(globalId, 'held'), quantity: body.quantity, held_at: body.date };
    return { kind: 'answered', status, hold, code: null, means: ['held', 'invoicing', 'confirmed', 'stuck'] };
  }
  return readProblem(status, body, 'look');
}

function readRelease(status: number, body: unknown): Answer {
  if (status !== 204) return readProblem(status, body, 'release');
  return { kind: 'answered', status, hold: null, code: null, means: ['releasing', 'undoing', 'released'] };
}

function readOrder(question: Extract<Question, { ask: 'look' | 'invoice' }>, status: number, body: unknown): Answer {
  if (status < 200 || status > 202) return readProblem(status, body, question.ask);
  if (!Check(Order, body)) return outOfContract(status);
  const { invoiceId, inventory, date } = body;
  const hold = {
    ...holdOf(question.globalId, invoiceId === null ? 'invoicing' : 'confirmed'),
    remote_id: inventory.ticketGroupId,
    seats: seatsIn(body.ticketGroup, question.quantity),
    order_id: body.buyRequestId,
    invoice_id: invoiceId,
    confirmed_at: date,
  } as const;
  return { kind: 'answered', status, hold, code: null };
}

function holdOf(globalId: string, status: ToldHold['status']): ToldHold {
  const unknown = { held_at: null, expires_at: null, order_id: null, invoice_id: null, confirmed_at: null };
  return { global_id: globalId, status, binding: true, seats: null, ...unknown };
}

/** Two seats are their two ends; of more, only numbers that are as far apart as neighbours are, 1 or 2, are certain. */
function seatsIn(
  { section, row, lowSeat, highSeat }: Static<typeof Order>['ticketGroup'],
  quantity: number | undefined,
): HubSeat[] | null {
  if (lowSeat === null || highSeat === null || quantity === undefined) return null;
  const ends = quantity === 1 ? [lowSeat] : [lowSeat, highSeat];
  if (quantity <= 2) return ends.map((seat) => ({ section, row, seat }));
  const apart = (Number(highSeat) - Number(lowSeat)) / (quantity - 1);
  if (apart !== 1 && apart !== 2) return null;
  const labels = Array.from({ length: quantity }, (_, index) => String(Number(lowSeat) + index * apart));
  return labels.map((seat) => ({ section, row, seat }));
}

/** Its messages have no codes; each is about a field, and says one thing. */
const codeOfMessage: Readonly<Record<string, string>> = {
  'No such listing': 'listing_unknown',
  'No such hold': 'hold_unknown',
  'Not available': 'not_available',
  'Hold released': 'hold_released',
  'Hold expired': 'hold_expired',
  'Already invoiced': 'already_invoiced',
  'Split not allowed': 'split_not_allowed',
  'Price too low': 'price_too_low',
  'POS unreachable': 'pos_unreachable',
  'Lock not found': 'lock_not_found',
  'Id used before': 'id_used',
  'Global id used before': 'global_id_reused',
  'Order id used before': 'order_id_reused',
  'Not known yet': 'not_known_yet',
  'Malformed request': 'malformed',
  'Not authenticated': 'unauthenticated',
  'Not allowed': 'forbidden',
  'No such address': 'not_found',
  'Method not allowed': 'method_not_allowed',
  'Body too large': 'too_large',
  'Not JSON': 'unsupported_media_type',
  'Too many calls': 'rate_limited',
  'Internal error': 'internal',
  'Hub unavailable': 'hub_unavailable',
};

function codeIn(body: unknown): string | null {
  return Check(Problem, body) ? (codeOfMessage[body.message] ?? null) : null;
}

function readProblem(status: number, body: unknown, asked: Question['ask']): Answer {
  const code = codeIn(body);
  const answer = { kind: 'answered', status, hold: null, code } as const;
  if (code === 'lock_not_found') {
    return { ...answer, means: ['none', 'declined', 'undoing', 'releasing', 'released', 'expired'] };
  }
  if (code !== 'id_used') return answer;
  const isSold = ['invoicing', 'confirmed', 'stuck'] as const;
  return { ...answer, means: asked === 'invoice' ? isSold : ['holding', 'held', ...isSold] };
}
