// How a declared fact is said to people: a name for each capability, and its value in words. Total by type: a capability
// that has no words does not compile.
import type { Fact } from '../core/evidence.ts';
import { timeInWords } from '../core/evidence-words.ts';
import type { AskingMarketplace, Marketplace } from './dialect.ts';

type Capabilities = Required<AskingMarketplace['capabilities']>;
export type CapabilityName = keyof Capabilities;

type Words = { called: string; say: (value: unknown) => string };

const asText = (value: unknown): string => String(value);
const asTime = (value: unknown): string => (typeof value === 'number' ? timeInWords(value) : asText(value));
const yesOr =
  (yes: string, no: string) =>
  (value: unknown): string =>
    value === true ? yes : no;

const flows: Readonly<Record<Capabilities['flow']['value'], string>> = {
  order_integration: 'it asks before it sells',
  instant_notification: 'it sells, and tells of it afterwards',
  unknown: '',
};

const wires: Readonly<Record<Capabilities['orderIntegrationWire']['value'], string>> = {
  published: 'the contract that Holdfast publishes',
  own: 'a wire of its own',
  unknown: '',
};

export const capabilityWords: Readonly<Record<CapabilityName, Words>> = {
  flow: { called: 'way of dealing', say: (value) => flows[value as Capabilities['flow']['value']] },
  orderIntegrationWire: {
    called: 'what it speaks when it asks',
    say: (value) => wires[value as Capabilities['orderIntegrationWire']['value']],
  },
  priceCeiling: {
    called: 'price ceiling in a hold',
    say: yesOr(
      'yes: a hold names the most that the buyer pays',
      'no: a price is written down and decides nothing here',
    ),
  },
  authentication: { called: 'how it proves who it is', say: asText },
  holdLifetimeMs: { called: 'life of a hold', say: asTime },
  holdsBind: {
    called: 'whether a hold binds',
    say: yesOr('yes: what is held must be sold to it', 'no: it may be let go at no cost'),
  },
  costOfRemovingAHold: { called: 'cost of letting go of a hold', say: asText },
  answerBudgetMs: { called: 'time to answer', say: asTime },
  goneStatus: { called: 'status that means gone', say: asText },
  confirmDeadline: { called: 'deadline to confirm a sale', say: asText },
  whenTheDeadlinePasses: { called: 'when that deadline passes', say: asText },
  repeatsRecognisedBy: { called: 'how a repeated call is known', say: asText },
  seatsOfASale: { called: 'whose choice the seats are', say: asText },
  credentialsSentAs: { called: 'how our credentials are sent', say: asText },
  callsAnsweredAt: { called: 'where its calls are answered', say: asText },
  openSalesListedBy: { called: 'by what its list is asked for sales that wait', say: asText },
  credentialsRefusedBy: { called: 'how it says that it does not let us in', say: asText },
  headlinerOfASale: { called: 'how the headliner of a sale is known', say: asText },
  mostUnconfirmedPerHeadliner: {
    called: 'unconfirmed sales of one headliner, before all its listings are taken down',
    say: asText,
  },
  pollIntervalMs: { called: 'how often its list of sales is read', say: asTime },
  rejectReasons: {
    called: 'reasons that a rejection takes',
    say: (value) => ((value as string[]).length === 0 ? 'none' : (value as string[]).join('; ')),
  },
};

export function valueInWords(name: CapabilityName, { value }: Fact<unknown>): string {
  return value === 'unknown' ? 'not known' : capabilityWords[name].say(value);
}

/** Everything that a marketplace declares, each by what it is called. */
export function calledFacts({ capabilities }: Pick<Marketplace, 'capabilities'>): [called: string, Fact<unknown>][] {
  return Object.entries(capabilities).map(([name, fact]) => [capabilityWords[name as CapabilityName].called, fact]);
}
