// Sets of states that people ask for by one name: the same in the API, the console and saved views.
import { type OrderState, orderStates, ownership, restStates } from './transitions.ts';

const at = (isIn: (state: OrderState) => boolean): readonly OrderState[] => orderStates.filter(isIn);
const isSold = (state: OrderState): boolean => state === 'confirmed';

export const stateGroups = {
  /** Only a person moves these on. */
  needs_you: ['unfilled', 'stuck'],
  /** Everything but fulfilled. */
  not_fulfilled: at((state) => !isSold(state)),
  /** Not at its end: something is still asked, awaited or wrong. */
  open: at((state) => !restStates.includes(state) || state === 'stuck'),
  /** Tickets are set aside, and not sold. */
  on_hold: ['holding', 'held', 'pledged', 'undoing', 'releasing', 'expiring'],
  fulfilled: ['confirmed'],
  /** Over, and nothing was sold. */
  no_sale: at((state) => restStates.includes(state) && ownership[state] === 'free'),
} as const satisfies Record<string, readonly OrderState[]>;

export type StateGroup = keyof typeof stateGroups;
export const stateGroupNames = Object.keys(stateGroups) as StateGroup[];

/** Whether an order in any of these states may be sorted by more than its time: few are in them at once. */
export function areOpen(states: readonly OrderState[]): boolean {
  return states.every((state) => stateGroups.open.includes(state));
}
