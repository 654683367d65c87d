// What a registered marketplace declares of itself, in words and as fields to fill in. Nothing here knows one by its name.
import { type CapabilityName, capabilityWords, valueInWords } from '../../marketplaces/capability-words.ts';
import type { Marketplace } from '../../marketplaces/dialect.ts';
import { capabilityBody, fieldsOf } from './declared-body.ts';
import type { MarketplaceBody } from './schemas/connections.ts';

export function marketplaceBody(marketplace: Marketplace): MarketplaceBody {
  const { slug, name, capabilities, settings, orderIntegration, instantNotification } = marketplace;
  return {
    slug,
    name,
    asks_first: orderIntegration !== undefined,
    tells_of_sales: instantNotification !== undefined,
    capabilities: Object.entries(capabilities).map(([key, fact]) => {
      const called = key as CapabilityName;
      return capabilityBody(
        { name: key, called: capabilityWords[called].called, value: valueInWords(called, fact) },
        fact,
      );
    }),
    settings: fieldsOf(settings),
    credentials: instantNotification ? fieldsOf(instantNotification.credentials) : [],
  };
}
