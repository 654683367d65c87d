// Which other listing of the same event could fill a sale whose tickets are gone. Pure; a person decides.
// Better first: the buyer must not be worse off, so only the same section counts as alike, and a dearer ticket as better.
import { pickSlots, type Slots } from './claim.ts';

export type Candidate = Slots & {
  remoteId: string;
  section: string | null;
  row: string | null;
  /** In minor units, each. */
  price: number;
  currency: string;
};

export type Proposal = {
  remoteId: string;
  section: string | null;
  row: string | null;
  seats: readonly (string | null)[];
  price: number;
  currency: string;
  /** `alike`: the same section and a row that is as good or better. `better`: elsewhere, and sold for more. `other`: the rest. */
  match: 'alike' | 'better' | 'other';
};

/** What each match is to a person. */
export const matchMeanings: Readonly<Record<Proposal['match'], string>> = {
  alike: 'same section, as good a row or a better one',
  better: 'elsewhere, and sold for more',
  other: 'elsewhere',
};

/** `sold`: what the buyer was promised. Only listings with enough tickets, side by side where seats are numbered. */
export function proposalsFor(
  sold: { section: string | null; row: string | null; price: number | null; quantity: number },
  candidates: readonly Candidate[],
): Proposal[] {
  const proposals = candidates.flatMap((candidate) => {
    const picked = pickSlots(candidate, { rule: 'any' }, sold.quantity);
    if ('refusal' in picked) return [];
    const { remoteId, section, row, price, currency } = candidate;
    const seats = picked.slots.map((slot) => candidate.seats[slot] ?? null);
    return [{ remoteId, section, row, seats, price, currency, match: matchOf(sold, candidate) }];
  });
  return proposals.sort(
    (one, other) =>
      order[one.match] - order[other.match] || one.price - other.price || compareText(one.remoteId, other.remoteId),
  );
}

const order = { alike: 0, better: 1, other: 2 } as const;

type Sold = Parameters<typeof proposalsFor>[0];

function matchOf(sold: Sold, { section, row, price }: Candidate): Proposal['match'] {
  if (section !== null && section === sold.section && isAsNear(row, sold.row)) return 'alike';
  return sold.price !== null && price > sold.price ? 'better' : 'other';
}

/** Rows are nearer the smaller their number, or the earlier their letter; rows of different kinds cannot be compared. */
function isAsNear(row: string | null, than: string | null): boolean {
  if (row === than) return true;
  if (row === null || than === null) return false;
  if (/^\d+$/.test(row) && /^\d+$/.test(than)) return Number(row) <= Number(than);
  return /^[A-Z]$/i.test(row) && /^[A-Z]$/i.test(than) && row.toUpperCase() <= than.toUpperCase();
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
