// HTTP messages as bytes, as far as the benchmark has to read them: where one ends.

/** Longer than any message, so that one is seldom cut in two. */
export const bufferBytes = 64 * 1024;

const headEnd = Buffer.from('\r\n\r\n');
const lengthHeader = Buffer.from('content-length: ');

/** Where the message at the front of these bytes ends, its body included; -1 when its head is not complete. */
export function messageEnd(bytes: Buffer): number {
  const head = bytes.indexOf(headEnd);
  if (head === -1) return -1;
  return head + headEnd.length + bodyLength(bytes, head);
}

/** Without the header there is no body: nobody here sends one in pieces. */
function bodyLength(bytes: Buffer, head: number): number {
  const at = bytes.indexOf(lengthHeader);
  if (at === -1 || at > head) return 0;
  let length = 0;
  for (let index = at + lengthHeader.length; bytes[index] !== 13; index++) {
    length = length * 10 + (bytes[index] as number) - 48;
  }
  return length;
}

/** The body of a whole message. */
export function bodyOf(message: Buffer): string {
  return message.toString('utf8', message.indexOf(headEnd) + headEnd.length);
}

/** A request with a body, as it goes over the wire. `headers`: those that belong to the body and the caller. */
export function postText(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

/** An answer with a JSON body, ready to be written. */
export function answerBytes(status: number, body: object): Buffer {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return Buffer.from(
    `HTTP/1.1 ${status} Told\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${text}`,
  );
}
