// The example bridge, run as its README says, or with something between the wire and its own code.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tickets } from '../../src/certify/bridge/visit.ts';

export type BridgeRequest = {
  method: string;
  url: string;
  authorization: string | undefined;
  text: string;
  /** The authorization that would be right. */
  right: string;
};
export type BridgeAnswer = { status: number; body: object };
type Answer = (request: BridgeRequest) => BridgeAnswer | Promise<BridgeAnswer>;

export type ExampleBridge = { url: string; key: string; tickets: Tickets; close: () => Promise<void> };

const key = 'the-key-of-the-example';
const examples = new URL('../../examples/pos-bridge/', import.meta.url);

/** `between` stands before the bridge's own `answer`; without it the example's own server runs. */
export async function startExampleBridge(
  between?: (
    request: BridgeRequest,
    next: (request: BridgeRequest) => BridgeAnswer,
  ) => BridgeAnswer | Promise<BridgeAnswer>,
): Promise<ExampleBridge> {
  const { exampleBook, serve } = await import(new URL('server.js', examples).href);
  const { createBridge } = await import(new URL('bridge.js', examples).href);
  const bridge = createBridge({ book: exampleBook(), key }) as { answer: (request: BridgeRequest) => BridgeAnswer };
  const server = between ? serveFaulty((request) => between(request, bridge.answer)) : serve(bridge);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    tickets: { remoteId: 'TG-1', seats: ['5', '6', '7', '8'] },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function serveFaulty(answer: Answer) {
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const text = Buffer.concat(chunks).toString('utf8');
    const asked = { method, url, authorization: headers.authorization, text, right: `Bearer ${key}` };
    const { status, body } = await answer(asked);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
}
