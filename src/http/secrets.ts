// Takes secrets out of what is written down. Headers are never recorded; this is for secrets that turn up elsewhere:
// a key in an address or a body, or a POS that repeats our own words to us.

const ourKeys = /(hf[kt]_[0-9A-Za-z]{12})[0-9A-Za-z]{38}/g;

/** Of our own keys and tokens only the public id is left. */
export function withoutKeys(text: string): string {
  return hasKey(text) ? text.replace(ourKeys, '$1…') : text;
}

/** The same for a decoded body. */
export function withoutKeysIn(body: unknown): unknown {
  const text = JSON.stringify(body);
  return text !== undefined && hasKey(text) ? JSON.parse(withoutKeys(text)) : body;
}

function hasKey(text: string): boolean {
  return text.includes('hfk_') || text.includes('hft_');
}

/** The bytes as text that the database takes. */
export function storableText(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\0', '').toWellFormed();
}

/** Shorter values are no secrets, and would tear words apart. */
const shortestSecret = 8;

/** What these headers carry, whole and without its scheme. */
export function headerSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers).flatMap((value) => [value, value.replace(/^\S+ /, '')]);
}

/** None of these stays in the text, as it is or as it stands in an address. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    const inAddress = encodeURIComponent(secret);
    clean = clean.replaceAll(secret, '[secret]');
    if (inAddress !== secret) clean = clean.replaceAll(inAddress, '[secret]');
  }
  return clean;
}
