// Passwords: what one must be, how it is stored, how it is checked. Argon2id from Node's own OpenSSL, at the cost that OWASP
// names; the cost stands with each hash, so that it can be raised later. Kept: a name that nobody has takes as long to
// refuse as a wrong password, and strangers cannot make the hub compute more than two hashes at once.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** As NIST SP 800-63B-4 asks where a password is all that there is. Nothing is asked of its characters. */
const shortestPassword = 15;
const longestPassword = 200;

/** Memory in KiB. About 70 ms of one core. */
const cost = { memory: 47_104, passes: 1, parallelism: 1 } as const;
const hashBytes = 32;

const mostAtOnce = 2;
/** Whoever comes while so many wait is sent away, and not kept. */
const mostWaiting = 20;

/** So many sign-ins wait already that another would only make it worse. */
export class TooManyPasswords extends Error {
  override name = 'TooManyPasswords';
}

/** What keeps a password from being taken, in words for whoever chose it; null when nothing does. */
export function passwordFault(password: string, { email, name }: { email: string; name: string }): string | null {
  const plain = normal(password);
  const length = [...plain].length;
  if (length < shortestPassword) {
    return `has ${length} characters; it needs at least ${shortestPassword}. Four or five words make a good one.`;
  }
  if (length > longestPassword) return `has more than ${longestPassword} characters`;
  const known = [email, email.split('@')[0] ?? '', name, 'holdfast', 'password'];
  const rest = known
    .filter((word) => word.length >= 3)
    .reduce((text, word) => text.replaceAll(word.toLowerCase(), ''), plain.toLowerCase());
  if (new Set(rest).size < 5) return 'is too easy to guess: it is little more than a name, or one thing repeated';
  if (isARow(rest)) return 'is too easy to guess: it is a row of keys';
  return null;
}

/** Rows of keys and of letters, forwards and backwards. */
const rows = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'].flatMap((row) => [
  row,
  [...row].reverse().join(''),
]);

function isARow(text: string): boolean {
  return rows.some((row) => row.includes(text));
}

/** The same password typed on two machines may come as two sequences of characters. */
function normal(password: string): string {
  return password.normalize('NFKC');
}

/** `$argon2id$v=19$m=47104,t=1,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await inTurn(() => compute(password, { ...cost, salt, length: hashBytes }));
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether it is that person's password. `stored` null: there is no such person, and it takes as long. */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const { salt, hash, ...costs } = parsed(stored ?? nobodysHash);
  const computed = await inTurn(() => compute(password, { ...costs, salt, length: hash.length }));
  return timingSafeEqual(computed, hash) && stored !== null;
}

/** Of no password at all. */
const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(randomBytes(16))}$${unpadded(randomBytes(hashBytes))}`;

type Parsed = { memory: number; passes: number; parallelism: number; salt: Buffer; hash: Buffer };

function parsed(stored: string): Parsed {
  const [, memory, passes, parallelism, salt = '', hash = ''] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored) ?? [];
  if (hash === '') throw new Error('a stored password hash cannot be read');
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

const computeArgon2 = promisify(argon2);

function compute(
  password: string,
  { salt, length, ...costs }: Omit<Parsed, 'hash'> & { length: number },
): Promise<Buffer> {
  return computeArgon2('argon2id', { message: normal(password), nonce: salt, tagLength: length, ...costs });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

let computing = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (computing === mostAtOnce) {
    if (waiting.length === mostWaiting) throw new TooManyPasswords('too many sign-ins at once');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else computing += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else computing -= 1;
  }
}
