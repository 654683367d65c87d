// What the reference page says of the four Order Integration calls: an example and the meaning of every response code.
// Ticket Evolution demands that an automator documents exactly this.
import Type, { type TSchema } from 'typebox';
import { Hold, type Hold as HoldBody } from './hold-wire.ts';
import { type ProblemBody, type ProblemCode, problemBody, problems } from './problems.ts';

const held: HoldBody = {
  global_id: 'te-7f3c2a90',
  remote_id: 'TG-20418',
  quantity: 2,
  status: 'held',
  binding: true,
  seats: [
    { section: '112', row: 'C', seat: '5' },
    { section: '112', row: 'C', seat: '6' },
  ],
  held_at: '2026-11-22T20:14:03.120Z',
  expires_at: '2026-11-22T20:29:03.118Z',
  order_id: null,
  invoice_id: null,
  confirmed_at: null,
};

const confirmed: HoldBody = {
  ...held,
  status: 'confirmed',
  order_id: '8841207-1',
  invoice_id: 'house-5f0c77de-8a01-8c44-9b1e-2f6f3f0a77b1',
  confirmed_at: '2026-11-22T20:15:40.702Z',
};

const invoicing: HoldBody = { ...held, status: 'invoicing', order_id: '8841207-1' };
const released: HoldBody = { ...held, status: 'released' };
const releasing: HoldBody = { ...held, status: 'releasing' };
const tombstone: HoldBody = {
  ...released,
  remote_id: null,
  quantity: null,
  seats: [],
  held_at: null,
  expires_at: null,
};

const exampleRequestId = '0b0f4c1e-1d55-4f5e-9d0a-5f7a3a1f2c11';

const ProblemSchema = Type.Object({
  type: Type.String({ description: 'A URN for the kind of problem.' }),
  title: Type.String({ description: 'The kind of problem, for people.' }),
  status: Type.Integer({ description: 'The HTTP status, again.' }),
  detail: Type.String({ description: 'What it means here, in a sentence.' }),
  code: Type.Enum(Object.keys(problems), { type: 'string', description: 'The kind of problem, for programs.' }),
  request_id: Type.String({ description: 'Quote it when you ask about this call.' }),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.String({ description: 'Which field, with dots between names.' }),
        message: Type.String({ description: 'What is wrong with it.' }),
      }),
      { description: 'On `malformed`: the fields that are wrong, and how.' },
    ),
  ),
});

const requestIdHeader = { 'X-Request-Id': { type: 'string', description: 'Names this call in our records.' } };
const extraHeaders: Record<string, object> = {
  '401': { 'WWW-Authenticate': { type: 'string', description: 'How to authenticate.' } },
  '429': { 'Retry-After': { type: 'integer', description: 'Seconds to wait before trying again.' } },
  '503': { 'Retry-After': { type: 'integer', description: 'Seconds to wait before trying again.' } },
};

function answers(meaning: string, examples: Record<string, HoldBody>): object {
  return {
    description: meaning,
    headers: requestIdHeader,
    content: { 'application/json': { schema: Hold, examples: named(examples) } },
  };
}

function named(examples: Record<string, unknown>): Record<string, { value: unknown }> {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}

/** All problems of one status share a response; each has its example, named by its code. */
export function problemResponses(codes: readonly ProblemCode[]): Record<string, object> {
  const byStatus = Object.groupBy(codes, (code) => String(problems[code].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => {
      const response = {
        description: group.map((code) => `\`${code}\`: ${problems[code].meaning}`).join('\n\n'),
        headers: { ...requestIdHeader, ...extraHeaders[status] },
        content: {
          'application/problem+json': {
            schema: ProblemSchema,
            examples: named(Object.fromEntries(group.map((code) => [code, exampleOf(code)]))),
          },
        },
      };
      return [status, response];
    }),
  );
}

function exampleOf(code: ProblemCode): ProblemBody {
  const details = code === 'malformed' ? { errors: [{ field: 'quantity', message: 'is missing' }] } : {};
  return problemBody(code, exampleRequestId, details);
}

const always: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'rate_limited', 'internal', 'hub_unavailable'];
const ofBodies: readonly ProblemCode[] = ['malformed', 'too_large', 'unsupported_media_type'];

type Documentation = {
  summary: string;
  description: string;
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  response: Record<string, TSchema | object>;
};

const shared = { tags: ['Order Integration'], security: [{ bearer: [] }, { apiKey: [] }] };

export const documentationOf: Record<'hold' | 'look' | 'release' | 'invoice', Documentation> = {
  hold: {
    ...shared,
    operationId: 'placeHold',
    summary: 'Hold tickets',
    description:
      'Sets tickets aside before you sell them. On 201 or 200 they are yours until `expires_at`: finish with *invoice*, or let go with *release*. On anything else there is no sale. The same call again (same `global_id`, `remote_id` and `quantity`) is answered as before and takes nothing more.',
    response: {
      201: answers('Held. The seats are named in the answer.', { held }),
      200: answers('The same call came before; this is the hold that it made.', { held }),
      ...problemResponses([
        ...ofBodies,
        ...always,
        'listing_unknown',
        'not_available',
        'global_id_reused',
        'hold_released',
        'hold_expired',
        'split_not_allowed',
        'pos_unreachable',
      ]),
    },
  },
  look: {
    ...shared,
    operationId: 'getHold',
    summary: 'See what became of a hold',
    description: 'The hold, whatever became of it. Ask here after an answer was lost, or after any 5xx.',
    response: {
      200: answers('The hold as it is now.', { held, invoicing, confirmed, released }),
      ...problemResponses(['malformed', ...always, 'hold_unknown']),
    },
  },
  release: {
    ...shared,
    operationId: 'releaseHold',
    summary: 'Release a hold',
    description:
      'Lets go of the tickets, for instance when the fraud review failed. Safe to repeat. An id that was never seen is remembered: a hold that arrives after its release is refused with `hold_released`.',
    response: {
      200: answers(
        'Released. While a slow POS is still letting go, `status` is `releasing`; nothing more is asked of you.',
        { released, releasing, tombstone },
      ),
      ...problemResponses([...ofBodies, ...always, 'already_invoiced']),
    },
  },
  invoice: {
    ...shared,
    operationId: 'invoiceHold',
    summary: 'Invoice a hold',
    description:
      'Turns the hold into a sale under your order id. The sale is confirmed by this alone. A hold that has expired takes its own tickets again if all of them are still free.',
    response: {
      201: answers('Sold and invoiced in the broker’s POS.', { confirmed }),
      200: answers('The same call came before; the sale stands.', { confirmed }),
      202: answers('The sale stands, and the POS is slow: Holdfast finishes the invoice. See GET for its end.', {
        invoicing,
      }),
      ...problemResponses([
        ...ofBodies,
        ...always,
        'hold_unknown',
        'not_available',
        'hold_released',
        'hold_expired',
        'order_id_reused',
      ]),
    },
  },
};
