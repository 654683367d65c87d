// Bytes of a CSV file → its rows, each with the number of its line. One line is one row: a quoted field may not go on
// to the next, so that a forgotten quote spoils one line and not the rest of the file.
// Kept: whatever the bytes are, the answer is rows or a sentence, and never more than one block is held in memory.
import { isUtf8 } from 'node:buffer';
import { type CsvError, type Options, parse } from 'csv-parse/sync';

export type Row = { line: number; fields: string[] };
/** `isFatal`: the rest of the file cannot be read. */
export type BadLine = { line: number; wrong: string; isFatal: boolean };

/** An import is long work; blocks of this size let others have their turn between them. */
const blockBytes = 64 * 1024;
/** A full row has some 1,500 characters. Four bytes each, and room to spare. */
const mostLineBytes = 32 * 1024;

const newline = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const format: Options = { relax_column_count: true, trim: true, record_delimiter: ['\r\n', '\n'] };

/** Rows come in blocks; blank lines are left out. */
export async function* readRows(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<(Row | BadLine)[]> {
  let line = 1;
  for await (const block of wholeLines(source)) {
    const bytes = line === 1 ? withoutByteOrderMark(block) : block;
    const found = rowsOf(bytes, line);
    if (found.length > 0) yield found;
    if (found.some((one) => 'wrong' in one && one.isFatal)) return;
    line += measure(bytes).lines;
  }
}

/** Cuts between lines, except where a line is longer than any may be. */
async function* wholeLines(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; start += blockBytes) {
      const bytes = Buffer.concat([rest, chunk.subarray(start, start + blockBytes)]);
      const end = bytes.lastIndexOf(newline) + 1;
      if (end > 0) yield bytes.subarray(0, end);
      rest = bytes.subarray(end);
      if (rest.length > mostLineBytes) yield rest;
      if (rest.length > mostLineBytes) return;
    }
  }
  if (rest.length > 0) yield rest;
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}

/** `lines` counts the ends of lines. */
function measure(bytes: Buffer): { lines: number; longest: number } {
  let lines = 0;
  let longest = 0;
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    lines++;
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return { lines, longest: Math.max(longest, bytes.length - start) };
}

function rowsOf(bytes: Buffer, firstLine: number): (Row | BadLine)[] {
  const { lines, longest } = measure(bytes);
  if (longest <= mostLineBytes && isUtf8(bytes) && !bytes.includes(0)) {
    const rows = parseAll(bytes.toString('utf8'));
    // Fewer rows than lines: somewhere a quote stays open at the end of its line.
    if (rows?.length === lines + (bytes.at(-1) === newline ? 0 : 1)) return numbered(rows, firstLine);
  }
  return rowsLineByLine(bytes, firstLine);
}

function parseAll(text: string): string[][] | null {
  try {
    return parse(text, format);
  } catch {
    return null;
  }
}

function numbered(rows: string[][], firstLine: number): Row[] {
  return rows.map((fields, index) => ({ line: firstLine + index, fields })).filter((row) => !isBlank(row.fields));
}

function isBlank(fields: readonly string[]): boolean {
  return fields.length === 0 || (fields.length === 1 && fields[0] === '');
}

function rowsLineByLine(bytes: Buffer, firstLine: number): (Row | BadLine)[] {
  const found: (Row | BadLine)[] = [];
  let line = firstLine;
  for (let start = 0; start < bytes.length; line++) {
    const stop = bytes.indexOf(newline, start);
    const end = stop < 0 ? bytes.length : stop;
    const row = rowOf(bytes.subarray(start, end), line);
    if ('wrong' in row || !isBlank(row.fields)) found.push(row);
    if ('wrong' in row && row.isFatal) return found;
    start = end + 1;
  }
  return found;
}

function rowOf(bytes: Buffer, line: number): Row | BadLine {
  if (bytes.length > mostLineBytes) {
    return { line, isFatal: true, wrong: `the line is longer than ${mostLineBytes / 1024} KiB; is this a CSV file?` };
  }
  if (!isUtf8(bytes)) {
    return { line, isFatal: true, wrong: 'this is not UTF-8; save the file as "CSV UTF-8"' };
  }
  if (bytes.includes(0)) {
    return { line, isFatal: true, wrong: 'there is a NUL byte; save the file as "CSV UTF-8"' };
  }
  try {
    return { line, fields: parse(bytes.toString('utf8'), format)[0] ?? [] };
  } catch (error) {
    return { line, isFatal: false, wrong: quoteTrouble((error as CsvError).code) };
  }
}

function quoteTrouble(code: CsvError['code']): string {
  return code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'a quoted field does not end on this line; a field may not hold a line break'
    : 'a quote stands inside a field; put the whole field in quotes and write its own quotes twice: "5"" riser"';
}
