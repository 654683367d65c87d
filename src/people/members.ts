// Who belongs to an account: roles changed, people taken out. Kept: an account always has an owner.
import type { AccountId, Instant } from '../core/order.ts';
import type { Role } from '../core/permissions.ts';
import { type Doer, recordDeed } from '../db/deeds.ts';
import { changeRole, countOwners, deleteMembership, lockAccount, type MemberRow, readMember } from '../db/people.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';

export type MemberChange = { accountId: AccountId; personId: string; by: Doer; now: Instant };

/** `no_such_person`: not of this account. `last_owner`: then nobody could manage it. */
type Refused = 'no_such_person' | 'last_owner';

export function giveRole(pool: Pool, role: Role, change: MemberChange): Promise<MemberRow | Refused> {
  return changing(pool, change, async (db, member) => {
    if (member.role === role) return member;
    if (member.role === 'owner' && (await isLastOwner(db, change))) return 'last_owner';
    await changeRole(db, change.accountId, change.personId, role);
    await recordDeed(db, {
      ...deedOn(member, change),
      what: 'person.role_changed',
      did: `made ${member.name} ${articled(role)} (was ${member.role})`,
      details: { email: member.email, role, was: member.role },
    });
    return { ...member, role };
  });
}

/** Takes a person out of an account; their sessions there end with that. */
export function takeOut(pool: Pool, change: MemberChange): Promise<MemberRow | Refused> {
  return changing(pool, change, async (db, member) => {
    if (member.role === 'owner' && (await isLastOwner(db, change))) return 'last_owner';
    await deleteMembership(db, change.accountId, change.personId);
    await recordDeed(db, {
      ...deedOn(member, change),
      what: 'person.removed',
      did: `removed ${member.name}, ${articled(member.role)}`,
      details: { email: member.email, role: member.role },
    });
    return member;
  });
}

function changing(
  pool: Pool,
  { accountId, personId }: MemberChange,
  work: (db: Database, member: MemberRow) => Promise<MemberRow | Refused>,
): Promise<MemberRow | Refused> {
  return inTransaction(pool, async (db) => {
    await lockAccount(db, accountId);
    const member = await readMember(db, accountId, personId);
    return member === null ? 'no_such_person' : work(db, member);
  });
}

async function isLastOwner(db: Database, { accountId }: MemberChange): Promise<boolean> {
  return (await countOwners(db, accountId)) === 1;
}

function deedOn({ personId }: MemberRow, { accountId, by, now }: MemberChange) {
  return { accountId, at: now, by, subject: { kind: 'person', id: personId } };
}

export function articled(role: Role): string {
  return role === 'viewer' ? 'a viewer' : `an ${role}`;
}
