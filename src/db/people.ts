// SQL of people and of their roles in accounts.
import type { AccountId, Instant } from '../core/order.ts';
import type { Role } from '../core/permissions.ts';
import type { Database } from './pool.ts';

export type PersonRow = { personId: string; email: string; name: string; passwordHash: string };

const columns = 'person_id as "personId", email, name, password_hash as "passwordHash"';

export async function anybodyExists(db: Database): Promise<boolean> {
  const { rowCount } = await db.query('select from people limit 1');
  return rowCount === 1;
}

export async function insertPerson(db: Database, person: PersonRow, at: Instant): Promise<void> {
  await db.query(
    `insert into people (person_id, email, name, password_hash, password_set_at, created_at)
     values ($1, $2, $3, $4, $5, $5)`,
    [person.personId, person.email, person.name, person.passwordHash, new Date(at)],
  );
}

export async function findPersonByEmail(db: Database, email: string): Promise<PersonRow | null> {
  const { rows } = await db.query<PersonRow>(`select ${columns} from people where email = $1`, [email]);
  return rows[0] ?? null;
}

export async function readPerson(db: Database, personId: string): Promise<PersonRow | null> {
  const { rows } = await db.query<PersonRow>(`select ${columns} from people where person_id = $1`, [personId]);
  return rows[0] ?? null;
}

export async function storePassword(db: Database, personId: string, passwordHash: string, at: Instant): Promise<void> {
  await db.query('update people set password_hash = $2, password_set_at = $3 where person_id = $1', [
    personId,
    passwordHash,
    new Date(at),
  ]);
}

/** The same for whoever was recognised by the password before; false when that is not theirs any more. */
export async function exchangePassword(
  db: Database,
  { personId, passwordHash: before }: PersonRow,
  passwordHash: string,
  at: Instant,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'update people set password_hash = $3, password_set_at = $4 where person_id = $1 and password_hash = $2',
    [personId, before, passwordHash, new Date(at)],
  );
  return rowCount === 1;
}

export type MemberRow = { personId: string; email: string; name: string; role: Role; since: Instant };

/** Owners first, then by name. */
export async function listMembers(db: Database, accountId: AccountId): Promise<MemberRow[]> {
  const { rows } = await db.query<MemberRow>(
    `select p.person_id as "personId", p.email, p.name, m.role, m.since
     from memberships m join people p using (person_id)
     where m.account_id = $1
     order by array_position(array['owner', 'operator', 'viewer'], m.role), lower(p.name), p.person_id`,
    [accountId],
  );
  return rows;
}

export async function readMember(db: Database, accountId: AccountId, personId: string): Promise<MemberRow | null> {
  const { rows } = await db.query<MemberRow>(
    `select p.person_id as "personId", p.email, p.name, m.role, m.since
     from memberships m join people p using (person_id)
     where m.account_id = $1 and m.person_id = $2`,
    [accountId, personId],
  );
  return rows[0] ?? null;
}

export async function isMember(db: Database, accountId: AccountId, email: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from memberships m join people p using (person_id) where m.account_id = $1 and p.email = $2`,
    [accountId, email],
  );
  return rowCount === 1;
}

export type MembershipRow = { accountId: AccountId; accountName: string; role: Role };

/** The accounts that a person belongs to, the oldest membership first. */
export async function listMemberships(db: Database, personId: string): Promise<MembershipRow[]> {
  const { rows } = await db.query<MembershipRow>(
    `select account_id as "accountId", a.name as "accountName", m.role
     from memberships m join accounts a using (account_id)
     where m.person_id = $1
     order by m.since, account_id`,
    [personId],
  );
  return rows;
}

/** False when the person is in that account already. */
export async function insertMembership(
  db: Database,
  membership: { accountId: AccountId; personId: string; role: Role },
  at: Instant,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into memberships (account_id, person_id, role, since) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [membership.accountId, membership.personId, membership.role, new Date(at)],
  );
  return rowCount === 1;
}

export async function changeRole(db: Database, accountId: AccountId, personId: string, role: Role): Promise<void> {
  await db.query('update memberships set role = $3 where account_id = $1 and person_id = $2', [
    accountId,
    personId,
    role,
  ]);
}

/** Its sessions go with it. */
export async function deleteMembership(db: Database, accountId: AccountId, personId: string): Promise<void> {
  await db.query('delete from memberships where account_id = $1 and person_id = $2', [accountId, personId]);
}

/** Changes of who owns an account are made one at a time, so that two owners cannot remove each other. */
export async function lockAccount(db: Database, accountId: AccountId): Promise<void> {
  await db.query('select from accounts where account_id = $1 for no key update', [accountId]);
}

export async function countOwners(db: Database, accountId: AccountId): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::integer as count from memberships where account_id = $1 and role = 'owner'`,
    [accountId],
  );
  return rows[0]?.count ?? 0;
}
