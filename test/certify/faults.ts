// Every way in which the reference automator can be broken to order, and exactly the rules that must notice.

type Fault = {
  breaks: readonly string[];
  /** Shows itself only on holds that expire. */
  needsExpiry?: true;
};

/** No tickets of the small listing ever come back, so no rule that needs them can be kept. */
const allOfTheSmallListing = [
  'released-is-free',
  'repeats-take-nothing-more',
  'not-available',
  'last-ticket',
  'lost-hold',
];

const faults = {
  'a seat is missing in the answer': { breaks: ['hold'] },
  'GET shows another quantity': { breaks: ['look', 'global-id-reused', 'lost-hold'] },
  'a release is answered with status held': { breaks: ['release'] },
  'released tickets stay taken': { breaks: [...allOfTheSmallListing, 'late-invoice-too-late'] },
  'a sale has no order id': { breaks: ['invoice'] },
  'optional fields are refused': { breaks: ['optional-fields'] },
  'a repeated hold is answered 201': { breaks: ['hold-repeated'] },
  'a repeated hold takes again': { breaks: ['repeats-take-nothing-more', 'lost-hold'] },
  'copies at once each take': { breaks: ['repeats-take-nothing-more'] },
  'a reused global id is answered with the old hold': { breaks: ['global-id-reused'] },
  'a second release is unknown': { breaks: ['release-repeated', 'lost-release'] },
  'a released hold is held again': { breaks: ['hold-after-release'] },
  'a release of an unknown id is refused': { breaks: ['release-before-hold'] },
  'a tombstone is forgotten': { breaks: ['release-before-hold'] },
  'a repeated invoice is a new one': { breaks: ['invoice-repeated', 'lost-invoice'] },
  'another order id is taken for a sale': { breaks: ['order-id-changed'] },
  'one order id is taken for two holds': { breaks: ['order-id-taken'] },
  'an unknown listing is not available': { breaks: ['listing-unknown'] },
  'an invoice of an unknown id is not available': { breaks: ['hold-unknown', 'optional-fields'] },
  'more is held than there is': { breaks: ['not-available'] },
  'pairs are divided': { breaks: ['split-not-allowed'] },
  'a released hold is invoiced': { breaks: ['invoice-after-release', 'invoice-against-release'] },
  'a sale is released': { breaks: ['release-after-invoice', 'invoice-against-release'] },
  'an expired hold is shown as held': { breaks: ['expired-is-said'], needsExpiry: true },
  'an expired hold is granted again': { breaks: ['expired-is-said'], needsExpiry: true },
  'a late invoice is refused': { breaks: ['late-invoice'], needsExpiry: true },
  'an expired hold keeps its tickets': { breaks: ['late-invoice-too-late'], needsExpiry: true },
  'a late invoice takes what is another’s': { breaks: ['late-invoice-too-late'], needsExpiry: true },
  'tickets are counted, and taken later': { breaks: ['last-ticket'] },
  'an invoice and a release both win': { breaks: ['invoice-against-release'] },
  'a crowd is cut off': { breaks: ['burst'] },
  'a crowd is answered 500': { breaks: ['burst'] },
  'a crowd is told 429 and not when to come again': { breaks: ['rate-limited'] },
  'a hold that nobody waits for is forgotten': { breaks: ['lost-hold'] },
  'a release that nobody waits for is half done': { breaks: ['lost-release'] },
  'an invoice that nobody waits for is forgotten': { breaks: ['lost-invoice'] },
  'what is no JSON is a 500': { breaks: ['not-json'] },
  'numbers are taken from texts': { breaks: ['wrong-field'] },
  'errors name no field': { breaks: ['wrong-field', 'missing-field', 'unknown-field'] },
  'a missing quantity is one': { breaks: ['missing-field'] },
  'unknown fields are passed over': { breaks: ['unknown-field'] },
  'large bodies are taken': { breaks: ['too-large'] },
  'any media type is taken': { breaks: ['unsupported-media-type'] },
  'X-API-Key is not read': { breaks: ['key-carriers'] },
  'GET needs no key': { breaks: ['no-key'] },
  'keys are compared by their start': { breaks: ['wrong-key'] },
  'a wrong key is 403': { breaks: ['wrong-key', 'forbidden', 'problem-codes'] },
  'problems have no request id': { breaks: ['request-id'] },
  'holds are called text': { breaks: ['answers-json'] },
  'binding is missing': { breaks: ['hold-shape'] },
  'times are local': { breaks: ['times-utc'] },
  'problems are plain JSON': { breaks: ['problem-shape'] },
  'gone is 404': { breaks: ['not-available', 'last-ticket', 'problem-codes'] },
  'an accepted sale never ends': { breaks: ['invoice-accepted', 'invoice-against-release', 'lost-invoice'] },
  'a POS out of reach holds after all': { breaks: ['pos-unreachable'] },
  'every answer is slow': { breaks: ['fast-on-average'] },
  'one answer is very late': { breaks: ['never-endless'] },
} as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as FaultName[];

export function faultNamed(name: FaultName): Fault {
  return faults[name];
}
