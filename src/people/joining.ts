// How somebody becomes a person of an account: as the first owner, by an invitation, or by signing up where the operator
// allows it. Each is one transaction: person, membership and record, or nothing.
import { randomUUID } from 'node:crypto';
import type { AccountId } from '../core/order.ts';
import type { Role } from '../core/permissions.ts';
import { accountNames, insertAccount } from '../db/accounts.ts';
import { recordDeed } from '../db/deeds.ts';
import { type LinkRow, useLink, withdrawFirstOwnerLinks } from '../db/one-time-links.ts';
import { anybodyExists, findPersonByEmail, insertMembership, insertPerson, type PersonRow } from '../db/people.ts';
import { type Database, inTransaction } from '../db/pool.ts';
import type { HouseRules } from './house-rules.ts';
import { articled } from './members.ts';
import { hashPassword, passwordFault } from './password.ts';
import { beginSession } from './sessions.ts';
import { letThrough, plainEmail, recognise, type SignedIn } from './sign-in.ts';
import { placeOf } from './tries.ts';

export type Newcomer = {
  /** Of a person who is new here. */
  name?: string;
  email: string;
  password: string;
  /** Of an account that is made. */
  accountName?: string;
  /** Where the caller comes from. */
  address: string;
};

export type NotJoined =
  /** The link was used meanwhile, or somebody else was the first. */
  { why: 'link_used' } | { why: 'field'; field: 'name' | 'email' | 'password' | 'account_name'; message: string };

/** The account that the first owner takes: the only one that there is, or none, and then it is made. */
export async function accountOfFirstOwner(db: Database): Promise<{ accountId: AccountId; name: string } | null> {
  const [only, ...others] = await accountNames(db, 2);
  return only && others.length === 0 ? only : null;
}

export async function becomeFirstOwner(
  house: HouseRules,
  link: LinkRow,
  newcomer: Newcomer,
): Promise<SignedIn | NotJoined> {
  const person = await newPerson(newcomer);
  if ('why' in person) return person;
  return join(house, async (db) => {
    await lockFirstOwner(db);
    const now = house.clock();
    if ((await anybodyExists(db)) || !(await useLink(db, link.linkId, now))) return { why: 'link_used' };
    const known = await accountOfFirstOwner(db);
    const accountName = newcomer.accountName?.trim();
    if (!known && !accountName) return { why: 'field', field: 'account_name', message: 'is missing' };
    const accountId = known?.accountId ?? (await makeAccount(db, accountName ?? ''));
    await insertPerson(db, person, now);
    await withdrawFirstOwnerLinks(db, now);
    return { person, accountId, role: 'owner', did: 'became the first owner' };
  });
}

export type InvitationLink = LinkRow & { accountId: AccountId; email: string; role: Role };

export function isInvitation(link: LinkRow): link is InvitationLink {
  return link.kind === 'invitation' && link.accountId !== null && link.email !== null && link.role !== null;
}

/** By invitation. Whoever is a person here already proves it by their password. */
export async function acceptInvitation(
  house: HouseRules,
  link: InvitationLink,
  newcomer: Omit<Newcomer, 'email' | 'accountName'>,
): Promise<SignedIn | NotJoined> {
  const { accountId, email, role } = link;
  const isKnown = (await findPersonByEmail(house.pool, email)) !== null;
  const person = isKnown ? await recognise(house, { ...newcomer, email }) : await newPerson({ ...newcomer, email });
  if (person === null) return notYours;
  if ('why' in person) return person;
  return join(house, async (db) => {
    const now = house.clock();
    if (!(await useLink(db, link.linkId, now))) return { why: 'link_used' };
    if (!isKnown) await insertPerson(db, person, now);
    return { person, accountId, role, did: `joined as ${articled(role)}, invited by ${link.createdBy}` };
  });
}

/** Throws TriedTooOften: else one place could make accounts without end, and ask without end whose addresses are known here. */
export async function signUp(
  house: HouseRules,
  newcomer: Newcomer & { accountName: string },
): Promise<SignedIn | NotJoined> {
  letThrough([house.tries.byAddress.take(placeOf(newcomer.address), house.clock())]);
  const person = await newPerson(newcomer);
  if ('why' in person) return person;
  if (await findPersonByEmail(house.pool, person.email)) return emailIsTaken;
  return join(house, async (db) => {
    const accountId = await makeAccount(db, newcomer.accountName.trim());
    await insertPerson(db, person, house.clock());
    return { person, accountId, role: 'owner', did: 'signed up' };
  });
}

const notYours: NotJoined = { why: 'field', field: 'password', message: 'is not your password' };

const emailIsTaken: NotJoined = { why: 'field', field: 'email', message: 'is that of somebody who is here already' };

async function newPerson({ name = '', email, password }: Newcomer): Promise<PersonRow | NotJoined> {
  const named = { name: name.trim(), email: plainEmail(email) };
  if (named.name === '') return { why: 'field', field: 'name', message: 'is missing' };
  const fault = passwordFault(password, named);
  if (fault !== null) return { why: 'field', field: 'password', message: fault };
  return { personId: randomUUID(), ...named, passwordHash: await hashPassword(password) };
}

type Joining = { person: PersonRow; accountId: AccountId; role: Role; did: string };

/** What `prepare` has made ready is recorded, and the newcomer is signed in. Of two with one e-mail address one is refused. */
async function join(
  house: HouseRules,
  prepare: (db: Database) => Promise<Joining | NotJoined>,
): Promise<SignedIn | NotJoined> {
  try {
    return await inTransaction(house.pool, async (db) => {
      const ready = await prepare(db);
      if ('why' in ready) throw new NotReady(ready);
      const { person, accountId, role, did } = ready;
      const { personId, name, email, passwordHash } = person;
      const now = house.clock();
      const isNew = await insertMembership(db, { accountId, personId, role }, now);
      const by = { kind: 'person', id: personId, name } as const;
      const subject = { kind: 'person', id: personId };
      const details = { email, role };
      if (isNew) await recordDeed(db, { accountId, at: now, by, what: 'person.joined', did, subject, details });
      const begun = await beginSession(db, { accountId, personId, passwordHash }, house.session, now);
      if (begun === null) throw new NotReady(notYours);
      return { ...begun, accountId, personId };
    });
  } catch (error) {
    if (error instanceof NotReady) return error.why;
    if ((error as { constraint?: string }).constraint === 'people_email_key') return emailIsTaken;
    throw error;
  }
}

/** Takes back whatever the transaction had begun. */
class NotReady extends Error {
  readonly why: NotJoined;
  constructor(why: NotJoined) {
    super('not joined');
    this.why = why;
  }
}

async function makeAccount(db: Database, name: string): Promise<AccountId> {
  const accountId = randomUUID() as AccountId;
  await insertAccount(db, accountId, name);
  return accountId;
}

/** Any constant will do, as long as nothing else in the database locks it. */
const firstOwnerLock = 7_146_502;

async function lockFirstOwner(db: Database): Promise<void> {
  await db.query('select pg_advisory_xact_lock($1)', [firstOwnerLock]);
}
