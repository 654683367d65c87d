// A REST bridge between Holdfast and a POS, as small as one can be: plain Node, no packages. Start it with
//   BRIDGE_KEY=a-long-secret node examples/pos-bridge/server.js
// and read README.md beside it. It is a worked example: its POS is a book in memory, with one event to play with.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { Book } from './book.js';
import { createBridge } from './bridge.js';

const longestBody = 64 * 1024;

/** `bridge.answer` over HTTP. A fault of its own is a 500: then Holdfast finds out before it asks again. */
export function serve(bridge) {
  return createServer(async (request, response) => {
    try {
      const text = await textOf(request);
      const { method, url } = request;
      const { status, body } =
        text === null
          ? { status: 413, body: { code: 'bad_request', detail: 'the body is too long' } }
          : bridge.answer({ method, url, authorization: request.headers.authorization, text });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } catch (error) {
      process.stderr.write(`${error.stack}\n`);
      response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    }
  });
}

/** Null: it is too long. */
async function textOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > longestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Something to sell. */
export function exampleBook() {
  const book = new Book();
  const show = {
    ...{ event: 'The Longest Night', venue: 'Old Hall', event_at: '2030-03-01T20:00:00Z' },
    ...{ price: { amount: 18500, currency: 'USD' }, split: 'any' },
  };
  book.addGroup({ remoteId: 'TG-1', seats: ['5', '6', '7', '8'], ...show, section: '112', row: 'C' });
  book.addGroup({ remoteId: 'TG-2', seats: Array(4).fill(null), ...show, section: 'Floor', row: null });
  return book;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const key = process.env.BRIDGE_KEY ?? '';
  if (key.length < 16) {
    process.stderr.write('BRIDGE_KEY must be a secret of 16 characters or more.\n');
    process.exit(1);
  }
  const port = Number(process.env.PORT ?? 8090);
  serve(createBridge({ book: exampleBook(), key })).listen(port, '127.0.0.1', () => {
    process.stdout.write(`The bridge listens on http://127.0.0.1:${port}\n`);
  });
}
