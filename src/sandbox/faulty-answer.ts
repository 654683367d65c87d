// How a simulated counterparty answers over HTTP, well or on a bad day.
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireFault } from './faults.ts';
import type { Later } from './later.ts';

/** A body that is a text goes out as it is, under its own type. */
export type Said = { status: number; body: unknown; type?: string; headers?: Record<string, string> };

const longestBodyBytes = 1024 * 1024;

/** Does what was asked, or what the fault makes of it. */
export async function answerFaultily(
  later: Later,
  fault: WireFault | null,
  act: () => Said,
  response: ServerResponse,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return say(response, act());
    case 'slow':
      return later.run(fault.ms, () => say(response, act()));
    case 'slow_answer': {
      const said = act();
      return later.run(fault.ms, () => say(response, said));
    }
    case 'fail_before':
      return fail(response);
    case 'fail_after':
      act();
      return fail(response);
    case 'cut_before':
      return cut(response);
    case 'cut_after':
      act();
      return cut(response);
    case 'doubled':
      act();
      return say(response, act());
    case 'cut_then_late':
      cut(response);
      return later.run(fault.ms, () => void act());
    case 'answer': {
      const { kind: _kind, ...said } = fault;
      return say(response, said);
    }
  }
}

/** Null when there is more than anybody may send. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length <= longestBodyBytes) chunks.push(chunk as Buffer);
  }
  return length > longestBodyBytes ? null : Buffer.concat(chunks);
}

export function say(response: ServerResponse, { status, body, type, headers = {} }: Said): void {
  if (response.destroyed) return;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': type ?? 'application/json', ...headers }).end(text);
}

/** As an overloaded application server would: a page for people, that says nothing of what was done. */
function fail(response: ServerResponse): void {
  response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>');
}

function cut(response: ServerResponse): void {
  response.socket?.destroy();
}

export const host = '127.0.0.1';

/** Port 0: any free one. Resolves with the port. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
