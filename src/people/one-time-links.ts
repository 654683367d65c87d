// Links that let somebody in once: made, looked at. Their text is given out once and stored as a hash.
import { randomUUID } from 'node:crypto';
import type { AccountId, Instant } from '../core/order.ts';
import type { Role } from '../core/permissions.ts';
import { type Doer, recordDeed } from '../db/deeds.ts';
import {
  findOpenLink,
  insertLink,
  type LinkPurpose,
  type LinkRow,
  withdrawInvitation,
  withdrawInvitationsOf,
  withdrawPasswordLinks,
} from '../db/one-time-links.ts';
import { anybodyExists, isMember, listMemberships, type PersonRow } from '../db/people.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';
import { articled } from './members.ts';
import { createSecretToken, readSecretToken } from './secret-token.ts';

const hourMs = 3_600_000;
/** The shorter, the more it opens. */
const lifetimeMs: Readonly<Record<LinkPurpose['kind'], number>> = {
  first_owner: 72 * hourMs,
  invitation: 7 * 24 * hourMs,
  password: 24 * hourMs,
};

export type NewLink = { token: string; link: LinkRow };

/** Where the console takes whoever has the link in. */
export function addressOfLink(publicUrl: string, { kind }: Pick<LinkRow, 'kind'>, token: string): string {
  return `${publicUrl}/${kind === 'password' ? 'password' : 'join'}/${token}`;
}

async function makeLink(db: Database, purpose: LinkPurpose, by: string, now: Instant): Promise<NewLink> {
  const { token, tokenHash } = createSecretToken();
  const made = { linkId: randomUUID(), createdAt: now, createdBy: by, expiresAt: now + lifetimeMs[purpose.kind] };
  await insertLink(db, { ...made, tokenHash }, purpose);
  return { token, link: { ...made, accountId: null, email: null, role: null, personId: null, ...purpose } };
}

/** While nobody exists, a link for the first owner; afterwards null. */
export async function offerFirstOwner(pool: Pool, now: Instant): Promise<NewLink | null> {
  if (await anybodyExists(pool)) return null;
  return makeLink(pool, { kind: 'first_owner' }, 'the hub', now);
}

/** Invites somebody in a role. An older invitation of the same address is void from then on. Null: they are here already. */
export function invite(
  pool: Pool,
  whom: { accountId: AccountId; email: string; role: Role },
  by: Doer,
  now: Instant,
): Promise<NewLink | null> {
  const { accountId, email, role } = whom;
  return inTransaction(pool, async (db) => {
    if (await isMember(db, accountId, email)) return null;
    await withdrawInvitationsOf(db, accountId, email, now);
    const made = await makeLink(db, { kind: 'invitation', ...whom }, by.name, now);
    await recordDeed(db, {
      accountId,
      at: now,
      by,
      what: 'person.invited',
      did: `invited ${email} as ${articled(role)}`,
      subject: { kind: 'invitation', id: made.link.linkId },
      details: { email, role },
    });
    return made;
  });
}

/** False when the account has no such invitation that is open. */
export function takeBackInvitation(
  pool: Pool,
  accountId: AccountId,
  linkId: string,
  by: Doer,
  now: Instant,
): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    const link = await withdrawInvitation(db, accountId, linkId, now);
    if (link === null) return false;
    await recordDeed(db, {
      accountId,
      at: now,
      by,
      what: 'person.invitation_withdrawn',
      did: `withdrew the invitation of ${link.email}`,
      subject: { kind: 'invitation', id: linkId },
      details: { email: link.email, role: link.role },
    });
    return true;
  });
}

/** A link by which the person may set another password; older ones are void from then on. On record in all their accounts. */
export function offerNewPassword(pool: Pool, person: PersonRow, by: Doer, now: Instant): Promise<NewLink> {
  const { personId, name } = person;
  return inTransaction(pool, async (db) => {
    await withdrawPasswordLinks(db, personId, now);
    for (const { accountId } of await listMemberships(db, personId)) {
      await recordDeed(db, {
        accountId,
        at: now,
        by,
        what: 'person.password_link_made',
        did: `made a link by which ${name} may set another password`,
        subject: { kind: 'person', id: personId },
      });
    }
    return makeLink(db, { kind: 'password', personId }, by.name, now);
  });
}

/** The link behind its text; null when there is none of that kind that is still open. */
export async function openLink(
  db: Database,
  token: string,
  kinds: readonly LinkPurpose['kind'][],
  now: Instant,
): Promise<LinkRow | null> {
  const tokenHash = readSecretToken(token);
  const link = tokenHash && (await findOpenLink(db, tokenHash, now));
  return link && kinds.includes(link.kind) ? link : null;
}
