// Takes barcodes and QR codes out of what is written down: whoever has the code of a ticket has the ticket. Their seats, rows
// and standings stay. Pure; it works on conversations however they came: as JSON, or as a text in which JSON, XML or a form
// may be cut off anywhere.

const removed = '[code]';
/** What a name must have in it, in any spelling. */
const mention = /(?:bar|qr)_?code/i;
const isFlag = (value: string): boolean => /^(true|false)$/i.test(value.trim());
/** What stands beside a code and is none. */
const besides: ReadonlySet<string> = new Set(['seat', 'seatordinal', 'row', 'section', 'status', 'type', 'href']);

/** The same JSON text without the codes of tickets. Most conversations mention none, and cost no more than a look. */
export function withoutTicketCodes(json: string): string {
  return mention.test(json) ? JSON.stringify(cleaned(JSON.parse(json), false)) : json;
}

/** `isCode`: it stands under a name of codes. */
function cleaned(value: unknown, isCode: boolean): unknown {
  if (typeof value === 'string') return isCode ? codeRemoved(value) : cleanedText(value);
  if (typeof value === 'number') return isCode ? removed : value;
  if (Array.isArray(value)) return value.map((one) => cleaned(one, isCode));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, cleaned(inner, isOfCodes(name, isCode))]),
  );
}

function isOfCodes(name: string, isWithin: boolean): boolean {
  if (isWithin && besides.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''))) return false;
  return isWithin || mention.test(name);
}

function codeRemoved(text: string): string {
  return text === '' || isFlag(text) ? text : removed;
}

/** Bounded, so that a text which is made to be slow is not. */
const name = '[\\w.-]{0,40}(?:bar|qr)_?code[\\w.-]{0,40}';
/** Each: what comes before a code, and the code. */
const forms = [
  // JSON, with a list or an object up to its first end.
  new RegExp(`("${name}"\\s*:\\s*)(\\[[^\\]]*\\]?|\\{[^}]*\\}?|"(?:[^"\\\\]|\\\\.)*"?|-?\\d[\\d.]*)`, 'gi'),
  // The same in the address or in a form.
  new RegExp(`(%22${name}%22(?:%20){0,9}%3A(?:%20){0,9})(.*?)(?=%2C%22|%7D|[&\\s]|$)`, 'gi'),
  // XML, whatever is in the element.
  new RegExp(`(<(?:\\w+:)?${name}(?:\\s[^>]{0,200})?>)([^<]+)`, 'gi'),
  // A field of a form or an address.
  /((?:^|[?&])(?:[\w.-]|%5B|%5D|[[\]]){0,40}(?:bar|qr)_?code(?:[\w.-]|%5B|%5D|[[\]]){0,40}=)([^&\s]+)/gi,
];

function cleanedText(text: string): string {
  if (!mention.test(text)) return text;
  return forms.reduce(
    (clean, form) => clean.replaceAll(form, (_whole, before: string, code: string) => `${before}${codeRemoved(code)}`),
    text,
  );
}
