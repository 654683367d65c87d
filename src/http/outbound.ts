// The one door to the outside. Sends a request, tells "surely not sent" from "perhaps done", and writes the conversation
// down without its headers, where the secrets are.
import { Agent, request } from 'undici';
import type { Exchange } from '../core/outcome.ts';
import type { PosAnswer, PosRequest, Send } from '../pos/pos.ts';
import { faultOf } from './json-body.ts';
import { withoutHeaderValues } from './secrets.ts';

/** Longer answers are cut off: nobody outside may fill our memory. */
const longestAnswerBytes = 1024 * 1024;
const longestTextKept = 4_096;

export type Outbound = {
  /** Sends to one address. Never throws: every way in which a call can end is an answer. */
  sendTo: (address: string) => Send;
  /** Ends the connections that are kept open between calls. */
  close: () => Promise<void>;
};

export function openOutbound(): Outbound {
  const agent = new Agent({ connect: { timeout: 3_000 }, keepAliveTimeout: 10_000, connections: 64 });
  return { sendTo: (address) => sendTo(agent, address), close: () => agent.close() };
}

function sendTo(agent: Agent, address: string): Send {
  const base = address.replace(/\/+$/, '');
  return async (wire, signal) => {
    const startedAt = performance.now();
    const asked: Exchange = {
      direction: 'out',
      request: { line: `${wire.method} ${base}${wire.path}`, ...(wire.body === undefined ? {} : { body: wire.body }) },
    };
    try {
      const { status, body } = await send(agent, base, wire, signal);
      const tookMs = Math.round(performance.now() - startedAt);
      return { kind: 'answered', status, body, exchange: { ...asked, response: { status, body }, tookMs } };
    } catch (error) {
      return failed(error as Error & { code?: string }, asked, Math.round(performance.now() - startedAt));
    }
  };
}

async function send(
  agent: Agent,
  base: string,
  wire: PosRequest,
  signal: AbortSignal,
): Promise<{ status: number; body: unknown }> {
  const { statusCode, body } = await request(`${base}${wire.path}`, {
    method: wire.method,
    dispatcher: agent,
    signal,
    headers: { accept: 'application/json', 'user-agent': 'Holdfast', ...contentType(wire), ...wire.headers },
    body: wire.body === undefined ? null : JSON.stringify(wire.body),
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += (chunk as Buffer).length;
    if (length > longestAnswerBytes) throw new Error('the answer is too long');
    chunks.push(chunk as Buffer);
  }
  const text = withoutHeaderValues(Buffer.concat(chunks).toString('utf8'), wire.headers);
  return { status: statusCode, body: readBody(text) };
}

function contentType(wire: PosRequest): Record<string, string> {
  return wire.body === undefined ? {} : { 'content-type': 'application/json' };
}

/** JSON where it is JSON that can be kept, else the beginning of the text; without what the database does not take. */
function readBody(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text, (_name, value) => (typeof value === 'string' ? storable(value) : value));
    if (faultOf(body) === null) return body;
  } catch {
    // No JSON: it is kept as text.
  }
  return storable(text).slice(0, longestTextKept).toWellFormed();
}

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** Errors that come before the first byte of a request could leave. */
const notSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function failed(error: Error & { code?: string }, asked: Exchange, tookMs: number): PosAnswer {
  const code = error.code ?? (error.cause as { code?: string } | undefined)?.code;
  const kind = code !== undefined && notSentCodes.has(code) ? 'not_sent' : 'unsure';
  const detail = error.name === 'TimeoutError' ? 'no answer in time' : (code ?? error.message);
  return { kind, detail, exchange: { ...asked, failure: detail, tookMs } };
}
