// Reads a JSON body from its bytes, and turns away what the database could not keep as it came.
import { isUtf8 } from 'node:buffer';

/** The body is no JSON that we take; the message says why. */
export class MalformedBody extends Error {
  override name = 'MalformedBody';
}

/** An empty body is no body: clients send the JSON content type with DELETE too. Throws MalformedBody. */
export function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new MalformedBody('The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  const body = parse(text);
  // Only an escape can smuggle in what UTF-8 forbids.
  if (text.includes('\\u') && !isStorable(body)) {
    throw new MalformedBody('The body has a NUL character or half of a surrogate pair in a string.');
  }
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedBody('The body is not valid JSON.');
  }
}

/** Walks without recursion: a body of 64 KiB can be nested thirty thousand deep. */
function isStorable(body: unknown): boolean {
  const rest: unknown[] = [body];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) return false;
    if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) rest.push(name, inner);
    }
  }
  return true;
}
