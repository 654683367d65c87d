// What a demo says of itself at its end, as one document.
import type { Verification } from '../db/verify.ts';
import type { Comparison } from '../sandbox/compare-books.ts';
import type { Summary } from '../sandbox/order-integration/book.ts';

export type DemoReport = {
  seed: number;
  ran_for_ms: number;
  listings: number;
  tickets: number;
  marketplaces: Record<string, MarketplaceReport>;
  books: Comparison;
  orders: number;
  violations: Verification['violations'];
};

/** One marketplace's day, both of its conversations together. */
export type MarketplaceReport = Pick<
  Summary,
  'asked' | 'held' | 'declined' | 'released' | 'invoiced' | 'confirmed' | 'rejected' | 'reasons'
> & {
  /** Sales that it made by itself and told us of, and those of them that it took back. */
  announced: number;
  cancelled: number;
};
