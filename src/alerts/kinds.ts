// What each kind of alert is called, and how long its cause stands: as data, by the state of its order. An alert whose
// order has moved on is over by itself, whoever moved it.
import { ourNoStates } from '../core/against-our-no.ts';
import { takenStates } from '../core/changed-sale.ts';
import type { Alert } from '../core/command.ts';
import { type OrderState, orderStates, restStates } from '../core/transitions.ts';
import { waitsForMarketplace, waitsForPos } from '../core/unanswered.ts';
import type { AlertRule } from '../db/alerts.ts';
import type { ConnectionAlertKind } from '../db/connection-alerts.ts';
import type { PosAlertKind } from '../db/pos-alerts.ts';

/** The last three are the sweep's. */
export type AlertKind =
  | Alert['kind']
  | ConnectionAlertKind
  | PosAlertKind
  | 'disagreement'
  | 'seat_listed_twice'
  | 'gone_seat_listed';

type Nature = {
  /** Opens a subject line: a few letters. */
  name: string;
  /** What one is, and what several are, in a plain sentence after their number. */
  one: string;
  many: string;
  /**
   * The states in which the order still needs a person for it. `any`: whoever raised it ends it, or a person who has seen to it. Null: it is about a
   * connection or a POS, and whoever watches that ends it.
   */
  standsIn: readonly OrderState[] | 'any' | null;
  /** States in which nobody is needed any more, and yet somebody should have been told. */
  untilToldIn?: readonly OrderState[];
  /** States in which it stands only while the marketplace's last word is unread. */
  whileUnreadIn?: readonly OrderState[];
  /** States in which it stands only while nothing is known of the sale but its number. */
  whileUnseenIn?: readonly OrderState[];
  /** Whether its cause goes on, and is repeated until somebody sees to it. Else it has happened, and is told once. */
  goesOn: boolean;
};

/** The marketplace took the sale back: nothing is left to do, but the broker has lost it, and may be fined. */
export const lost: readonly OrderState[] = ['voiding', 'cancelled'];

const atRest = (state: OrderState): boolean => restStates.includes(state);

