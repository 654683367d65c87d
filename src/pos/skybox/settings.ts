// What a broker enters to connect SkyBox. Whatever is not public is a setting here, with the cautious side as its default.
import Type, { type Static } from 'typebox';
import { Default, Parse } from 'typebox/value';

/** SkyBox's ways of delivery, as its customers and invoices name them (THIRD_PARTY). */
const deliveries = ['EMAIL', 'MOBILE_DELIVERY', 'PAPERLESS', 'COURIER', 'WILLCALL', 'OTHER'] as const;
const salesTerms = ['NET0', 'NET10', 'NET15', 'NET25', 'NET30', 'NET45', 'NET60'] as const;

const Token = Type.String({ minLength: 8, maxLength: 1_000, pattern: '^[!-~]+$', secret: true });
const oneOf = <Word extends string>(words: readonly Word[], options: { default: Word; description: string }) =>
  Type.Union(
    words.map((word) => Type.Literal(word)),
    options,
  );

export const SkyBoxSettings = Type.Object(
  {
    url: Type.String({
      pattern: '^https?://[^\\s/?#@]+(/[^\\s?#@]*)?$',
      default: 'https://skybox.vividseats.com/services',
      description: 'Where SkyBox’s interface is',
    }),
    application_token: {
      ...Token,
      description: 'X-Application-Token: SkyBox gives one to each integrator that signs up',
    },
    api_token: { ...Token, description: 'X-Api-Token: from External Accounts, “API Invitation”, in SkyBox' },
    account_id: Type.Integer({ minimum: 1, description: 'X-Account: the number of the broker’s account in SkyBox' }),
    remote_id: oneOf(['exchange_pos_id', 'inventory_id'] as const, {
      default: 'exchange_pos_id',
      description: 'By which of SkyBox’s two ids the marketplaces know a listing',
    }),
    external_ref_is_unique: Type.Boolean({
      default: false,
      description: 'Whether SkyBox refuses a second hold or invoice with the same external reference',
    }),
    late_effect_ms: Type.Integer({
      minimum: 0,
      maximum: 600_000,
      default: 30_000,
      description: 'How long a call that was cut may still take effect in SkyBox',
    }),
    calls_per_second: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10_000,
      default: 1,
      description: 'How many calls each endpoint takes a second: see SkyBox’s table of rate limits',
    }),
    customers: Type.Record(Type.String({ pattern: '^[a-z0-9-]{1,64}$' }), Type.Integer({ minimum: 1 }), {
      default: {},
      description:
        'The customer in SkyBox of each marketplace, by its slug; one that is not named is found by its name, or made',
    }),
    customer_email: Type.String({
      pattern: '^[^\\s@]+@[^\\s@]+$',
      default: 'marketplace@holdfast.invalid',
      description: 'The e-mail address of a customer that is made for a marketplace: SkyBox wants one',
    }),
    sales_term: oneOf(salesTerms, { default: 'NET30', description: 'When invoices are due' }),
    delivery_method: oneOf(deliveries, {
      default: 'OTHER',
      description: 'The delivery method of invoices and customers',
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      default: 'USD',
      description: 'The currency of SkyBox’s list prices, which it shows without one',
    }),
    default_split: oneOf(['never_leave_one', 'any', 'pairs', 'whole'] as const, {
      default: 'never_leave_one',
      description: 'What the split rule DEFAULT means in this account',
    }),
    follow_stock: Type.Boolean({ default: true, description: 'Whether listings come from SkyBox' }),
    first_page: Type.Integer({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'The number of the first page of a list in SkyBox',
    }),
    poll_every_ms: Type.Integer({
      minimum: 1_000,
      maximum: 86_400_000,
      default: 60_000,
      description: 'How often SkyBox is asked what has changed',
    }),
    hint_key: Type.Optional(
      Type.String({
        minLength: 16,
        maxLength: 1_000,
        secret: true,
        without:
          'A webhook must be signed then: one that is not is refused, and what changes in SkyBox is seen at the next regular look.',
        description:
          'What SkyBox’s webhooks carry as a bearer token: register it as their header Authorization: Bearer …',
      }),
    ),
    webhook_secret: Type.Optional(
      Type.String({
        minLength: 16,
        maxLength: 1_000,
        secret: true,
        without:
          'The signature of a webhook is not checked any more: its key alone proves it, and where none is set every webhook is refused.',
        description: 'The secret with which the webhooks were registered. Needs webhook_signature_header too',
      }),
    ),
    webhook_signature_header: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9-]{1,64}$',
        description: 'The header with the HMAC (SHA-256) of a webhook’s body, which SkyBox does not name in public',
      }),
    ),
  },
  { additionalProperties: false },
);
export type SkyBoxSettings = Static<typeof SkyBoxSettings>;

/** Settings as they were entered, with the defaults of what was left out. */
export function settled(entered: unknown): SkyBoxSettings {
  return Parse(SkyBoxSettings, Default(SkyBoxSettings, structuredClone(entered)));
}
