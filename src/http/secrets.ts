// Takes secrets out of what is written down. Headers are never recorded; this is for secrets that turn up elsewhere:
// a key in an address or a body, or a POS that repeats our own words to us.

const ourKeys = /(hfk_[0-9A-Za-z]{12})[0-9A-Za-z]{38}/g;

/** Of our own keys only the public id is left. */
export function withoutKeys(text: string): string {
  return text.includes('hfk_') ? text.replace(ourKeys, '$1…') : text;
}

/** The same for a decoded body. */
export function withoutKeysIn(body: unknown): unknown {
  const text = JSON.stringify(body);
  return text?.includes('hfk_') ? JSON.parse(withoutKeys(text)) : body;
}

/** Shorter values are no secrets, and would tear words apart. */
const shortestSecret = 8;

/** What was sent in these headers does not stay in the text, whole or without its scheme. */
export function withoutHeaderValues(text: string, headers: Readonly<Record<string, string>>): string {
  const values = Object.values(headers).flatMap((value) => [value, value.replace(/^\S+ /, '')]);
  return values
    .filter((value) => value.length >= shortestSecret)
    .reduce((clean, value) => clean.replaceAll(value, '[secret]'), text);
}
