// The marketplace port: what a marketplace declares of itself, and how its words become ours. A dialect is pure data and
// pure functions: it stores nothing and sends nothing. Everything outside a marketplace's folder branches on what it
// declares here, never on its name.
import type { Static, TSchema } from 'typebox';
import type { Call } from '../core/command.ts';
import type { Fact } from '../core/evidence.ts';
import type { Flow } from '../core/order.ts';
import type { Address } from './address.ts';
import type { InstantNotification } from './instant-notification.ts';
import type { OwnWire } from './order-integration-wire.ts';

/** What every marketplace declares. */
type CommonCapabilities = {
  flow: Fact<Flow>;
  /** How the marketplace proves who it is when it calls us. */
  authentication: Fact<string>;
  /** Within which time it must have our answer, in milliseconds. */
  answerBudgetMs: Fact<number>;
  confirmDeadline: Fact<string>;
  whenTheDeadlinePasses: Fact<string>;
  /** By what a repeated call is recognised. */
  repeatsRecognisedBy: Fact<string>;
  pollIntervalMs: Fact<number | 'none'>;
  rejectReasons: Fact<readonly string[]>;
};

/** What one that tells of sales may declare besides; absent: it is not said, and nothing is done by it. */
type SaleCapabilities = {
  /** Which seats a sale is of. Absent: it leaves them to us. */
  seatsOfASale: Fact<string>;
  /** By what a sale is known to be one of a headliner. */
  headlinerOfASale: Fact<string>;
  /** In which form our credentials go to it. Absent: in the only one that it has. */
  credentialsSentAs: Fact<string>;
  /** Where its interface answers, beneath its address. Absent: where its papers say. */
  callsAnsweredAt: Fact<string>;
  /** By what its list is asked for the sales that wait for us. Absent: as its papers say. */
  openSalesListedBy: Fact<string>;
  /** How it says that it does not take our credentials. Absent: by HTTP's own statuses. */
  credentialsRefusedBy: Fact<string>;
  /** How many sales of one headliner may stand unconfirmed before all listings of that headliner are taken down. */
  mostUnconfirmedPerHeadliner: Fact<number>;
};

/** What one that asks before it sells declares besides. */
type OrderIntegrationCapabilities = {
  /** Whether it speaks our published contract, or calls us on a wire of its own. */
  orderIntegrationWire: Fact<'published' | 'own'>;
  /** Whether its hold names the most that the buyer will pay. */
  priceCeiling: Fact<boolean>;
  holdLifetimeMs: Fact<number>;
  holdsBind: Fact<boolean>;
  /** What letting go of a hold costs the broker, in a sentence. */
  costOfRemovingAHold: Fact<string>;
  /** The status by which it understands that tickets are gone. */
  goneStatus: Fact<number>;
};

/** A marketplace's variant of the published Order Integration contract, settled from its connection's settings. */
export type OrderIntegrationProfile = {
  /** The one header that may carry the key, in lower case; null: `Authorization: Bearer` and `X-API-Key`, as published. */
  keyHeader: string | null;
  holdLifetimeMs: number;
  answerBudgetMs: number;
  binding: boolean;
  /** HTTP statuses that differ from the published ones, by problem code. */
  statuses: Readonly<Record<string, number>>;
  /** Names of request and answer fields that differ: published name → the marketplace's. */
  fields: Readonly<Record<string, string>>;
  /** Where each call comes beneath the marketplace's own part of the hub. */
  addresses: Readonly<Record<Call['kind'], Address>>;
  /** Whether a hold that offers less than the listing's price is refused. */
  judgesPrice: boolean;
};

export type Marketplace<Settings extends TSchema = TSchema> = {
  slug: string;
  name: string;
  capabilities: CommonCapabilities & Partial<SaleCapabilities> & Partial<OrderIntegrationCapabilities>;
  /** The connection's settings, each with a description and a cautious default. */
  settings: Settings;
  /** Present when it also, or only, tells us of sales that it has made. */
  instantNotification?: InstantNotification;
  /** Present when it asks before it sells. */
  orderIntegration?: {
    profile(settings: Static<Settings>): OrderIntegrationProfile;
    /** Present when it calls us on a wire of its own, beneath its own part of the hub and nowhere else. */
    wire?: OwnWire<Static<Settings>>;
  };
};

/** One that asks before it sells. */
export type AskingMarketplace<Settings extends TSchema = TSchema> = Marketplace<Settings> & {
  capabilities: CommonCapabilities & Partial<SaleCapabilities> & OrderIntegrationCapabilities;
  orderIntegration: NonNullable<Marketplace<Settings>['orderIntegration']>;
};

export function asksFirst(marketplace: Marketplace): marketplace is AskingMarketplace {
  return marketplace.capabilities.flow.value === 'order_integration' && marketplace.orderIntegration !== undefined;
}
