// What can go wrong with a call to a marketplace that sells first: whatever can with any call, a limit, access that runs out.
// Each is said in the marketplace's own words. What goes wrong with its notices is a matter of its manners (notifier.ts).
import type { WireFault } from '../faults.ts';
import type { Said } from '../faulty-answer.ts';

export type SaleCall = 'read' | 'list' | 'confirm' | 'reject' | 'token';

export type SaleFault =
  | WireFault
  /** Says that there were too many calls, and when to call again where it says such a thing; does nothing. */
  | { kind: 'too_many_calls'; waitSeconds: number }
  /** The access in use has run out at this moment. Where access never does, all goes well. */
  | { kind: 'access_expired' };

/** As most servers say it: 429, and in a header for how long to leave them alone. */
export function leaveMeAlone(waitSeconds: number, said: Pick<Said, 'body' | 'type'>): Said {
  return { status: 429, headers: { 'retry-after': String(waitSeconds) }, ...said };
}
