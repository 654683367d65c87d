// Points of sale in a thread of their own, that speak as much of the REST bridge as a hold needs. They take as long as they
// are told to, and note how long each hold was theirs: from the arrival of its head to the end of its answer.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import type { PosTold, PosWord } from './pos.ts';

let answerAfterMs = 0;
/** Calls that are kept until there are enough. Null: none are. */
let gathering: { calls: number; waiting: (() => void)[] } | null = null;
let underWay = 0;
let tookMs = new Map<string, number>();
const servers: Server[] = [];

parentPort?.on('message', (word: PosWord) => {
  void act(word).then(() => {
    const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    parentPort?.postMessage({ urls, tookMs, underWay } satisfies PosTold);
    if (word.kind === 'tell') tookMs = new Map();
  });
});

async function act(word: PosWord): Promise<void> {
  if (word.kind === 'answer_after' || word.kind === 'gather') answerAfterMs = word.ms;
  if (word.kind === 'answer_after') gathering = null;
  if (word.kind === 'gather') gathering = { calls: word.calls, waiting: [] };
  if (word.kind !== 'open') return;
  for (let count = 0; count < word.count; count++) {
    const place = servers.length;
    const server = createServer((request, response) => void answer(place, request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
  }
}

async function answer(place: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now();
  underWay += 1;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.method !== 'POST' || request.url !== '/holds') {
    // A hold that was too late for its caller is let go of, on a machine that has much else to do.
    underWay -= 1;
    const nothing =
      request.method === 'GET' ? { hold: null, invoice: null } : { code: 'not_found', detail: 'too late' };
    say(response, request.method === 'GET' ? 200 : 404, nothing);
    return;
  }
  const { reference, remote_id, quantity, expires_at } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const hold = { hold_id: `H-${reference}`, reference, remote_id, quantity, expires_at };
  await turnOf();
  underWay -= 1;
  tookMs.set(`${place} ${remote_id}`, performance.now() - startedAt);
  say(response, 201, hold);
}

function turnOf(): Promise<void> {
  return new Promise((resolve) => {
    if (gathering === null) return void setTimeout(resolve, answerAfterMs);
    gathering.waiting.push(resolve);
    if (gathering.waiting.length < gathering.calls) return;
    const { waiting } = gathering;
    setTimeout(() => waiting.map((answerOne) => answerOne()), answerAfterMs);
  });
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
