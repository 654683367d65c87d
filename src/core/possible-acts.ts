// What a person may do about an order as it stands, read from the table of transitions: the event that an act brings about
// must lead somewhere. The decision judges again when the act comes; this says what is worth offering.
import type { Act } from './command.ts';
import type { Order } from './order.ts';
import { stateGroups } from './state-groups.ts';
import { nextState, type OrderEvent, type OrderState } from './transitions.ts';

export type ActKind = Act['do'];

/** By what each act is done. `in`: where the event alone says too little. */
const acts: Readonly<Record<ActKind, { event: OrderEvent; in: readonly OrderState[] | null }>> = {
  reject: { event: 'reject_asked', in: null },
  retry: { event: 'sale_stands', in: ['unfilled'] },
  fill: { event: 'sale_stands', in: ['unfilled'] },
  release: { event: 'release_asked', in: stateGroups.on_hold },
  note_confirmed: { event: 'marketplace_confirmed', in: ['confirming'] },
  note_rejected: { event: 'marketplace_rejected', in: ['unfilled', 'rejecting'] },
  note_cancelled: { event: 'sale_gone', in: null },
};

export const actKinds = Object.keys(acts) as ActKind[];

export function possibleActs({ state, flow }: Pick<Order, 'state' | 'flow'>): ActKind[] {
  return actKinds.filter((kind) => {
    const { event, in: states } = acts[kind];
    if (kind === 'note_cancelled' && flow !== 'instant_notification') return false;
    return nextState(state, event) !== 'stay' && (states === null || states.includes(state));
  });
}
