// A marketplace's HTTP client for the published Order Integration contract. It has its own connections and its own
// patience, and can cut its own line. Never throws: every way in which a call can end is an answer.

import { Check } from 'typebox/value';
import { Pool } from 'undici';
import { HubHold, HubProblem } from './wire.ts';

export type Question =
  | { ask: 'hold'; globalId: string; remoteId: string; quantity: number }
  | { ask: 'look'; globalId: string }
  | { ask: 'release'; globalId: string }
  | { ask: 'invoice'; globalId: string; orderId: string };
export type Ask = Question['ask'];

export type Answer =
  /** `hold` on success, `code` on a problem; both null when the answer was neither, which the contract does not allow. */
  | { kind: 'answered'; status: number; hold: HubHold | null; code: string | null }
  /** No answer: our patience ended, we cut the line ourselves, or the connection failed. Whether it was done is not known. */
  | { kind: 'lost'; why: 'timed_out' | 'cut' | 'failed'; detail: string };

export type HubClientOptions = {
  hubUrl: string;
  apiKey: string;
  /** How long the marketplace waits for an answer. */
  timeOutMs: number;
  connections: number;
};

export class HubClient {
  readonly #pool: Pool;
  readonly #apiKey: string;
  readonly #timeOutMs: number;

  constructor({ hubUrl, apiKey, timeOutMs, connections }: HubClientOptions) {
    this.#pool = new Pool(new URL(hubUrl).origin, { connections, connect: { timeout: timeOutMs } });
    this.#apiKey = apiKey;
    this.#timeOutMs = timeOutMs;
  }

  /** Asks, and waits. `cutAfterMs`: cuts the line after that long, if the answer is not there by then. */
  async ask(question: Question, cutAfterMs: number | null = null): Promise<Answer> {
    const line = new AbortController();
    const timer = setTimeout(() => line.abort(), Math.min(this.#timeOutMs, cutAfterMs ?? this.#timeOutMs));
    try {
      return await this.#send(question, line.signal);
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

  async #send(question: Question, signal: AbortSignal): Promise<Answer> {
    const { method, path, body } = requestFor(question);
    const headers = { authorization: `Bearer ${this.#apiKey}`, accept: 'application/json' };
    const response = await this.#pool.request({
      method,
      path,
      signal,
      headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body ? JSON.stringify(body) : null,
    });
    return readAnswer(response.statusCode, await response.body.text());
  }
}

type WireRequest = { method: 'GET' | 'POST' | 'DELETE'; path: string; body: object | null };

function requestFor(question: Question): WireRequest {
  const path = `/oi/v1/holds/${encodeURIComponent(question.globalId)}`;
  switch (question.ask) {
    case 'hold': {
      const { globalId, remoteId, quantity } = question;
      const body = { global_id: globalId, remote_id: remoteId, quantity };
      return { method: 'POST', path: '/oi/v1/holds', body };
    }
    case 'look':
      return { method: 'GET', path, body: null };
    case 'release':
      return { method: 'DELETE', path, body: null };
    case 'invoice':
      return { method: 'POST', path: `${path}/invoice`, body: { order_id: question.orderId } };
  }
}

export function readAnswer(status: number, text: string): Answer {
  const body = readJson(text);
  const isSuccess = status >= 200 && status < 300;
  const hold = isSuccess && Check(HubHold, body) ? (body as HubHold) : null;
  const code = !isSuccess && Check(HubProblem, body) && body.status === status ? body.code : null;
  return { kind: 'answered', status, hold, code };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
