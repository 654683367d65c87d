// The kit's line to an automator: one HTTP exchange at a time, timed, with a patience of its own, and able to cut itself
// right after the request is out. Never throws: every way in which a call can end is a value.
import http from 'node:http';
import https from 'node:https';
import { performance } from 'node:perf_hooks';

export type Sent = { method: string; path: string; headers: Readonly<Record<string, string>>; body: string | null };

export type Received = { status: number; headers: Readonly<Record<string, string>>; body: string };

export type Loss = { why: 'cut' | 'timed_out' | 'failed'; detail: string };

export type Exchanged = { tookMs: number } & ({ received: Received; lost: null } | { received: null; lost: Loss });

/** More than any answer of the contract; what comes beyond it is not read. */
const longestAnswerBytes = 1024 * 1024;

export class Line {
  readonly #base: URL;
  readonly #patienceMs: number;
  readonly #http: typeof http | typeof https;
  readonly #agent: http.Agent;

  constructor(url: string, patienceMs: number) {
    this.#base = new URL(url);
    this.#patienceMs = patienceMs;
    this.#http = this.#base.protocol === 'https:' ? https : http;
    this.#agent = new this.#http.Agent({ keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** `isCut`: goes away as soon as the request is on its way, and so never hears the answer. */
  send(sent: Sent, isCut = false): Promise<Exchanged> {
    const startedAt = performance.now();
    return new Promise((resolve) => {
      const end = (how: { received: Received; lost: null } | { received: null; lost: Loss }): void => {
        clearTimeout(timer);
        resolve({ tookMs: Math.round((performance.now() - startedAt) * 10) / 10, ...how });
      };
      const lose = (why: Loss['why'], detail: string): void => end({ received: null, lost: { why, detail } });
      const request = this.#open(sent, isCut);
      const timer = setTimeout(() => {
        lose('timed_out', `no answer within ${this.#patienceMs} ms`);
        request.destroy();
      }, this.#patienceMs);
      request.on('error', (error: NodeJS.ErrnoException) => lose('failed', error.code ?? error.message));
      request.on('response', (response) => {
        collect(response).then(
          (body) =>
            end({ received: { status: response.statusCode ?? 0, headers: headersOf(response), body }, lost: null }),
          (error: NodeJS.ErrnoException) => lose('failed', error.code ?? error.message),
        );
      });
      request.end(sent.body ?? undefined, () => {
        if (!isCut) return;
        lose('cut', 'the line was cut by the kit after the request was sent');
        request.destroy();
      });
    });
  }

  #open({ method, path, headers, body }: Sent, isCut: boolean): http.ClientRequest {
    const url = new URL(this.#base.pathname.replace(/\/$/, '') + path, this.#base);
    const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    // A line that will be cut is nobody else's.
    const agent = isCut ? false : this.#agent;
    return this.#http.request(url, { method, agent, headers: { accept: 'application/json', ...headers, ...length } });
  }
}

async function collect(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestAnswerBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf(response: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
}
