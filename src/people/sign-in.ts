// Signing in by e-mail address and password, and changing the password. Kept: nobody is told which of the two was wrong, by
// words or by time, and nobody tries without end.
import type { AccountId } from '../core/order.ts';
import { recordDeed } from '../db/deeds.ts';
import { withdrawPasswordLinks } from '../db/one-time-links.ts';
import { exchangePassword, findPersonByEmail, listMemberships, type PersonRow, readPerson } from '../db/people.ts';
import { inTransaction } from '../db/pool.ts';
import { endOtherSessions } from '../db/sessions.ts';
import type { HouseRules } from './house-rules.ts';
import { hashPassword, passwordFault, passwordMatches } from './password.ts';
import { type BegunSession, beginSession } from './sessions.ts';
import { placeOf, type Tries } from './tries.ts';

/** Thrown when somebody has tried too often, or too many try at once. */
export class TriedTooOften extends Error {
  override name = 'TriedTooOften';
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super('tried too often');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type Credentials = { email: string; password: string /** Where the caller comes from. */; address: string };

/** As addresses are stored and compared. */
export function plainEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** The person whose password it is; null when it is not, whatever is wrong. Throws TriedTooOften. */
export async function recognise(
  house: HouseRules,
  { email, password, address }: Credentials,
): Promise<PersonRow | null> {
  const { pool, clock, tries } = house;
  const named = plainEmail(email);
  letThrough([tries.byAddress.take(placeOf(address), clock()), tries.byEmail.take(named, clock())]);
  const person = await findPersonByEmail(pool, named);
  const isRight = await passwordMatches(password, person?.passwordHash ?? null);
  if (!isRight || person === null) return null;
  tries.byEmail.forgive(named);
  // Whoever has a password of their own must not try others' without end in between.
  tries.byAddress.forgiveOne(placeOf(address));
  return person;
}

export function letThrough(verdicts: readonly ReturnType<Tries['take']>[]): void {
  for (const verdict of verdicts) if (!verdict.isLetThrough) throw new TriedTooOften(verdict.retryAfterSeconds);
}

export type SignedIn = BegunSession & { accountId: AccountId; personId: string };

/** `nobody`: wrong, whatever is wrong. `nowhere`: the person belongs to no account any more. */
export async function signIn(house: HouseRules, credentials: Credentials): Promise<SignedIn | 'nobody' | 'nowhere'> {
  const person = await recognise(house, credentials);
  if (person === null) return 'nobody';
  const { personId, passwordHash } = person;
  const [membership] = await listMemberships(house.pool, personId);
  if (membership === undefined) return 'nowhere';
  const { accountId } = membership;
  const whose = { accountId, personId, passwordHash };
  const begun = await beginSession(house.pool, whose, house.session, house.clock());
  return begun ? { ...begun, accountId, personId } : 'nobody';
}

/** Changes the caller's own password, and ends all other sessions. Null: done; else what is wrong, and with which of the two. */
export async function changePassword(
  house: HouseRules,
  who: { personId: string; sessionId: string; address: string },
  { current, next }: { current: string; next: string },
): Promise<{ field: 'current_password' | 'new_password'; message: string } | null> {
  const person = await readPerson(house.pool, who.personId);
  const known = person && (await recognise(house, { email: person.email, password: current, address: who.address }));
  if (!known) return notYours;
  const fault = passwordFault(next, known);
  if (fault !== null) return { field: 'new_password', message: fault };
  const passwordHash = await hashPassword(next);
  const now = house.clock();
  return inTransaction(house.pool, async (db) => {
    if (!(await exchangePassword(db, known, passwordHash, now))) return notYours;
    await endOtherSessions(db, who.personId, who.sessionId);
    await withdrawPasswordLinks(db, who.personId, now);
    for (const { accountId } of await listMemberships(db, who.personId)) {
      await recordDeed(db, {
        accountId,
        at: now,
        by: { kind: 'person', id: who.personId, name: known.name },
        what: 'person.password_set',
        did: 'changed their own password',
        subject: { kind: 'person', id: who.personId },
      });
    }
    return null;
  });
}

const notYours = { field: 'current_password', message: 'is not your password' } as const;
