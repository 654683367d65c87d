// Asking for a link by which to set another password, by somebody who is not signed in. Kept: whoever asks learns nothing of
// who is here, by words or by time, and nobody can have letters sent to somebody without end.

import { findPersonByEmail } from '../db/people.ts';
import type { HouseRules } from './house-rules.ts';
import type { NewLink } from './one-time-links.ts';
import { offerNewPassword } from './one-time-links.ts';
import { letThrough, plainEmail } from './sign-in.ts';

/** The link for whoever has this e-mail address; null for nobody. Throws TriedTooOften. */
export async function forgotPassword(
  house: HouseRules,
  { email, address }: { email: string; address: string },
): Promise<NewLink | null> {
  const { pool, clock, tries } = house;
  letThrough([tries.byAddress.take(address, clock()), tries.letters.take(plainEmail(email), clock())]);
  const person = await findPersonByEmail(pool, plainEmail(email));
  if (person === null) return null;
  const { personId, name } = person;
  return offerNewPassword(pool, person, { kind: 'person', id: personId, name: `${name} (not signed in)` }, clock());
}
