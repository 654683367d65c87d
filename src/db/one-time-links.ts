// SQL of links that let somebody in once.
import type { AccountId, Instant } from '../core/order.ts';
import type { Role } from '../core/permissions.ts';
import type { Database } from './pool.ts';

/** Whom a link lets in. */
export type LinkPurpose =
  | { kind: 'first_owner' }
  | { kind: 'invitation'; accountId: AccountId; email: string; role: Role }
  | { kind: 'password'; personId: string };

export type LinkRow = {
  linkId: string;
  kind: LinkPurpose['kind'];
  accountId: AccountId | null;
  email: string | null;
  role: Role | null;
  personId: string | null;
  createdAt: Instant;
  createdBy: string;
  expiresAt: Instant;
};

const columns = `link_id as "linkId", kind, account_id as "accountId", email, role, person_id as "personId",
  created_at as "createdAt", created_by as "createdBy", expires_at as "expiresAt"`;

const isOpen = 'used_at is null and withdrawn_at is null';

export async function insertLink(
  db: Database,
  link: Pick<LinkRow, 'linkId' | 'createdAt' | 'createdBy' | 'expiresAt'> & { tokenHash: Buffer },
  purpose: LinkPurpose,
): Promise<void> {
  const { kind, accountId = null, email = null, role = null, personId = null } = { ...nobody, ...purpose };
  await db.query(
    `insert into one_time_links
       (link_id, token_hash, kind, account_id, email, role, person_id, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      link.linkId,
      link.tokenHash,
      kind,
      accountId,
      email,
      role,
      personId,
      new Date(link.createdAt),
      link.createdBy,
      new Date(link.expiresAt),
    ],
  );
}

const nobody: Partial<Pick<LinkRow, 'accountId' | 'email' | 'role' | 'personId'>> = {};

/** Null when there is none, or it was used, withdrawn, or is past its time. */
export async function findOpenLink(db: Database, tokenHash: Buffer, now: Instant): Promise<LinkRow | null> {
  const { rows } = await db.query<LinkRow>(
    `select ${columns} from one_time_links where token_hash = $1 and ${isOpen} and expires_at > $2`,
    [tokenHash, new Date(now)],
  );
  return rows[0] ?? null;
}

/** Takes the link for good; of two who come with it at once, one gets false. */
export async function useLink(db: Database, linkId: string, now: Instant): Promise<boolean> {
  const { rowCount } = await db.query(
    `update one_time_links set used_at = $2 where link_id = $1 and ${isOpen} and expires_at > $2`,
    [linkId, new Date(now)],
  );
  return rowCount === 1;
}

/** Invitations to an account that are still open, newest first. */
export async function listInvitations(db: Database, accountId: AccountId, now: Instant): Promise<LinkRow[]> {
  const { rows } = await db.query<LinkRow>(
    `select ${columns} from one_time_links
     where account_id = $1 and kind = 'invitation' and ${isOpen} and expires_at > $2
     order by created_at desc, link_id`,
    [accountId, new Date(now)],
  );
  return rows;
}

/** Withdraws one invitation of the account; null when it has no such one that is open. */
export async function withdrawInvitation(
  db: Database,
  accountId: AccountId,
  linkId: string,
  now: Instant,
): Promise<LinkRow | null> {
  const { rows } = await db.query<LinkRow>(
    `update one_time_links set withdrawn_at = $3
     where account_id = $1 and link_id = $2 and kind = 'invitation' and ${isOpen}
     returning ${columns}`,
    [accountId, linkId, new Date(now)],
  );
  return rows[0] ?? null;
}

/** A person has one way in at a time: another link, or another password, ends the ones before. */
export async function withdrawPasswordLinks(db: Database, personId: string, now: Instant): Promise<void> {
  await db.query(
    `update one_time_links set withdrawn_at = $2 where person_id = $1 and kind = 'password' and ${isOpen}`,
    [personId, new Date(now)],
  );
}

/** The same of invitations of one address to one account. */
export async function withdrawInvitationsOf(
  db: Database,
  accountId: AccountId,
  email: string,
  now: Instant,
): Promise<void> {
  await db.query(
    `update one_time_links set withdrawn_at = $3
     where account_id = $1 and email = $2 and kind = 'invitation' and ${isOpen}`,
    [accountId, email, new Date(now)],
  );
}

/** Once somebody exists, nobody becomes an owner by the hub's own link any more. */
export async function withdrawFirstOwnerLinks(db: Database, now: Instant): Promise<void> {
  await db.query(`update one_time_links set withdrawn_at = $1 where kind = 'first_owner' and ${isOpen}`, [
    new Date(now),
  ]);
}
