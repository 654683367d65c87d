// A server that answers whatever it is told to, over real HTTP, and remembers what it was asked: for examples, and for what
// no POS in its senses would answer.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ScriptedAnswer = {
  status: number;
  /** Text goes out as a page; all else as JSON; undefined as nothing. */
  body: unknown;
};

export type Heard = { method: string; path: string; headers: IncomingHttpHeaders; body: unknown };

/** Null: hangs up. */
type Script = (heard: Heard) => ScriptedAnswer | null;

export type ScriptedPos = {
  url: string;
  /** What it was asked since it was told how to answer, in order. */
  heard: () => readonly Heard[];
  answerWith: (script: Script) => void;
  stop: () => Promise<void>;
};

export async function startScriptedPos(): Promise<ScriptedPos> {
  let script: Script = () => null;
  let heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const asked = await hear(request);
    heard.push(asked);
    answer(response, script(asked));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => heard,
    answerWith: (next) => {
      script = next;
      heard = [];
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function hear(request: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { method = '', url = '', headers } = request;
  return { method, path: url, headers, body: text === '' ? undefined : JSON.parse(text) };
}

function answer(response: ServerResponse, said: ScriptedAnswer | null): void {
  if (said === null) {
    response.socket?.destroy();
    return;
  }
  const isText = typeof said.body === 'string';
  response.writeHead(said.status, { 'content-type': isText ? 'text/html' : 'application/json' });
  response.end(isText || said.body === undefined ? said.body : JSON.stringify(said.body));
}
