// Whom the hub calls, on the same machine and so doing next to nothing: it reads a request's first line and its length, and
// writes bytes. One request at a time on a connection, as the hub sends them.

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { bodyOf, bufferBytes, messageEnd } from './raw-message.ts';

export type RawRequest = {
  method: string;
  path: string;
  /** Decoded when it is asked for. */
  body: () => string;
};

/** Answers what comes to a port of its own on this machine. Resolves with that port. */
export async function serveRaw(answer: (request: RawRequest, say: (bytes: Buffer) => void) => void): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => converse(socket, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It ends with the thread that it is in.
  return (server.address() as AddressInfo).port;
}

function converse(socket: Socket, answer: Parameters<typeof serveRaw>[0]): void {
  let rest: Buffer | null = null;
  // A caller that goes away is the hub's affair.
  socket.on('error', () => {});
  socket.on('data', (arrived: Buffer) => {
    const bytes: Buffer = rest === null ? arrived : Buffer.concat([rest, arrived]);
    const end = messageEnd(bytes);
    if (end === -1 || end > bytes.length) {
      if (bytes.length > bufferBytes) socket.destroy();
      rest = bytes;
      return;
    }
    rest = null;
    answer(requestIn(bytes), (said) => socket.write(said));
  });
}

function requestIn(message: Buffer): RawRequest {
  const [method = '', path = ''] = message.toString('latin1', 0, message.indexOf('\r\n')).split(' ');
  return { method, path, body: () => bodyOf(message) };
}
