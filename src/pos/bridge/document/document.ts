// The bridge's wire as a document that other programs read: OpenAPI 3.1, made of the schemas in wire.ts, for the engineer who
// implements it. What docs/pos-bridge.md says in prose stands here at the call that it is about.
import { schemas } from './schemas.ts';
import { placeHold, sellingPaths } from './selling.ts';
import { listHolds, stockPaths, webhooks } from './stock.ts';

const description = `A small interface between Holdfast and any POS. You implement it, as an HTTP service in front of the POS; Holdfast calls it.

Every call carries our **reference**, one per order. It is the key to everything: the same question with the same reference takes effect once, and is answered the same way again. Store it with the hold and with the sale, and never forget it.

A 4xx with one of the codes means that **nothing was changed**. A 401 and a 429 mean that the call was not acted on, and it is made again later. Anything else (a 5xx, a cut line, no answer, a body that cannot be read) leaves Holdfast unsure: it asks what stands under the reference before it asks for anything again, and keeps the tickets claimed until you have said how it ended.

Answer within a second or two: a hold is part of a checkout. Times are RFC 3339 in UTC; money is an integer of minor units and a currency.`;

const paths = { '/holds': { post: placeHold, get: listHolds }, ...sellingPaths, ...stockPaths };

/** `version`: that of the Holdfast that publishes it. */
export function bridgeDocument(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast REST bridge',
      version,
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: 'The operator of the hub' },
    },
    servers: [
      {
        url: 'http://{host}',
        description: 'Your bridge: `url` in the settings of the POS.',
        variables: { host: { default: '127.0.0.1:8090', description: 'Where the worked example listens.' } },
      },
    ],
    security: [{ key: [] }],
    tags: [
      { name: 'Selling', description: 'Every bridge has these five.' },
      {
        name: 'Stock',
        description: 'For bridges from which the broker’s listings come: `follow_stock` in the settings.',
      },
    ],
    ...{ paths, webhooks },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: '`key` in the settings of the POS.' },
        hintKey: { type: 'http', scheme: 'bearer', description: '`hint_key` in the settings of the POS.' },
      },
      schemas,
    },
  };
}
