// What everything about people needs: the database, the clock, and the operator's choices.
import type { Instant } from '../core/order.ts';
import type { Pool } from '../db/pool.ts';
import type { SessionTimes } from './sessions.ts';
import { Tries } from './tries.ts';

/** The operator's choices. */
export type PeopleSettings = {
  /** Whether strangers may make accounts of their own. */
  signUp: 'open' | 'by_invitation';
  session: SessionTimes;
  /** In fifteen minutes. An office shares an address; a person forgets a password only so often. */
  wrongTries: { perAddress: number; perEmail: number };
};

export type HouseRules = PeopleSettings & {
  pool: Pool;
  clock: () => Instant;
  tries: { byAddress: Tries; byEmail: Tries /** Letters to one e-mail address. */; letters: Tries };
};

/** In fifteen minutes, to whoever cannot find the first. */
const mostLetters = 3;

export function openHouse(pool: Pool, clock: () => Instant, settings: PeopleSettings): HouseRules {
  const { perAddress, perEmail } = settings.wrongTries;
  const tries = { byAddress: new Tries(perAddress), byEmail: new Tries(perEmail), letters: new Tries(mostLetters) };
  return { ...settings, pool, clock, tries };
}
