// A curl command of a page as the HTTP call that it makes, and the answer that the page shows under it. The command is
// read as a shell would read it, and never run by one. Whatever the reader does not know is thrown, not skipped.
import { STATUS_CODES } from 'node:http';
import { type Block, blocksOf } from './markdown.ts';

export type Called = { method: string; url: string; headers: Record<string, string>; body: string | null };
type Shown = { status: number; headers: Record<string, string>; body: unknown };
export type Example = { line: number; called: Called; shown: Shown };

/** Every curl command of the page with its answer, which must be the next block. */
export function examplesIn(page: string, variables: Readonly<Record<string, string>>): Example[] {
  const blocks = blocksOf(page);
  return blocks.flatMap((block, index) => {
    if (!/^\s*curl\b/m.test(block.text)) return [];
    const answer = blocks[index + 1];
    if (block.language !== 'sh' || answer?.language !== 'http') {
      throw new Error(`line ${block.line}: a curl command stands in a block of its own, and its answer follows`);
    }
    return [{ line: block.line, called: readCurl(wordsOf(block, variables)), shown: readAnswer(answer) }];
  });
}

/** Words, quotes and variables as a shell has them. */
function wordsOf({ text, line }: Block, variables: Readonly<Record<string, string>>): string[] {
  const source = text.replaceAll('\\\n', ' ').trim();
  if (source.includes('\n')) throw new Error(`line ${line}: one command in a block`);
  const expand = (part: string): string =>
    part.replaceAll(/\$([A-Z_]+)/g, (_all, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`line ${line}: the page never says what $${name} is`);
      return value;
    });
  return Array.from(source.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"]+)+/g), ([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"|([^'"]+)/g, (_all, plain?: string, quoted?: string, bare?: string) =>
      plain !== undefined ? plain : expand(quoted ?? bare ?? ''),
    ),
  );
}

function readCurl([command, ...words]: string[]): Called {
  if (command !== 'curl') throw new Error(`${command} is not curl`);
  const called: Called = { method: 'GET', url: '', headers: {}, body: null };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    const value = (): string => {
      index += 1;
      return words[index] ?? '';
    };
    if (word === '-i') continue;
    if (word === '-X') called.method = value();
    else if (word === '-d') called.body = value();
    else if (word === '-H') {
      const [name = '', text = ''] = value().split(/: (.*)/s);
      called.headers[name] = text;
    } else if (word.startsWith('-') || called.url !== '') throw new Error(`curl has no "${word}" on these pages`);
    else called.url = word;
  }
  return called;
}

/** A status line, the headers that are worth showing, and JSON of which some members may be left out. */
function readAnswer({ text, line }: Block): Shown {
  const [head = '', ...rest] = text.split('\n\n');
  const [statusLine = '', ...headers] = head.trim().split('\n');
  const [, status = '', reason = ''] = /^HTTP\/1\.1 (\d{3}) (.+)$/.exec(statusLine) ?? [];
  if (STATUS_CODES[status] !== reason) throw new Error(`line ${line}: "${statusLine}" is no status line`);
  return {
    status: Number(status),
    headers: Object.fromEntries(headers.map((header) => header.split(/: (.*)/s).slice(0, 2) as [string, string])),
    body: JSON.parse(rest.join('\n\n')),
  };
}

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * What came, as far as the page shows it, in the page's own words where they are as good: any time for a time, any UUID
 * for a UUID. It equals what is shown when the page is true.
 */
export function asShown(came: unknown, shown: unknown): unknown {
  if (Array.isArray(shown) && Array.isArray(came)) return came.map((item, index) => asShown(item, shown[index]));
  if (isRecord(shown) && isRecord(came)) {
    return Object.fromEntries(Object.keys(shown).map((name) => [name, asShown(came[name], shown[name])]));
  }
  if (typeof shown !== 'string' || typeof came !== 'string') return came;
  if (time.test(shown) && time.test(came)) return shown;
  return shown.replaceAll(uuid, 'any') === came.replaceAll(uuid, 'any') ? shown : came;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
