// The order is a table. Every state meets every event here, as data; a missing cell does not compile.
// `docs/states.md` is generated from this file. Guards have been judged before an event gets here: the table knows
// no clock, no seats and no marketplace.

/** No order yet: the row in which every deal begins. Never stored. */
export type NoOrder = 'unknown';

export const orderStates = [
  'holding',
  'held',
  'pledged',
  'declined',
  'undoing',
  'releasing',
  'released',
  'expiring',
  'expired',
  'reported',
  'invoicing',
  'retaking',
  'confirming',
  'confirmed',
  'unfilled',
  'rejecting',
  'rejected',
  'voiding',
  'cancelled',
  'duplicate',
  'stuck',
] as const;
export type OrderState = (typeof orderStates)[number];

/** What the marketplace, or the broker, says. `retry_asked`: the POS is to be asked once more for a sale that is stuck with its tickets. */
export const callEvents = [
  'hold_claimed',
  'hold_refused',
  'release_asked',
  'invoice_asked',
  'sale_reported',
  'sale_gone',
  'reject_asked',
  'retry_asked',
] as const;

/**
 * What the POS says. `pos_not_reached`: proof that no question ever left for it. `pos_refused_held_invoice`: it will not sell the
 * tickets that it held for us, or may have held. `pos_refused_late_invoice`: its hold was invoiced
 * after its time, the tickets are gone, and the marketplace has not been told that the sale stands.
 */
export const posEvents = [
  'pos_held',
  'pos_refused_hold',
  'pos_released',
  'pos_not_reached',
  'pos_invoiced',
  'pos_refused_invoice',
  'pos_refused_held_invoice',
  'pos_refused_late_invoice',
  'pos_voided',
  'pos_refused_void',
] as const;

/**
 * What the clock shows (`pos_away`: the POS is out of reach, and the account holds in the ledger meanwhile), what a re-read
 * of the sale shows, and what the marketplace makes of our answer. `sale_known`: another order has this sale.
 * `sale_unasked`: it stands at a marketplace that asks first, and we were never asked. `confirmation_missing`: we have
 * confirmed it, and the marketplace shows it unconfirmed still. `sale_changed`: it shows another number of tickets than were taken
 * for it, and waits to be confirmed.
 */
export const otherEvents = [
  'answer_overdue',
  'pos_away',
  'hold_outlived',
  'attempts_exhausted',
  'sale_stands',
  'sale_unfillable',
  'sale_known',
  'sale_unasked',
  'marketplace_confirmed',
  'marketplace_rejected',
  'confirmation_missing',
  'sale_changed',
] as const;

/**
 * What a person says is true of an order that is stuck, after looking at it in the POS and at the marketplace. Nobody else can
 * end a contradiction: their word is the proof, as the POS's own word is elsewhere.
 */
export const personEvents = [
  'settled_invoiced',
  'settled_unfilled',
  'settled_released',
  'settled_cancelled',
  'settled_duplicate',
] as const;

export type OrderEvent =
  | (typeof callEvents)[number]
  | (typeof posEvents)[number]
  | (typeof otherEvents)[number]
  | (typeof personEvents)[number];
export const orderEvents: readonly OrderEvent[] = [...callEvents, ...posEvents, ...otherEvents, ...personEvents];

/** A repeated, late or meaningless event: the order stays as it is, and so does its answer. */
const stay = 'stay';
type Cell = OrderState | typeof stay;
type Grid<Events extends readonly OrderEvent[]> = Record<OrderState | NoOrder, Record<Events[number], Cell>>;

const ____ = stay;

