// Reads a JSON body from its bytes, and turns away what the database could not keep as it came.
import { isUtf8 } from 'node:buffer';

/** Far more than any call needs; the database gives up at some thousands. */
const deepest = 32;

/** The body is no JSON that we take; the message says why. */
export class MalformedBody extends Error {
  override name = 'MalformedBody';
}

/** An empty body is no body: clients send the JSON content type with DELETE too. Throws MalformedBody. */
export function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new MalformedBody('The body is not valid UTF-8.');
  const text = withoutMark(bytes.toString('utf8'));
  const body = parse(text);
  const fault = faultOf(text, body);
  if (fault !== null) throw new MalformedBody(fault);
  return body;
}

/** Some write a mark of the encoding before all else; it is no part of the JSON. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The JSON in a text that may be anything; undefined: it is no JSON, or none that the database takes. */
export function jsonIn(
  text: string,
  revive?: (name: string, value: unknown) => unknown,
): { json: unknown } | undefined {
  // Being told by an exception that a form is no JSON costs as much as all else about it.
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return undefined;
  try {
    const json: unknown = JSON.parse(withoutMark(text), revive);
    return faultOf(text, json) === null ? { json } : undefined;
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedBody('The body is not valid JSON.');
  }
}

/** What keeps the body from being stored; null when nothing does. `text`: what the body was read from. */
function faultOf(text: string, body: unknown): string | null {
  return isSurelySound(text) ? null : faultWithin(body);
}

/**
 * Nearly every text shows it by itself: what opens too seldom is not too deep, and a string that the database does not take was
 * written as it is or with an escape.
 */
function isSurelySound(text: string): boolean {
  return opensAtMost(text, deepest) && text.isWellFormed() && !/\0|\\u(?:0000|d[89a-f])/i.test(text);
}

function opensAtMost(text: string, most: number): boolean {
  let opened = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      opened += 1;
      if (opened > most) return false;
    }
  }
  return true;
}

/** Walks without recursion, level by level. */
function faultWithin(body: unknown): string | null {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return `The body is nested more than ${deepest} levels deep.`;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
        return 'The body has a NUL character or half of a surrogate pair in a string.';
      }
      if (typeof value === 'object' && value !== null) {
        for (const [name, inner] of Object.entries(value)) next.push(name, inner);
      }
    }
    level = next;
  }
  return null;
}
