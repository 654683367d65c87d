// The person who sits at the demo's desk: the same one each time, with a password that is good for this run alone.
import { randomInt, randomUUID } from 'node:crypto';
import type { AccountId } from '../core/order.ts';
import {
  deleteMembership,
  findPersonByEmail,
  insertMembership,
  insertPerson,
  listMemberships,
  storePassword,
} from '../db/people.ts';
import { inTransaction, type Pool } from '../db/pool.ts';
import { hashPassword } from '../people/password.ts';

export type DemoPerson = { email: string; password: string };

const email = 'ada@demo.example';

/** Short, and told apart by their first letters, because somebody types them. */
const words = [
  ...['anchor', 'birch', 'canyon', 'dune', 'ember', 'fjord', 'glacier', 'harbour', 'island', 'juniper', 'kelp'],
  ...['lagoon', 'meadow', 'nimbus', 'orchard', 'prairie', 'quarry', 'river', 'summit', 'tundra', 'upland', 'valley'],
  ...['willow', 'yarrow', 'zephyr'],
];
const wordCount = 4;

/** The owner of this run's account, and of no other: those of earlier runs are nobody's any more. */
export async function seatPerson(pool: Pool, accountId: AccountId): Promise<DemoPerson> {
  const chosen = Array.from({ length: wordCount }, () => words[randomInt(words.length)]);
  const password = `${chosen.join('-')}-${randomInt(1_000, 10_000)}`;
  const passwordHash = await hashPassword(password);
  const now = Date.now();
  await inTransaction(pool, async (db) => {
    const known = await findPersonByEmail(db, email);
    const personId = known?.personId ?? randomUUID();
    if (known) await storePassword(db, personId, passwordHash, now);
    else await insertPerson(db, { personId, email, name: 'Ada Lovelace', passwordHash }, now);
    for (const before of await listMemberships(db, personId)) await deleteMembership(db, before.accountId, personId);
    await insertMembership(db, { accountId, personId, role: 'owner' }, now);
  });
  return { email, password };
}
