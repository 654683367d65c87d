// Bytes to a server and what comes back, with nothing in between that would put them right.
import { connect } from 'node:net';

export type RawRequest = { method: string; path: string; headers: [string, string][]; body: Uint8Array };
export type RawAnswer = { status: number; headers: Headers; body: unknown };

/** One request as bytes. Host and Connection are added; Content-Length too where a body is and nothing frames it. */
export function bytesOf({ method, path, headers, body }: RawRequest): Buffer {
  const isFramed = body.length === 0 || headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const all = [
    ['Host', 'hub'],
    ['Connection', 'close'],
    ...(isFramed ? [] : [['Content-Length', String(body.length)]]),
    ...headers,
  ];
  const head = `${method} ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/**
 * Sends the bytes and reads until the server closes. `thenEnd`: says that no more will come, as somebody does who is cut
 * off. Null when the server closes without a word.
 */
export function exchange(url: string, bytes: Uint8Array, { thenEnd = false } = {}): Promise<RawAnswer | null> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const giveUp = setTimeout(() => socket.destroy(new Error('no answer in 10 s')), 10_000);
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that has answered may reset the rest of what we send.
    socket.on('error', (error) => (chunks.length === 0 ? reject(error) : undefined));
    socket.on('close', () => {
      clearTimeout(giveUp);
      resolve(read(Buffer.concat(chunks)));
    });
    if (thenEnd) socket.end(bytes);
    else socket.write(bytes);
  });
}

function read(bytes: Buffer): RawAnswer | null {
  if (bytes.length === 0) return null;
  const endOfHead = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, endOfHead).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const body = bytes.subarray(endOfHead + 4, endOfHead + 4 + length).toString('utf8');
  const isJson = /json/.test(headers.get('content-type') ?? '');
  return { status, headers, body: isJson ? JSON.parse(body) : body };
}
