// The line between a browser and a hub, as a test can trouble it: what the console asks for waits, fails or comes to nothing.
// The pages themselves come through, and who is signed in, so that a page is there to say what is wrong with the rest.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `slow`: nothing is answered until the line is another; `failing`: 500, as the hub says it; `cut`: no answer at all. */
type Trouble = 'none' | 'slow' | 'failing' | 'cut';

export type TroubledLine = {
  url: string;
  is: (trouble: Trouble) => void;
  close: () => Promise<void>;
};

const alwaysThrough = new Set(['/api/v1/session']);
/** A stream begins by itself again and again; only what is cut ends it. */
const stream = '/api/v1/stream';

export async function openTroubledLine(hubUrl: string): Promise<TroubledLine> {
  let now: Trouble = 'none';
  const waiting = new Set<() => void>();
  const open = new Set<ServerResponse>();
  const server = createServer((asked, answer) => {
    const path = (asked.url ?? '').split('?', 1)[0] ?? '';
    const isTroubled = path.startsWith('/api/') && !alwaysThrough.has(path);
    if (path === stream) {
      open.add(answer);
      answer.on('close', () => open.delete(answer));
    }
    if (isTroubled && now === 'cut') answer.destroy();
    else if (isTroubled && now === 'failing' && path !== stream) fail(answer);
    else if (isTroubled && now === 'slow' && path !== stream) waiting.add(() => passOn(hubUrl, asked, answer));
    else passOn(hubUrl, asked, answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    is(trouble) {
      now = trouble;
      for (const goOn of waiting) goOn();
      waiting.clear();
      if (trouble === 'cut') for (const answer of open) answer.destroy();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function passOn(hubUrl: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url } = asked;
  const through = request(`${hubUrl}${url}`, { method, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer);
  });
  through.on('error', () => answer.destroy());
  answer.on('close', () => through.destroy());
  asked.pipe(through);
}

function fail(answer: ServerResponse): void {
  answer.writeHead(500, { 'content-type': 'application/problem+json', 'x-request-id': 'request-17' });
  const detail = 'A fault of ours, which is on record under the request id.';
  answer.end(
    JSON.stringify({ code: 'internal', title: 'Internal error', status: 500, detail, request_id: 'request-17' }),
  );
}
