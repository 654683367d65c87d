// What the OpenAPI document says of the door for notices.
import Type from 'typebox';
import { problemResponses } from './order-integration-documentation.ts';

const Params = Type.Object({
  connection_id: Type.String({
    description: 'The connection, as `holdfast connect` printed it.',
    maxLength: 64,
    examples: ['5f0c77de-8a01-4c44-9b1e-2f6f3f0a77b1'],
  }),
});

export const documentationOf = {
  challenge: {
    tags: ['Instant Notification'],
    operationId: 'answerChallenge',
    summary: 'Answer whether this address is ours',
    description:
      'Some marketplaces ask by GET before they send notices to an address. Answered as that marketplace expects, when it comes with the key; else there is nothing here.',
    security: [{ bearer: [] }, { apiKey: [] }],
    params: Params,
    response: {
      200: {
        description: 'It is ours: what the answer holds is what that marketplace expects to read.',
        content: { 'text/plain': { schema: { type: 'string' }, examples: { echo: { value: '6b1f0c' } } } },
      },
      ...problemResponses([
        'malformed',
        'unauthenticated',
        'forbidden',
        'not_found',
        'rate_limited',
        'internal',
        'hub_unavailable',
      ]),
    },
  },
  notice: {
    tags: ['Instant Notification'],
    operationId: 'notifySale',
    summary: 'Tell of a sale',
    description:
      'Takes a notice in the marketplace’s own wire. It is stored before it is answered and worked on afterwards; the same notice again changes nothing. Where the marketplace has an interface, the sale is read there before anything is done, so a notice is never more than a hint. The key may come as `Authorization: Bearer`, as the password of `Authorization: Basic`, as `X-API-Key`, or as `?key=` where a marketplace can register nothing but an address. A marketplace with no published wire sends the notice that Holdfast publishes, `{ type, data: { sale_id, remote_id, quantity, total?, confirm_by?, buyer? } }` with the type `sale.created`, `sale.cancelled`, `hold.requested` or `hold.released`, signed by Standard Webhooks headers in place of a key.',
    security: [{ bearer: [] }, { apiKey: [] }],
    params: Params,
    response: {
      200: {
        description: 'Stored. What the answer holds is what that marketplace expects to read.',
        content: { 'application/json': { schema: Type.Unknown(), examples: { stored: { value: {} } } } },
      },
      202: {
        description: 'Stored: the answer to the notice that Holdfast publishes.',
        content: { 'application/json': { schema: Type.Object({}), examples: { stored: { value: {} } } } },
      },
      ...problemResponses([
        'malformed',
        'unauthenticated',
        'forbidden',
        'too_large',
        'rate_limited',
        'internal',
        'hub_unavailable',
      ]),
    },
  },
} as const;
