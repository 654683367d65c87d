// What becomes of a listing's tickets when the POS shows how its group stands. Pure.
// Invariant one-owner-per-ticket: a ticket that an order owns stays with it, whatever the POS shows. Of the others, those
// that the POS has sold or holds are `elsewhere`; and our own holds in the POS are not taken for somebody else's.
import { elsewhere, isOrders, type Slots } from './claim.ts';

export type ShownTicket = {
  seat: string | null;
  standing: 'free' | 'held' | 'sold';
  /** Our reference, where the POS shows it. */
  reference: string | null;
};

export type ShownBy = {
  /** Whether the POS holds the seats that we name; else it may hold others in their stead. */
  choosesSeats: boolean;
  /** Whether the POS had an order's hold or sale on its book when it showed this. */
  isInPos: (orderId: string) => boolean;
  /** Under what reference an order's tickets stand there. */
  referenceOf: (orderId: string) => string;
};

/**
 * Null: numbered seats cannot take the place of owned general-admission places, nor the other way round, because nobody
 * can say which is which.
 */
export function reckon(stored: Slots, shown: readonly ShownTicket[], by: ShownBy): Slots | null {
  const owned = stored.seats.filter((_, slot) => isOrders(stored.owners[slot]));
  const isGeneralAdmission = (shown[0]?.seat ?? null) === null;
  if (shown.length === 0) return onlyOwned(stored);
  if (owned.some((seat) => (seat === null) !== isGeneralAdmission)) return null;
  return isGeneralAdmission ? reckonPlaces(stored, shown, by) : reckonSeats(stored, shown, by);
}

/**
 * Whether orders own tickets here which the POS does not show as theirs: not yet, not any more, or because it shows no
 * references. What it shows of those tickets instead is not known until it is read after they let go.
 */
export function isHidden(stored: Slots, shown: readonly ShownTicket[]): boolean {
  const owned = stored.owners.flatMap((owner, slot) =>
    isOrders(owner) ? [placeOf(owner, stored.seats[slot] ?? null)] : [],
  );
  const theirs = countOf(
    shown.flatMap(({ seat, standing, reference }) =>
      standing === 'free' || reference === null ? [] : [placeOf(reference, seat)],
    ),
  );
  return Array.from(countOf(owned)).some(([place, count]) => (theirs.get(place) ?? 0) < count);
}

/** An owner's seat, or one of its places without a name. */
function placeOf(owner: string, seat: string | null): string {
  return `${owner} ${seat ?? ''}`;
}

function onlyOwned({ seats, owners }: Slots): Slots {
  const kept = owners.flatMap((owner, slot) => (isOrders(owner) ? [slot] : []));
  return { seats: kept.map((slot) => seats[slot] ?? null), owners: kept.map((slot) => owners[slot] ?? null) };
}

/** The seats in the POS's order, and behind them owned seats that it does not show any more. */
function reckonSeats(stored: Slots, shown: readonly ShownTicket[], { choosesSeats }: ShownBy): Slots {
  const orderOf = new Map<string | null, string>();
  for (const [slot, owner] of stored.owners.entries())
    if (isOrders(owner)) orderOf.set(stored.seats[slot] ?? null, owner);
  const ours = new Set(orderOf.values());
  const taken = shown.filter(
    ({ seat, standing, reference }) => standing !== 'free' && !orderOf.has(seat) && !isOurs(reference, ours),
  );
  // Where the POS picked other seats for our order, those it shows free in their stead tell how many.
  const inOurStead = choosesSeats
    ? 0
    : shown.filter(({ seat, standing }) => standing === 'free' && orderOf.has(seat)).length;
  const theirs = [...taken.filter(isNamed), ...taken.filter((ticket) => !isNamed(ticket)).slice(inOurStead)];
  const gone = new Set(theirs.map(({ seat }) => seat));
  const seats = shown.map(({ seat }) => seat);
  const isShown = new Set(seats);
  const all = [...seats, ...[...orderOf.keys()].filter((seat) => !isShown.has(seat))];
  return { seats: all, owners: all.map((seat) => orderOf.get(seat) ?? (gone.has(seat) ? elsewhere : null)) };
}

/** Somebody else's for certain: it stands under a reference, and that is none of ours. */
function isNamed({ reference }: ShownTicket): boolean {
  return reference !== null;
}

function isOurs(reference: string | null, ours: ReadonlySet<string>): boolean {
  return reference !== null && ours.has(reference);
}

/**
 * Places have no names: they are counted. Of those that are taken, as many are ours as our orders have there; what our
 * orders own and the POS cannot know of yet is kept out of what it shows as free.
 */
function reckonPlaces(stored: Slots, shown: readonly ShownTicket[], { isInPos, referenceOf }: ShownBy): Slots {
  const owners = stored.owners.filter(isOrders);
  const ours = new Set(owners.map(referenceOf));
  const taken = shown.filter(({ standing }) => standing !== 'free');
  const unnamed = taken.filter((ticket) => !isNamed(ticket)).length;
  const strangers = taken.filter((ticket) => isNamed(ticket) && !isOurs(ticket.reference, ours)).length;
  const named = countOf(taken.flatMap(({ reference }) => (isOurs(reference, ours) ? [reference as string] : [])));
  let known = 0;
  let coming = 0;
  for (const [owner, count] of countOf(owners)) {
    const left = Math.max(0, count - (named.get(referenceOf(owner)) ?? 0));
    if (isInPos(owner)) known += left;
    else coming += left;
  }
  const unexplained = Math.max(0, unnamed - known);
  const arrived = Math.min(unexplained, coming);
  const free = Math.max(0, shown.length - taken.length - (coming - arrived));
  return withCounts(stored, { away: strangers + unexplained - arrived, free });
}

/** Owned places stay where they are; the others stay as they are as far as the counts allow. */
function withCounts(stored: Slots, { away, free }: { away: number; free: number }): Slots {
  let [awayLeft, freeLeft] = [away, free];
  const kept = stored.owners.flatMap((owner) => {
    if (isOrders(owner)) return [owner];
    if (owner === elsewhere) return awayLeft-- > 0 ? [owner] : [];
    return freeLeft-- > 0 ? [null] : [];
  });
  const owners: (string | null)[] = [
    ...kept,
    ...Array.from({ length: Math.max(0, freeLeft) }, () => null),
    ...Array.from({ length: Math.max(0, awayLeft) }, () => elsewhere),
  ];
  return { seats: owners.map(() => null), owners };
}

function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
