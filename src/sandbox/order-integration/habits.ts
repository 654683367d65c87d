// How a shopper behaves, as rates from 0 (never) to 1 (always): what it asks for that it should not, how it repeats
// itself, how it forgets, and how it loses answers.

export type Habits = {
  /** Asks for a quantity that the splits do not allow, for more than there are, or for a listing that nobody has. */
  forbiddenSplit: number;
  tooMany: number;
  unknownListing: number;
  /** Offers less than the listing costs, where it names a price at all; and takes the listing's price all the same. */
  underbids: number;
  overridesPrice: number;
  /** The fraud review ends badly: a release instead of an invoice. */
  fraud: number;
  /** Neither releases nor invoices: the hold lapses. */
  forgets: number;
  /** Sends the same call twice. */
  holdsTwice: number;
  invoicesTwice: number;
  releasesTwice: number;
  /** Its release overtakes its hold. */
  releasesFirst: number;
  /** Invoices later than it meant to. */
  invoicesLate: number;
  /** After a time-out, releases the old hold before it submits anew; otherwise it says nothing more of it. */
  releasesAfterTimeOut: number;
  /** Asks how the hold stands, for no reason but care. */
  looks: number;
  /** Cuts its own line, so that the answer is lost. */
  cutsLine: number;
};

export const usualHabits: Habits = {
  forbiddenSplit: 0.05,
  tooMany: 0.03,
  unknownListing: 0.02,
  underbids: 0.05,
  overridesPrice: 0.5,
  fraud: 0.15,
  forgets: 0.02,
  holdsTwice: 0.05,
  invoicesTwice: 0.05,
  releasesTwice: 0.1,
  releasesFirst: 0.01,
  invoicesLate: 0.03,
  releasesAfterTimeOut: 0.5,
  looks: 0.05,
  cutsLine: 0,
};

/** Everything that can go wrong on a marketplace's side, often. */
export const roughHabits: Habits = {
  forbiddenSplit: 0.08,
  tooMany: 0.05,
  unknownListing: 0.04,
  underbids: 0.15,
  overridesPrice: 0.5,
  fraud: 0.3,
  forgets: 0.05,
  holdsTwice: 0.25,
  invoicesTwice: 0.25,
  releasesTwice: 0.25,
  releasesFirst: 0.05,
  invoicesLate: 0.1,
  releasesAfterTimeOut: 0.5,
  looks: 0.2,
  cutsLine: 0.15,
};
