// Setting another password by a one-time link. Every session of the person ends, and they sign in anew.

import { recordDeed } from '../db/deeds.ts';
import { type LinkRow, useLink, withdrawPasswordLinks } from '../db/one-time-links.ts';
import { listMemberships, type PersonRow, storePassword } from '../db/people.ts';
import { inTransaction } from '../db/pool.ts';
import { endOtherSessions } from '../db/sessions.ts';
import type { HouseRules } from './house-rules.ts';
import { hashPassword, passwordFault } from './password.ts';

/** Null: done. `link_used`: meanwhile. Else what is wrong with the password. */
export async function setPasswordByLink(
  { pool, clock }: HouseRules,
  link: LinkRow,
  person: PersonRow,
  password: string,
): Promise<null | 'link_used' | { message: string }> {
  const fault = passwordFault(password, person);
  if (fault !== null) return { message: fault };
  const passwordHash = await hashPassword(password);
  const now = clock();
  const { personId, name } = person;
  return inTransaction(pool, async (db) => {
    if (!(await useLink(db, link.linkId, now))) return 'link_used';
    await storePassword(db, personId, passwordHash, now);
    await endOtherSessions(db, personId, null);
    await withdrawPasswordLinks(db, personId, now);
    for (const { accountId } of await listMemberships(db, personId)) {
      await recordDeed(db, {
        accountId,
        at: now,
        by: { kind: 'person', id: personId, name },
        what: 'person.password_set',
        did: 'set another password by a link',
        subject: { kind: 'person', id: personId },
      });
    }
    return null;
  });
}
