// The published document of the REST bridge as a judge: whether a call that was answered is one that it describes.
import { Check } from 'typebox/schema';
import type { Certificate } from '../../src/certify/certify.ts';
import { bridgeDocument } from '../../src/pos/bridge/document/document.ts';

export type Media = { schema: { $ref: string }; examples?: Record<string, { value: unknown }> };
export type Described = {
  operationId: string;
  summary: string;
  description: string;
  parameters?: { description?: string; example?: unknown }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
};
type Paths = Record<string, Record<string, Described>>;
type Document = { paths: Paths; webhooks: Paths; components: { schemas: Record<string, object> } };

export function documentedCalls({ paths, webhooks }: Document) {
  return Object.entries({ ...paths, ...webhooks }).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

export function schemaOf({ components }: Document, { schema }: Media): object {
  const named = components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (!named) throw new Error(`there is no ${schema.$ref}`);
  return named;
}

const document = bridgeDocument('0') as Document;
const calls = documentedCalls(document).map(({ method, path, operation }) => ({
  ...{ method, operation },
  address: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** How many answers the document describes, and a sentence to each other; addresses that it has not are left out. */
export function heldAgainstDocument({ tried }: Certificate): { described: number; others: string[] } {
  const others: string[] = [];
  let described = 0;
  for (const { sent, received } of tried.flatMap(({ exchanges }) => exchanges)) {
    const [path = ''] = sent.path.split('?');
    const call = calls.find(({ method, address }) => method === sent.method && address.test(path));
    if (!call || !received) continue;
    const [media] = Object.values(call.operation.responses[received.status]?.content ?? {});
    if (media && Check(schemaOf(document, media), JSON.parse(received.body))) described += 1;
    else others.push(`${sent.method} ${path}: ${received.status} ${received.body}`);
  }
  return { described, others };
}
