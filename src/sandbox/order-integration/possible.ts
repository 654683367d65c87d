// What may stand in the hub for one line, as far as a marketplace can know from the contract and from what it was told.
// Pure. Every answer narrows it down; time, and calls whose answers were lost, widen it again. An answer that leaves
// nothing possible contradicts an earlier one, and that is what comparing books looks for.
import type { Asked, Line } from './book.ts';
import type { HoldStatus } from './published-contract.ts';
import type { Ask } from './wire.ts';

/** A status of the contract; `none`: never seen; `undoing`: the hold was refused, and what the POS did late is being undone. */
export type Standing = HoldStatus | 'none' | 'undoing';

export type Belief = 'held' | 'sold' | 'released' | 'declined' | 'unknown';

export type Known = {
  standings: ReadonlySet<Standing>;
  /** Calls whose answers were lost: each may take effect at any later time. */
  lost: ReadonlySet<Ask>;
  /** When the hold lapses; null when nobody said. */
  expiresAt: number | null;
};

export const nothingKnown: Known = { standings: new Set(['none']), lost: new Set(), expiresAt: null };

type Cause = Exclude<Ask, 'look'> | 'hub' | 'time' | 'person';
type Way = readonly [Cause, Standing];

/** Where each standing may lead, and by what: a call, the hub's own work, the end of the hold's time, or a person at the hub. */
const ways: Record<Standing, readonly Way[]> = {
  none: [
    ['hold', 'holding'],
    ['release', 'released'],
  ],
  holding: [
    ['hub', 'held'],
    ['hub', 'declined'],
    ['hub', 'undoing'],
    ['hub', 'stuck'],
    ['release', 'releasing'],
    ['invoice', 'invoicing'],
  ],
  held: [
    ['time', 'expired'],
    ['release', 'releasing'],
    ['invoice', 'invoicing'],
  ],
  invoicing: [
    ['hub', 'confirmed'],
    ['hub', 'stuck'],
  ],
  undoing: [
    ['hub', 'declined'],
    ['hub', 'stuck'],
    ['release', 'releasing'],
  ],
  releasing: [
    ['hub', 'released'],
    ['hub', 'stuck'],
  ],
  expired: [
    ['release', 'releasing'],
    ['invoice', 'invoicing'],
  ],
  declined: [['release', 'released']],
  released: [],
  confirmed: [],
  stuck: [
    ['person', 'invoicing'],
    ['person', 'confirmed'],
    ['person', 'releasing'],
    ['person', 'released'],
  ],
};

/** Everything that may stand there by `now`, when `asking` is under way too. `now` null: time is left out of account. */
export function possibleBy(known: Known, now: number | null, asking: Ask | null = null): Set<Standing> {
  const reached = new Set(known.standings);
  // A set grows while it is walked, so what is added is walked too.
  for (const standing of reached) {
    for (const [cause, next] of ways[standing]) if (mayHappen(cause, known, now, asking)) reached.add(next);
  }
  return reached;
}

function mayHappen(cause: Cause, known: Known, now: number | null, asking: Ask | null): boolean {
  if (cause === 'hub') return true;
  if (cause === 'time') return now !== null && (known.expiresAt === null || known.expiresAt <= now);
  // A person is called where the hub has said so, and nowhere else.
  if (cause === 'person') return known.standings.has('stuck');
  return cause === asking || known.lost.has(cause);
}

export type Learnt = { known: Known; contradiction: boolean };

/** What is known after one more question. `contradiction`: the answer cannot be true if the earlier ones are. */
export function learn(before: Known, asked: Asked): Learnt {
  const known = { ...before, expiresAt: expiryIn(asked) ?? before.expiresAt };
  const said = standingsSaid(asked);
  if (said === 'nothing') return { known, contradiction: false };
  if (said === 'lost') return { known: { ...known, lost: new Set([...known.lost, asked.ask]) }, contradiction: false };
  const possible = possibleBy(known, asked.at, asked.ask);
  const left = said.filter((standing) => possible.has(standing));
  const contradiction = left.length === 0;
  return { known: { ...known, standings: new Set(contradiction ? said : left) }, contradiction };
}

export function knownOf(line: Line): Known {
  return line.asked.reduce((known, asked) => learn(known, asked).known, nothingKnown);
}

/** What the marketplace takes to be so. A hold that it was given counts as held until it hears otherwise. */
export function beliefOf(line: Line): Belief {
  const known = knownOf(line);
  if (mayBeBought(known, line)) return 'held';
  const beliefs = new Set<Belief>();
  for (const standing of possibleBy(known, null)) {
    const belief = beliefBy[standing];
    if (belief !== null) beliefs.add(belief);
  }
  // Refused or let go of: where its answers do not tell which, it has no tickets either way.
  if (beliefs.has('released')) beliefs.delete('declined');
  const [belief, another] = beliefs;
  return belief === undefined || another !== undefined || line.asked.length === 0 ? 'unknown' : belief;
}

const stands: ReadonlySet<Standing> = new Set(['held', 'invoicing', 'confirmed', 'stuck']);

/**
 * Told that the tickets are its own, and not whether they are held or sold: it has asked to buy nothing and to let nothing go. Should a
 * person at the hub have done either meanwhile, its invoice or its release shows that.
 */
function mayBeBought({ standings, lost }: Known, { orderId }: Line): boolean {
  const isTold = standings.has('held') && [...standings].every((standing) => stands.has(standing));
  return isTold && orderId === null && !lost.has('release');
}

/** Null: says nothing either way, since the hub's people will decide. */
const beliefBy: Record<Standing, Belief | null> = {
  none: 'declined',
  holding: 'unknown',
  held: 'held',
  declined: 'declined',
  undoing: 'declined',
  releasing: 'released',
  released: 'released',
  expired: 'released',
  invoicing: 'sold',
  confirmed: 'sold',
  stuck: null,
};

function expiryIn({ answer }: Asked): number | null {
  const expiresAt = answer.kind === 'answered' ? answer.hold?.expires_at : null;
  return expiresAt ? Date.parse(expiresAt) : null;
}

const refused: readonly Standing[] = ['declined', 'undoing', 'releasing', 'released'];

/** What each problem says of how the line stands. A refused hold stays refused, though it be released afterwards. */
const standingsByCode: Record<string, readonly Standing[]> = {
  listing_unknown: refused,
  not_available: refused,
  split_not_allowed: refused,
  price_too_low: refused,
  pos_unreachable: refused,
  hold_released: ['releasing', 'released'],
  hold_expired: ['expired', 'releasing', 'released'],
  already_invoiced: ['invoicing', 'confirmed'],
  hold_unknown: ['none'],
  // The marketplace uses no id twice, so these two are never true.
  global_id_reused: [],
  order_id_reused: [],
};

/** Problems after which it is not known whether anything was done. */
const sayNothingCertain = new Set(['internal', 'hub_unavailable', 'not_known_yet']);

function standingsSaid({ ask, answer }: Asked): readonly Standing[] | 'lost' | 'nothing' {
  if (answer.kind === 'lost') return ask === 'look' ? 'nothing' : 'lost';
  if (answer.means) return answer.means;
  if (answer.hold) return answer.hold.status === 'releasing' ? ['releasing', 'undoing'] : [answer.hold.status];
  const said = answer.code === null ? undefined : standingsByCode[answer.code];
  if (said) return said;
  const isOpen =
    answer.code === null ? answer.status >= 500 || answer.status < 300 : sayNothingCertain.has(answer.code);
  return isOpen && ask !== 'look' ? 'lost' : 'nothing';
}
