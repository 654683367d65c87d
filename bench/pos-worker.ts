// Points of sale in a thread of their own, that speak as much of the REST bridge as a hold needs. They take as long as they
// are told to, and note how long each hold was theirs: from the arrival of its head to the end of its answer.
import { parentPort } from 'node:worker_threads';
import type { PosTold, PosWord } from './pos.ts';
import { answerBytes } from './raw-message.ts';
import { type RawRequest, serveRaw } from './raw-server.ts';

let answerAfterMs = 0;
/** Calls that are kept until there are enough. Null: none are. */
let gathering: { calls: number; waiting: (() => void)[] } | null = null;
let underWay = 0;
let tookMs = new Map<string, number>();
const urls: string[] = [];

parentPort?.on('message', (word: PosWord) => {
  void act(word).then(() => {
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
    const place = urls.length;
    const port = await serveRaw((request, say) => void answer(place, request, say));
    urls.push(`http://127.0.0.1:${port}`);
  }
}

async function answer(place: number, request: RawRequest, say: (bytes: Buffer) => void): Promise<void> {
  const startedAt = performance.now();
  if (request.method !== 'POST' || request.path !== '/holds') {
    say(answerOfOthers(request));
    return;
  }
  underWay += 1;
  const { reference, remote_id, quantity, expires_at } = JSON.parse(request.body());
  const held = answerBytes(201, { hold_id: `H-${reference}`, reference, remote_id, quantity, expires_at });
  await turnOf();
  underWay -= 1;
  tookMs.set(`${place} ${remote_id}`, performance.now() - startedAt);
  say(held);
}

/** A hold that was too late for its caller is let go of, on a machine that has much else to do. */
function answerOfOthers({ method }: RawRequest): Buffer {
  if (method === 'GET') return answerBytes(200, { hold: null, invoice: null });
  return answerBytes(404, { code: 'not_found', detail: 'too late' });
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
