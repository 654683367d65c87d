// A listing: tickets of one event that stand together, under the id by which marketplaces know them.
import type { Slots, Split } from './claim.ts';
import type { Money } from './order.ts';

/** A ticket group as the ledger knows it, with the owner of every ticket. */
export type Listing = Slots & {
  remoteId: string;
  pos: string;
  section: string | null;
  row: string | null;
  split: Split;
  /** Of one ticket. */
  price: Money;
};
