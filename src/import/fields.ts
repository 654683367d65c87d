// The fields of a listing's row other than its seats: text → value, or a sentence. Pure.
import { minorDigits } from '../core/money.ts';
import { type Decoded, quoted } from './decoded.ts';

const controlCharacter = /\p{Cc}/u;

export function decodeText(text: string, mostCharacters: number): Decoded<string> {
  if (text.trim() === '') return { wrong: 'is empty' };
  if (controlCharacter.test(text)) return { wrong: `${quoted(text)} has a control character` };
  // PostgreSQL and the contract count characters; a string's length counts some of them twice.
  if (text.length > mostCharacters && [...text].length > mostCharacters) {
    return { wrong: `is longer than ${mostCharacters} characters` };
  }
  return { value: text };
}

export function decodeOptionalText(text: string, mostCharacters: number): Decoded<string | null> {
  return text === '' ? { value: null } : decodeText(text, mostCharacters);
}

const instant = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|([+-])(\d{2}):(\d{2}))$/i;
const earliestYear = 2000;
const latestYear = 2199;

/** RFC 3339 with an offset → milliseconds since the epoch. */
export function decodeInstant(text: string): Decoded<number> {
  const parts = instant.exec(text);
  if (!parts) {
    return { wrong: `${quoted(text)} is not a time with an offset; write it like 2027-03-14T19:30:00-05:00` };
  }
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHour, offsetMinute] = [Number(parts[10] ?? 0), Number(parts[11] ?? 0)];
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const isOnCalendar = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  const isOnClock = hour < 24 && minute < 60 && second < 60 && offsetHour < 24 && offsetMinute < 60;
  if (!isOnCalendar || !isOnClock) return { wrong: `${quoted(text)} is no date and time that exists` };
  if (year < earliestYear || year > latestYear) {
    return { wrong: `${quoted(text)} is not between the years ${earliestYear} and ${latestYear}` };
  }
  const millisecond = Number((parts[7] ?? '0').padEnd(3, '0').slice(0, 3));
  const offset = (parts[9] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000;
  return { value: Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - offset };
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export function decodeCurrency(text: string): Decoded<string> {
  if (currencies.has(text)) return { value: text };
  const upper = text.toUpperCase();
  return {
    wrong: currencies.has(upper)
      ? `${quoted(text)} is not in capitals; write ${upper}`
      : `${quoted(text)} is no currency of ISO 4217, such as USD`,
  };
}

/** Ten billion dollars; a total for a hundred such tickets is still an exact number. */
const mostMinorUnits = 999_999_999_999;

/** The price of one ticket → integer minor units of its currency. */
export function decodePrice(text: string, currency: string): Decoded<number> {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) return { wrong: `${quoted(text)} is not a plain decimal number; write it like 1250.00` };
  const digits = minorDigits(currency);
  const decimals = parts[2] ?? '';
  if (decimals.length > digits) {
    const allowed = digits === 0 ? 'no decimals' : `${digits} decimals at most`;
    return { wrong: `${quoted(text)} is finer than ${currency} goes, which has ${allowed}` };
  }
  const amount = Number(parts[1] + decimals.padEnd(digits, '0'));
  if (amount > mostMinorUnits) return { wrong: `${quoted(text)} is more than any ticket costs` };
  return { value: amount };
}

const rules = ['any', 'pairs', 'whole', 'never_leave_one'];

export function decodeSplit(text: string): Decoded<string> {
  if (rules.includes(text)) return { value: text };
  const quantities = text.split(';').map((part) => part.trim());
  if (!quantities.every((quantity) => /^[1-9]\d{0,3}$/.test(quantity))) {
    return { wrong: `${quoted(text)} is none of ${rules.join(', ')}, nor a list of quantities such as 2;4` };
  }
  if (new Set(quantities).size < quantities.length) return { wrong: `${quoted(text)} names a quantity twice` };
  return { value: quantities.join(';') };
}
