// What can be said of the order integration of a marketplace that has published nothing of it: that it takes part, and
// that everything on the wire is our contract and not its own.
import type { AskingMarketplace } from './dialect.ts';

const orderIntegrationList = 'support.1ticket.com/support/solutions/articles/35000175751';

type Facts = AskingMarketplace['capabilities'];
type Shared = Omit<Facts, 'pollIntervalMs' | 'rejectReasons'>;

/** `silence`: where one looks for its papers in vain, in a sentence. */
export function unpublishedOrderIntegration(silence: string): Shared {
  const unknown = (name: string, assumed: string) =>
    ({ value: 'unknown', grade: 'UNKNOWN', source: silence, setting: { name, assumed } }) as const;
  const ours = <Value>(value: Value, source: string) =>
    ({ value, grade: 'OURS', source: `our published contract: ${source}` }) as const;
  return {
    flow: {
      value: 'order_integration',
      grade: 'VENDOR',
      source: `${orderIntegrationList}: an automator's list of order integration; the direction of the calls is not said`,
    },
    orderIntegrationWire: {
      value: 'published',
      grade: 'INFERRED',
      source: `${silence}; what it is connected by is our contract, not its own`,
      setting: { name: 'paths', assumed: 'the published addresses and field names' },
    },
    priceCeiling: ours(false, 'a price is kept and not judged'),
    authentication: unknown('key_header', 'Authorization: Bearer or X-API-Key, with a key that the hub issues'),
    holdLifetimeMs: unknown('hold_lifetime_seconds', '900'),
    holdsBind: ours(true, 'a hold binds'),
    costOfRemovingAHold: { value: 'unknown', grade: 'UNKNOWN', source: silence },
    answerBudgetMs: unknown('answer_budget_ms', '4000'),
    goneStatus: unknown('statuses', '409, as our published contract says'),
    confirmDeadline: ours('none: the invoice confirms', 'an invoiced hold is confirmed by that alone'),
    whenTheDeadlinePasses: ours('there is no deadline', 'an invoiced hold is confirmed by that alone'),
    repeatsRecognisedBy: ours('the global id, on all four calls', 'it ties the calls together'),
  };
}
