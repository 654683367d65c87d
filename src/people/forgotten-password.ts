// Asking for a link by which to set another password, by somebody who is not signed in. Kept: whoever asks learns nothing of
// who is here, by words or by time, and nobody can have letters sent to somebody without end.

import { findPersonByEmail } from '../db/people.ts';
import type { HouseRules } from './house-rules.ts';
import type { NewLink } from './one-time-links.ts';
import { offerNewPassword } from './one-time-links.ts';
import { letThrough, plainEmail } from './sign-in.ts';
import { placeOf } from './tries.ts';

/** Throws TriedTooOften. */
export function mayAskForLetter(
  { clock, tries }: HouseRules,
  { email, address }: { email: string; address: string },
): void {
  letThrough([tries.byAddress.take(placeOf(address), clock()), tries.letters.take(plainEmail(email), clock())]);
}

/** The link for whoever has this e-mail address; null for nobody. It takes longer where there is somebody: whoever asks must not wait for it. */
export async function forgotPassword({ pool, clock }: HouseRules, email: string): Promise<NewLink | null> {
  const person = await findPersonByEmail(pool, plainEmail(email));
  if (person === null) return null;
  const { personId, name } = person;
  return offerNewPassword(pool, person, { kind: 'person', id: personId, name: `${name} (not signed in)` }, clock());
}
