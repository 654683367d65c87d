// What can go wrong with a call to a POS: whatever can with any call, and a refusal in words.
import type { WireFault } from '../faults.ts';

export type PosCallKind = 'hold' | 'release' | 'invoice' | 'void' | 'find';

/** The calls that only look at the shelf. */
export type PosLookKind = 'groups' | 'group' | 'holds';

export type PosFault =
  | WireFault
  /** Says no in words, and does nothing. */
  | { kind: 'refuse'; code: PosRefusalCode };

export type PosRefusalCode = 'not_available' | 'listing_unknown' | 'split_not_allowed' | 'not_allowed' | 'bad_request';
