// The settings that every Order Integration marketplace shares. No marketplace publishes its side of the conversation,
// so each is a variant of our published contract, and whatever its own papers say differently is entered here.
import Type, { type Static } from 'typebox';
import { refusals } from '../core/order.ts';
import type { OrderIntegrationProfile } from './dialect.ts';

const Status = Type.Integer({ minimum: 400, maximum: 599 });

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
  key_header: Type.Union([Type.String({ pattern: '^[a-z0-9-]{1,64}$' }), Type.Null()], {
    default: null,
    description: 'The one header that carries the key; null accepts Authorization: Bearer and X-API-Key',
  }),
  statuses: Type.Partial(
    Type.Object(Object.fromEntries(refusals.map((code) => [code, Status])) as Record<string, typeof Status>),
    {
      default: {},
      additionalProperties: false,
      description:
        'HTTP statuses that differ from the published contract, by problem code, such as {"not_available": 404}',
    },
  ),
  fields: Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Type.String({ minLength: 1, maxLength: 64 }), {
    default: {},
    description: 'Field names that differ from the published contract, such as {"remote_id": "remoteId"}',
  }),
};

const Shared = Type.Object(orderIntegrationSettings);

export function profileOf(settings: Static<typeof Shared>, binding: boolean): OrderIntegrationProfile {
  return {
    keyHeader: settings.key_header,
    holdLifetimeMs: settings.hold_lifetime_seconds * 1_000,
    answerBudgetMs: settings.answer_budget_ms,
    binding,
    statuses: settings.statuses as Record<string, number>,
    fields: settings.fields,
  };
}
