// The one door to the outside. Sends a request, tells "surely not sent" from "perhaps done", and writes the conversation
// down without its headers, where the secrets are.
import type { Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Exchange } from '../core/outcome.ts';
import type { Send, WireAnswer, WireRequest } from '../core/wire.ts';
import { AnswerReader, type RawAnswer } from './answer-reader.ts';
import { jsonIn } from './json-body.ts';
import { lookUpPublic, refusePrivateHost } from './private-networks.ts';
import { headerSecrets, withoutSecrets } from './secrets.ts';

/** Longer answers are cut off: nobody outside may fill our memory. */
const longestAnswerBytes = 4 * 1024 * 1024;
const longestTextKept = 4_096;

export type Outbound = {
  /** Sends to one address. Never throws: every way in which a call can end is an answer. */
  sendTo: (address: string) => Send;
  /** Ends the connections that are kept open between calls. */
  close: () => Promise<void>;
};

/** `refuse`: nothing is sent to this machine or its neighbours, whoever names an address there. */
export type PrivateNetworks = 'allow' | 'refuse';

export function openOutbound(privateNetworks: PrivateNetworks): Outbound {
  const isGuarded = privateNetworks === 'refuse';
  const connect = { timeout: 3_000, ...(isGuarded ? { lookup: lookUpPublic } : {}) };
  const agent = new Agent({ connect, keepAliveTimeout: 10_000, connections: 64 });
  return { sendTo: (address) => sendTo(agent, address, isGuarded), close: () => agent.close() };
}

function sendTo(agent: Agent, address: string, isGuarded: boolean): Send {
  return async (wire, signal) => {
    const base = (wire.base ?? address).replace(/\/+$/, '');
    const startedAt = performance.now();
    const asked: Exchange = { direction: 'out', request: recordOf(base, wire) };
    try {
      if (isGuarded) refusePrivateHost(base);
      const { status, headers, text } = await send(agent, base, wire, signal);
      const body = readBody(text);
      const tookMs = Math.round(performance.now() - startedAt);
      const recorded = wire.unrecorded ? readBody(withoutSecrets(text, wire.unrecorded)) : body;
      const exchange = { ...asked, response: { status, body: recorded }, tookMs };
      return { kind: 'answered', status, headers, body, text, exchange };
    } catch (error) {
      return failed(error as Error & { code?: string }, asked, Math.round(performance.now() - startedAt));
    }
  };
}

/** The request as it is written down: without its headers, and without the secrets that stand elsewhere. */
function recordOf(base: string, wire: WireRequest): Exchange['request'] {
  const secrets = [...(wire.secrets ?? []), ...(wire.unrecorded ?? [])];
  const line = withoutSecrets(`${wire.method} ${base}${wire.path}`, secrets);
  const body = wire.content ? wire.content.record : wire.body;
  if (body === undefined) return { line };
  const text = JSON.stringify(body);
  return { line, body: JSON.parse(withoutSecrets(text, secrets)) };
}

async function send(agent: Agent, base: string, wire: WireRequest, signal: AbortSignal): Promise<RawAnswer> {
  const { origin, pathname, search } = new URL(`${base}${wire.path}`);
  const reader = new AnswerReader(longestAnswerBytes, signal);
  const request: Dispatcher.DispatchOptions = {
    origin,
    path: `${pathname}${search}`,
    method: wire.method,
    headers: { accept: 'application/json', 'user-agent': 'Holdfast', ...contentType(wire), ...wire.headers },
    body: wire.content?.text ?? (wire.body === undefined ? null : JSON.stringify(wire.body)),
  };
  agent.dispatch(request, reader);
  const answer = await reader.answer;
  const secrets = [...headerSecrets(wire.headers), ...(wire.secrets ?? [])];
  return { ...answer, text: withoutSecrets(answer.text, secrets) };
}

function contentType(wire: WireRequest): Record<string, string> {
  if (wire.content) return { 'content-type': wire.content.type };
  return wire.body === undefined ? {} : { 'content-type': 'application/json' };
}

/** JSON where it is JSON that can be kept, else the beginning of the text; without what the database does not take. */
function readBody(text: string): unknown {
  const body = jsonIn(text) ?? jsonIn(text, (_name, value) => (typeof value === 'string' ? storable(value) : value));
  return body === undefined ? storable(text).slice(0, longestTextKept).toWellFormed() : body.json;
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
  'PRIVATE_NETWORK',
]);

function failed(error: Error & { code?: string }, asked: Exchange, tookMs: number): WireAnswer {
  const code = error.code ?? (error.cause as { code?: string } | undefined)?.code;
  const kind = code !== undefined && notSentCodes.has(code) ? 'not_sent' : 'unsure';
  const isOutOfTime = error.name === 'TimeoutError' || error.name === 'AbortError';
  const isTold = isOutOfTime || code === undefined || code === 'PRIVATE_NETWORK';
  const detail = isOutOfTime ? 'no answer in time' : isTold ? error.message : code;
  return { kind, detail, isOutOfTime, exchange: { ...asked, failure: detail, tookMs } };
}