export const alertKinds: Record<AlertKind, Nature> = {
  unfilled: {
    name: 'Unfilled',
    one: 'sale cannot be filled',
    many: 'sales cannot be filled',
    standsIn: ['unfilled'],
    untilToldIn: ['rejecting', 'rejected', ...lost],
    goesOn: true,
  },
  deadline_near: {
    name: 'Deadline near',
    one: 'sale is near its deadline',
    many: 'sales are near their deadlines',
    standsIn: ['reported', 'invoicing', 'retaking', 'confirming', 'unfilled'],
    untilToldIn: lost,
    goesOn: true,
  },
  stuck: {
    name: 'Stuck',
    one: 'order is stuck',
    many: 'orders are stuck',
    standsIn: ['stuck'],
    goesOn: true,
  },
  confirm_by_hand: {
    name: 'Confirm by hand',
    one: 'sale must be confirmed by hand',
    many: 'sales must be confirmed by hand',
    standsIn: ['confirming'],
    untilToldIn: lost,
    goesOn: true,
  },
  reject_by_hand: {
    name: 'Reject by hand',
    one: 'sale must be rejected by hand',
    many: 'sales must be rejected by hand',
    standsIn: ['rejecting'],
    goesOn: true,
  },
  sale_unclear: {
    name: 'Unclear',
    one: 'sale is not clear',
    many: 'sales are not clear',
    standsIn: orderStates.filter((state) => !atRest(state)),
    whileUnreadIn: orderStates.filter(atRest),
    goesOn: true,
  },
  sale_unread: {
    name: 'Sale not read',
    one: 'sale cannot be read at its marketplace',
    many: 'sales cannot be read at their marketplaces',
    standsIn: [],
    whileUnseenIn: ['reported'],
    untilToldIn: lost,
    goesOn: true,
  },
  unanswered: {
    name: 'No answer',
    one: 'order has waited for an answer for long',
    many: 'orders have waited for an answer for long',
    standsIn: [...waitsForPos, ...waitsForMarketplace],
    goesOn: true,
  },
  invoice_refused: {
    name: 'Invoice refused',
    one: 'invoice was refused',
    many: 'invoices were refused',
    standsIn: ['declined', 'undoing', 'releasing', 'released', 'expiring', 'expired'],
    goesOn: false,
  },
  sale_against_our_no: {
    name: 'Sold against our no',
    one: 'sale stands at its marketplace although it was told no',
    many: 'sales stand at their marketplaces although they were told no',
    standsIn: ourNoStates,
    goesOn: false,
  },
  sale_changed: {
    name: 'Changed there',
    one: 'sale has changed at its marketplace',
    many: 'sales have changed at their marketplaces',
    standsIn: takenStates,
    goesOn: false,
  },
  sale_told_again: {
    name: 'Told again, otherwise',
    one: 'sale is told of again, otherwise than it is here',
    many: 'sales are told of again, otherwise than they are here',
    standsIn: 'any',
    goesOn: false,
  },
  unconfirmed_limit_near: {
    name: 'Unconfirmed limit near',
    one: 'headliner is near the limit of unconfirmed sales',
    many: 'headliners are near the limit of unconfirmed sales',
    standsIn: null,
    goesOn: true,
  },
  disagreement: {
    name: 'Disagreement',
    one: 'order stands otherwise in the POS or at its marketplace',
    many: 'orders stand otherwise in the POS or at their marketplaces',
    standsIn: 'any',
    goesOn: true,
  },
  seat_listed_twice: {
    name: 'Listed twice',
    one: 'order has seats that another listing has too',
    many: 'orders have seats that other listings have too',
    standsIn: 'any',
    goesOn: true,
  },
  gone_seat_listed: {
    name: 'Gone, and listed',
    one: 'POS has seats gone that another listing still offers',
    many: 'POS systems have seats gone that other listings still offer',
    standsIn: null,
    goesOn: true,
  },
  two_confirmers: {
    name: 'Two confirmers',
    one: 'marketplace is confirmed for by the POS as well',
    many: 'marketplaces are confirmed for by the POS as well',
    standsIn: null,
    goesOn: true,
  },
  list_unread: {
    name: 'List not read',
    one: 'list of sales cannot be read',
    many: 'lists of sales cannot be read',
    standsIn: null,
    goesOn: true,
  },
  stock_unread: {
    name: 'Stock not read',
    one: 'POS does not let its stock be read',
    many: 'POS systems do not let their stock be read',
    standsIn: null,
    goesOn: true,
  },
  notice_unreadable: {
    name: 'Notice not read',
    one: 'marketplace sends notices that cannot be read',
    many: 'marketplaces send notices that cannot be read',
    standsIn: null,
    goesOn: true,
  },
  invoice_unknown: {
    name: 'Unknown hold invoiced',
    one: 'marketplace invoices holds that are not known here',
    many: 'marketplaces invoice holds that are not known here',
    standsIn: null,
    goesOn: true,
  },
  pledge_refused: {
    name: 'Pledge refused',
    one: 'hold that only the ledger had was refused by the POS',
    many: 'holds that only the ledger had were refused by the POS',
    standsIn: ['declined'],
    goesOn: false,
  },
  connection_refused: {
    name: 'Connection refused',
    one: 'marketplace refuses us',
    many: 'marketplaces refuse us',
    standsIn: null,
    goesOn: true,
  },
};

/** The same, as the database compares it. */
export const alertRules: readonly AlertRule[] = Object.entries(alertKinds).flatMap(([kind, nature]) => [
  ...statesOf(nature).map((state) => ({ kind, state, only: null })),
  ...(nature.untilToldIn ?? []).map((state) => ({ kind, state, only: 'untold' as const })),
  ...(nature.whileUnreadIn ?? []).map((state) => ({ kind, state, only: 'unread' as const })),
  ...(nature.whileUnseenIn ?? []).map((state) => ({ kind, state, only: 'unseen' as const })),
]);

function statesOf({ standsIn }: Nature): readonly OrderState[] {
  return standsIn === 'any' ? orderStates : (standsIn ?? []);
}
