// What a person may do about an order as it stands, read from the table of transitions: the event that an act brings about
// must lead somewhere. The decision judges again when the act comes; this says what is worth offering.
import type { Act } from './command.ts';
import type { Order } from './order.ts';
import { isOwed } from './owed.ts';
import { canBeRetried, type Settlement, settlementEvents, settlementsOf } from './settle.ts';
import { stateGroups } from './state-groups.ts';
import { nextState, type OrderEvent, type OrderState } from './transitions.ts';

export type ActKind = Act['do'];
/** `as`: what is said to be true of an order that is stuck. */
export type PossibleAct = { do: Exclude<ActKind, 'settle'>; as: null } | { do: 'settle'; as: Settlement };

/** By what each act is done. `in`: where the event alone says too little. */
const acts: Readonly<Record<Exclude<ActKind, 'settle'>, { event: OrderEvent; in: readonly OrderState[] | null }>> = {
  reject: { event: 'reject_asked', in: null },
  retry: { event: 'sale_stands', in: ['unfilled'] },
  fill: { event: 'sale_stands', in: ['unfilled'] },
  release: { event: 'release_asked', in: stateGroups.on_hold },
  note_confirmed: { event: 'marketplace_confirmed', in: ['confirming'] },
  note_rejected: { event: 'marketplace_rejected', in: ['unfilled', 'rejecting'] },
  note_cancelled: { event: 'sale_gone', in: null },
};

/** Whoever asks first is never told no to a sale; what it cancels it tells, unless we owe it the tickets. */
const isOfToldSales: ReadonlySet<ActKind> = new Set(['reject', 'note_rejected', 'note_cancelled']);

const kinds = Object.keys(acts) as (keyof typeof acts)[];
export const actKinds: readonly ActKind[] = [...kinds, 'settle'];

/** `owns`: whether it has tickets now, which a stuck order may or may not. */
export function possibleActs(order: Order, owns: boolean): PossibleAct[] {
  const { state, flow } = order;
  const settlements = settlementsOf(order).filter((as) => nextState(state, settlementEvents[as]) !== 'stay');
  const simple = kinds.filter((kind) => {
    const { event, in: states } = acts[kind];
    if (flow === 'order_integration' && isOfToldSales.has(kind) && !(kind === 'note_cancelled' && isOwed(order)))
      return false;
    if (kind === 'retry' && canBeRetried(order, owns)) return true;
    // What is stuck without tickets can be filled in the same breath as it is settled.
    if (kind === 'fill' && settlements.includes('unfilled') && !owns) return true;
    return nextState(state, event) !== 'stay' && (states === null || states.includes(state));
  });
  return [
    ...simple.map((kind) => ({ do: kind, as: null })),
    ...settlements.map((as) => ({ do: 'settle' as const, as })),
  ];
}
