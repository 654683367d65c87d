// The seats of a listing, as a broker writes them: `5-8`, `A1-A8`, `5;7;9`, or a mixture such as `1-4;7`.
// Kept: no seat twice, and never more than a listing may have, however large the range.
import { type Decoded, quoted } from './decoded.ts';

/** The largest suites and lawns stay well below; a claim reads and writes all tickets of its listing. */
export const mostTickets = 1_000;
const mostLabelLength = 20;

const range = /^(?<prefix>\p{L}*)(?<from>\d{1,6})\s*-\s*(?<toPrefix>\p{L}*)(?<to>\d{1,6})$/u;
const dateMadeByASpreadsheet = /^(\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2})$/;

const tooMany = (): string => `are more than ${mostTickets.toLocaleString('en')}; spread them over several listings`;

export function decodeSeats(text: string): Decoded<string[]> {
  const seats = new Set<string>();
  for (const part of text.split(';')) {
    const some = decodePart(part.trim());
    if ('wrong' in some) return some;
    for (const seat of some.value) {
      if (seats.has(seat)) return { wrong: `name seat ${quoted(seat)} twice` };
      seats.add(seat);
    }
    if (seats.size > mostTickets) return { wrong: tooMany() };
  }
  return { value: [...seats] };
}

function decodePart(part: string): Decoded<string[]> {
  const parts = range.exec(part)?.groups as Record<'prefix' | 'from' | 'toPrefix' | 'to', string> | undefined;
  if (parts) return decodeRange(part, parts);
  if (part === '') return { wrong: 'have an empty place between semicolons; write 5;7;9' };
  if (part.includes('-')) {
    const hint = dateMadeByASpreadsheet.test(part)
      ? ' (a spreadsheet may have taken the range for a date; format the column as text)'
      : '';
    return { wrong: `${quoted(part)} is neither a seat nor a range such as 5-8${hint}` };
  }
  if (/\p{Cc}/u.test(part)) return { wrong: `${quoted(part)} has a control character` };
  if ([...part].length > mostLabelLength) {
    return { wrong: `${quoted(part)} is longer than the ${mostLabelLength} characters of a seat` };
  }
  return { value: [part] };
}

function decodeRange(
  text: string,
  { prefix, from, toPrefix, to }: Record<'prefix' | 'from' | 'toPrefix' | 'to', string>,
): Decoded<string[]> {
  if (prefix !== toPrefix) {
    return { wrong: `${quoted(text)} does not keep its letters; write ${prefix || toPrefix}1-${prefix || toPrefix}8` };
  }
  const first = Number(from);
  const count = Number(to) - first + 1;
  if (count < 1) return { wrong: `${quoted(text)} runs backwards; write ${prefix}${to}-${prefix}${from}` };
  if (count > mostTickets) return { wrong: tooMany() };
  // `01-12` means seats that are printed 01, 02, ...
  const width = from.startsWith('0') ? from.length : 1;
  return { value: Array.from({ length: count }, (_, index) => prefix + String(first + index).padStart(width, '0')) };
}
