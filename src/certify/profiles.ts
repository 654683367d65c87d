// The variants of the contract that the kit speaks, by the marketplace's slug. A marketplace speaks here as its sandbox
// does, unless its connection's settings are given.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { orderIntegrationSandboxes } from '../sandbox/registry.ts';
import { ownWire } from './own-wire.ts';
import { type OwnWords, publishedWire } from './published-wire.ts';
import type { Wire } from './wire.ts';

/** No marketplace's: the contract as it is published. */
export const publishedProfile = 'published';

export const profileSlugs: readonly string[] = [publishedProfile, ...orderIntegrationSandboxes.map(({ slug }) => slug)];

/** Null: there is no such profile. `words`: the settings of the connection, in place of the sandbox's. */
export function wireFor(slug: string, words: OwnWords | null): Wire | null {
  if (slug === publishedProfile) return publishedWire(slug, words ?? {});
  const sandbox = orderIntegrationSandboxes.find((one) => one.slug === slug);
  if (!sandbox) return null;
  const settings = words ?? sandbox.settings;
  const theirs = sandbox.wire(settings);
  const published = publishedWire(slug, settings);
  // Whoever asks as the contract would speaks its words.
  const question = { ask: 'hold', globalId: randomUUID(), remoteId: 'TG-1', quantity: 2 } as const;
  const asked = theirs.requestFor({ ...question, offer: null });
  return isDeepStrictEqual({ ...asked }, published.requestFor(question)) ? published : ownWire(slug, theirs);
}
