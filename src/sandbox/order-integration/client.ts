// A marketplace's HTTP client: it has its own connections and its own patience, and can cut its own line. What it says
// is its wire's to word. Never throws: every way in which a call can end is an answer.
import { Pool } from 'undici';
import type { Answer, MarketplaceWire, Question, WireRequest } from './wire.ts';

export type HubClientOptions = {
  hubUrl: string;
  apiKey: string;
  wire: MarketplaceWire;
  /** How long the marketplace waits for an answer. */
  timeOutMs: number;
  connections: number;
};

export class HubClient {
  readonly #pool: Pool;
  readonly #apiKey: string;
  readonly #wire: MarketplaceWire;
  readonly #timeOutMs: number;

  constructor({ hubUrl, apiKey, wire, timeOutMs, connections }: HubClientOptions) {
    this.#pool = new Pool(new URL(hubUrl).origin, { connections, connect: { timeout: timeOutMs } });
    this.#apiKey = apiKey;
    this.#wire = wire;
    this.#timeOutMs = timeOutMs;
  }

  /** Asks, and waits. `cutAfterMs`: cuts the line after that long, if the answer is not there by then. */
  async ask(question: Question, cutAfterMs: number | null = null): Promise<Answer> {
    const line = new AbortController();
    const timer = setTimeout(() => line.abort(), Math.min(this.#timeOutMs, cutAfterMs ?? this.#timeOutMs));
    try {
      return await this.#wire.ask(question, (request) => this.#send(request, line.signal));
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (!line.signal.aborted) return { kind: 'lost', why: 'failed', detail: code ?? message };
      const why = cutAfterMs !== null && cutAfterMs < this.#timeOutMs ? 'cut' : 'timed_out';
      return { kind: 'lost', why, detail: `no answer within ${Math.min(this.#timeOutMs, cutAfterMs ?? Infinity)} ms` };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Cuts whatever is under way. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #send({ method, path, body }: WireRequest, signal: AbortSignal): Promise<{ status: number; body: unknown }> {
    const headers = { ...this.#wire.keyHeader(this.#apiKey), accept: 'application/json' };
    const response = await this.#pool.request({
      method,
      path,
      signal,
      headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === null ? null : JSON.stringify(body),
    });
    return { status: response.statusCode, body: readJson(await response.body.text()) };
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