// biome-ignore format: a table is read by its columns
const calls: Grid<typeof callEvents> = {
  unknown:    { hold_claimed: 'holding', hold_refused: 'declined', release_asked: 'released',  invoice_asked: ____,        sale_reported: 'reported', sale_gone: 'cancelled', reject_asked: ____,        retry_asked: ____        },
  holding:    { hold_claimed: ____,      hold_refused: ____,       release_asked: 'releasing', invoice_asked: 'invoicing', sale_reported: 'reported', sale_gone: 'releasing', reject_asked: ____,        retry_asked: ____        },
  held:       { hold_claimed: ____,      hold_refused: ____,       release_asked: 'releasing', invoice_asked: 'invoicing', sale_reported: 'reported', sale_gone: 'releasing', reject_asked: ____,        retry_asked: ____        },
  pledged:    { hold_claimed: ____,      hold_refused: ____,       release_asked: 'releasing', invoice_asked: 'invoicing', sale_reported: 'reported', sale_gone: 'releasing', reject_asked: ____,        retry_asked: ____        },
  declined:   { hold_claimed: ____,      hold_refused: ____,       release_asked: 'released',  invoice_asked: ____,        sale_reported: 'reported', sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  undoing:    { hold_claimed: ____,      hold_refused: ____,       release_asked: 'releasing', invoice_asked: ____,        sale_reported: 'reported', sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  releasing:  { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: 'reported', sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  released:   { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: 'reported', sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  expiring:   { hold_claimed: ____,      hold_refused: ____,       release_asked: 'releasing', invoice_asked: 'invoicing', sale_reported: 'reported', sale_gone: 'releasing', reject_asked: ____,        retry_asked: ____        },
  expired:    { hold_claimed: ____,      hold_refused: ____,       release_asked: 'released',  invoice_asked: 'invoicing', sale_reported: 'reported', sale_gone: 'released',  reject_asked: ____,        retry_asked: ____        },
  reported:   { hold_claimed: 'holding', hold_refused: 'declined', release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: 'voiding',   reject_asked: ____,        retry_asked: ____        },
  invoicing:  { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: 'voiding',   reject_asked: ____,        retry_asked: ____        },
  retaking:   { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: 'voiding',   reject_asked: ____,        retry_asked: ____        },
  confirming: { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: 'voiding',   reject_asked: ____,        retry_asked: ____        },
  confirmed:  { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: 'voiding',   reject_asked: ____,        retry_asked: ____        },
  unfilled:   { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: 'cancelled', reject_asked: 'rejecting', retry_asked: ____        },
  rejecting:  { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: 'cancelled', reject_asked: ____,        retry_asked: ____        },
  rejected:   { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  voiding:    { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  cancelled:  { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  duplicate:  { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: ____,        reject_asked: ____,        retry_asked: ____        },
  stuck:      { hold_claimed: ____,      hold_refused: ____,       release_asked: ____,        invoice_asked: ____,        sale_reported: ____,       sale_gone: ____,        reject_asked: ____,        retry_asked: 'invoicing' },
};

// A POS that says "held" or "invoiced" of an order that let go long ago contradicts itself: a person must look.
// biome-ignore format: a table is read by its columns
const posSays: Grid<typeof posEvents> = {
  unknown:    { pos_held: ____,    pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: ____,         pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  holding:    { pos_held: 'held',  pos_refused_hold: 'declined', pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  held:       { pos_held: ____,    pos_refused_hold: ____,       pos_released: 'expired',   pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  pledged:    { pos_held: 'held',  pos_refused_hold: 'declined', pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  declined:   { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  undoing:    { pos_held: ____,    pos_refused_hold: 'declined', pos_released: 'declined',  pos_not_reached: 'declined', pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  releasing:  { pos_held: ____,    pos_refused_hold: 'released', pos_released: 'released',  pos_not_reached: 'released', pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  released:   { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  expiring:   { pos_held: ____,    pos_refused_hold: 'expired',  pos_released: 'expired',   pos_not_reached: 'expired',  pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  expired:    { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  reported:   { pos_held: ____,    pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  invoicing:  { pos_held: ____,    pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'confirming', pos_refused_invoice: 'stuck', pos_refused_held_invoice: 'retaking',  pos_refused_late_invoice: 'expiring',pos_voided: ____,        pos_refused_void: ____    },
  retaking:   { pos_held: ____,    pos_refused_hold: 'invoicing',pos_released: 'invoicing', pos_not_reached: 'invoicing',pos_invoiced: 'confirming', pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  confirming: { pos_held: ____,    pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: ____,         pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  confirmed:  { pos_held: ____,    pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: ____,         pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  unfilled:   { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  rejecting:  { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  rejected:   { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  voiding:    { pos_held: ____,    pos_refused_hold: ____,       pos_released: 'cancelled', pos_not_reached: 'cancelled',pos_invoiced: ____,         pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: 'cancelled', pos_refused_void: 'stuck' },
  cancelled:  { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  duplicate:  { pos_held: 'stuck', pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: 'stuck',      pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
  stuck:      { pos_held: ____,    pos_refused_hold: ____,       pos_released: ____,        pos_not_reached: ____,       pos_invoiced: ____,         pos_refused_invoice: ____,    pos_refused_held_invoice: ____,        pos_refused_late_invoice: ____,      pos_voided: ____,        pos_refused_void: ____    },
};

// biome-ignore format: a table is read by its columns
const others: Grid<typeof otherEvents> = {
  unknown:    { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  holding:    { answer_overdue: 'undoing', pos_away: 'pledged', hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: 'stuck' },
  held:       { answer_overdue: ____,      pos_away: ____,      hold_outlived: 'expiring', attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  pledged:    { answer_overdue: ____,      pos_away: ____,      hold_outlived: 'expiring', attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: 'stuck' },
  declined:   { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  undoing:    { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  releasing:  { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: 'stuck' },
  released:   { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  expiring:   { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: 'stuck' },
  expired:    { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  reported:   { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: 'invoicing', sale_unfillable: 'unfilled', sale_known: 'duplicate', sale_unasked: 'stuck',  marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: 'stuck' },
  invoicing:  { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: 'unfilled', sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: 'stuck' },
  retaking:   { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: 'stuck' },
  confirming: { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: 'confirmed', marketplace_rejected: 'stuck',    confirmation_missing: ____,         sale_changed: 'stuck' },
  confirmed:  { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: 'stuck',    confirmation_missing: 'confirming', sale_changed: ____    },
  unfilled:   { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: 'invoicing', sale_unfillable: ____,       sale_known: 'duplicate',   sale_unasked: ____,     marketplace_confirmed: 'stuck',     marketplace_rejected: 'rejected', confirmation_missing: ____,         sale_changed: ____    },
  rejecting:  { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: 'stuck',     marketplace_rejected: 'rejected', confirmation_missing: ____,         sale_changed: ____    },
  rejected:   { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: 'stuck',     marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  voiding:    { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: 'stuck', sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  cancelled:  { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  duplicate:  { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
  stuck:      { answer_overdue: ____,      pos_away: ____,      hold_outlived: ____,       attempts_exhausted: ____,    sale_stands: ____,        sale_unfillable: ____,       sale_known: ____,        sale_unasked: ____,     marketplace_confirmed: ____,        marketplace_rejected: ____,       confirmation_missing: ____,         sale_changed: ____    },
};

// biome-ignore format: a table is read by its columns
const people: Grid<typeof personEvents> = {
  unknown:    { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  holding:    { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  held:       { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  pledged:    { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  declined:   { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  undoing:    { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  releasing:  { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  released:   { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  expiring:   { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  expired:    { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  reported:   { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  invoicing:  { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  retaking:   { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  confirming: { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  confirmed:  { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  unfilled:   { settled_invoiced: 'confirming', settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  rejecting:  { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  rejected:   { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  voiding:    { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  cancelled:  { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  duplicate:  { settled_invoiced: ____,         settled_unfilled: ____,       settled_released: ____,       settled_cancelled: ____,        settled_duplicate: ____         },
  stuck:      { settled_invoiced: 'confirming', settled_unfilled: 'unfilled', settled_released: 'released', settled_cancelled: 'cancelled', settled_duplicate: 'duplicate'  },
};

/** Where an order goes from `state` when `event` happens; `stay` when nothing changes. */
export function nextState(state: OrderState | NoOrder, event: OrderEvent): Cell {
  const cells: Record<OrderEvent, Cell> = transitions[state];
  return cells[event];
}

function merge(state: OrderState | NoOrder): Record<OrderEvent, Cell> {
  return { ...calls[state], ...posSays[state], ...others[state], ...people[state] };
}

export const transitions: Record<OrderState | NoOrder, Record<OrderEvent, Cell>> = Object.fromEntries(
  (['unknown', ...orderStates] as const).map((state) => [state, merge(state)]),
) as Record<OrderState | NoOrder, Record<OrderEvent, Cell>>;

/** What an order in this state waits for somebody to be asked. Null: nothing is asked of anyone. */
export const asks = {
  holding: { of: 'pos', to: 'hold' },
  held: null,
  pledged: { of: 'pos', to: 'hold' },
  declined: null,
  undoing: { of: 'pos', to: 'release' },
  releasing: { of: 'pos', to: 'release' },
  released: null,
  expiring: { of: 'pos', to: 'release' },
  expired: null,
  reported: { of: 'marketplace', to: 'read' },
  invoicing: { of: 'pos', to: 'invoice' },
  retaking: { of: 'pos', to: 'release' },
  confirming: { of: 'marketplace', to: 'confirm' },
  confirmed: null,
  unfilled: null,
  rejecting: { of: 'marketplace', to: 'reject' },
  rejected: null,
  voiding: { of: 'pos', to: 'void' },
  cancelled: null,
  duplicate: null,
  stuck: null,
} as const satisfies Record<OrderState, { of: 'pos' | 'marketplace'; to: string } | null>;

export type PosAsk = Extract<NonNullable<(typeof asks)[OrderState]>, { of: 'pos' }>['to'];

export type MarketplaceAsk = Extract<NonNullable<(typeof asks)[OrderState]>, { of: 'marketplace' }>['to'];

/** States in which somebody is asked, and has not answered yet. */
export const askingStates: readonly OrderState[] = orderStates.filter((state) => asks[state] !== null);

/** The state's question to the marketplace, if it has one. */
export function marketplaceAsk(state: OrderState): MarketplaceAsk | null {
  const ask = asks[state];
  return ask?.of === 'marketplace' ? ask.to : null;
}

/** The state's POS question, if it has one. */
export function posAsk(state: OrderState): PosAsk | null {
  const ask = asks[state];
  return ask?.of === 'pos' ? ask.to : null;
}

/**
 * Whether an order in this state owns its tickets. `keeps`: as many as it had before it came here.
 * Invariant one-owner-per-ticket: the ledger's owner slots say the same, and `holdfast verify` compares.
 */
export const ownership = {
  holding: 'owns',
  held: 'owns',
  pledged: 'owns',
  declined: 'free',
  undoing: 'owns',
  releasing: 'owns',
  released: 'free',
  expiring: 'owns',
  expired: 'free',
  reported: 'keeps',
  invoicing: 'owns',
  retaking: 'owns',
  confirming: 'owns',
  confirmed: 'owns',
  unfilled: 'free',
  rejecting: 'free',
  rejected: 'free',
  voiding: 'keeps',
  cancelled: 'free',
  duplicate: 'free',
  stuck: 'keeps',
} as const satisfies Record<OrderState, 'owns' | 'free' | 'keeps'>;

/** States that nothing is asked in and that no clock moves: the order has come to rest. */
export const restStates: readonly OrderState[] = [
  'declined',
  'released',
  'expired',
  'confirmed',
  'rejected',
  'cancelled',
  'duplicate',
  'stuck',
];

/** Plain meaning of each state, for people: the generated page, the reference and the console say the same. */
export const stateMeanings = {
  holding: 'tickets are claimed; the POS was asked to hold them and has not answered yet',
  held: 'the POS holds the tickets for the marketplace',
  pledged:
    'the marketplace was told yes while the POS was out of reach; only the ledger holds the tickets, and the POS is asked as soon as it is back',
  declined: 'the marketplace was told no, or a pledge was refused by the POS when it was back; nothing is held',
  undoing: 'the POS answered too late, the marketplace was told no, and whatever the POS did is being undone',
  releasing: 'the POS is asked to let go of the tickets',
  released: 'the tickets were let go; also the tombstone of a release that came before its hold',
  expiring: 'the hold outlived its time; the POS is asked to let go',
  expired: 'the hold outlived its time and the tickets are free; a late invoice may take them again if they still are',
  reported: 'a sale notice is stored and the sale is being read again at the marketplace',
  invoicing: 'tickets are claimed; the POS was asked to invoice them and has not answered yet',
  retaking:
    'the POS would not sell the tickets that it held; it is asked to let go of them, so that the same ones are taken anew',
  confirming: 'invoiced in the POS; the marketplace is asked to confirm (or, where it asked first, has agreed already)',
  confirmed: 'sold and confirmed',
  unfilled: 'a sale without tickets: it waits for a person, or for its deadline',
  rejecting: 'the marketplace is being told no',
  rejected: 'the marketplace knows that there is no sale',
  voiding: 'the marketplace cancelled the sale; whatever the POS did is being undone',
  cancelled: 'the marketplace cancelled the sale and the POS has taken the tickets back',
  duplicate:
    'a sale that is not this order’s to fill: another order has it, or it was done before the broker connected',
  stuck: 'a contradiction, or attempts used up: only a person may move it',
} as const satisfies Record<OrderState, string>;
