// The marketplace port: what a marketplace declares of itself, and how its words become ours. A dialect is pure data and
// pure functions: it stores nothing and sends nothing. Everything outside a marketplace's folder branches on what it
// declares here, never on its name.
import type { Static, TSchema } from 'typebox';
import type { Fact } from '../core/evidence.ts';
import type { Flow } from '../core/order.ts';

type Capabilities = {
  flow: Fact<Flow>;
  /** How the marketplace proves who it is when it calls us. */
  authentication: Fact<string>;
  holdLifetimeMs: Fact<number>;
  holdsBind: Fact<boolean>;
  /** What letting go of a hold costs the broker, in a sentence. */
  costOfRemovingAHold: Fact<string>;
  /** Within which time it must have our answer, in milliseconds. */
  answerBudgetMs: Fact<number>;
  /** The status by which it understands that tickets are gone. */
  goneStatus: Fact<number>;
  confirmDeadline: Fact<string>;
  whenTheDeadlinePasses: Fact<string>;
  /** By what a repeated call is recognised. */
  repeatsRecognisedBy: Fact<string>;
  pollIntervalMs: Fact<number | 'none'>;
  rejectReasons: Fact<readonly string[]>;
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
};

export type Marketplace<Settings extends TSchema = TSchema> = {
  slug: string;
  name: string;
  capabilities: Capabilities;
  /** The connection's settings, each with a description and a cautious default. */
  settings: Settings;
  orderIntegration: { profile(settings: Static<Settings>): OrderIntegrationProfile };
};
