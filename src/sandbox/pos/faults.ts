// What can go wrong with a call to a POS: whatever can with any call, a refusal in words, a limit, a closed door.
import type { WireFault } from '../faults.ts';

export type PosCallKind = 'hold' | 'release' | 'invoice' | 'void' | 'find';

/** Requests that only look: at the shelf, at one group, at the holds that stand, or at something else on the way to a call. */
type PosLookKind = 'groups' | 'group' | 'holds' | 'read';

export type PosRequestKind = PosCallKind | PosLookKind;

export type PosFault =
  | WireFault
  /** Says no in words, and does nothing. */
  | { kind: 'refuse'; code: PosRefusalCode }
  /** Says that there were too many calls, and does nothing. */
  | { kind: 'too_many_calls' }
  /** Treats the caller as a stranger, as when a token has run out, and does nothing. */
  | { kind: 'locked_out' };

export type PosRefusalCode = 'not_available' | 'listing_unknown' | 'split_not_allowed' | 'not_allowed' | 'bad_request';
