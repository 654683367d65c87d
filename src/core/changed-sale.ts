// A sale of another number of tickets than its marketplace said before. What has no tickets yet goes by the last word; what has some
// is a person's, and is not confirmed while that is in doubt. Pure.
import type { Order } from './order.ts';
import type { SaleFacts, SaleSeen } from './sale.ts';
import { worthOf } from './sale-words.ts';
import type { OrderState } from './transitions.ts';
import type { Turn } from './turn.ts';

/** In these a sale has its tickets, or may have. */
export const takenStates: readonly OrderState[] = ['reported', 'invoicing', 'retaking', 'confirming', 'confirmed'];
/** In these the POS is asked about a hold of as many as were asked for first. */
const heldStates: readonly OrderState[] = ['holding', 'pledged', 'releasing', 'expiring'];
/** In these they may still have to be found. */
const seekingStates: readonly OrderState[] = ['reported', 'unfilled'];

export function judgeQuantity(turn: Turn, { standing, facts }: SaleSeen): void {
  const order = turn.existing();
  if (!hasOtherQuantity(order, facts)) return;
  if (seekingStates.includes(order.state) && !turn.owns) {
    turn.change({ quantity: facts.quantity, total: facts.total ?? order.total });
    return;
  }
  const isHeld = heldStates.includes(order.state);
  if (!isHeld && !takenStates.includes(order.state)) return;
  // Where only a person confirms they are told of it, and decide.
  const isInDoubt = standing === 'unconfirmed' && (turn.marketplace.confirms || isHeld || order.state === 'reported');
  const isHeldBack = isInDoubt && turn.apply('sale_changed');
  const told = `${turn.marketplaceName} shows its sale ${order.globalId}${worthOf(facts, null)} as one of ${facts.quantity} tickets, and ${order.quantity} were taken for it, as it said before.`;
  if (isHeldBack) {
    const sentence = `${told} It is not confirmed, and waits for you. Look at it there; if it is right as it is here, try again or settle it as invoiced; else undo it in the POS, and say what is so.`;
    turn.alert = { kind: 'stuck', sentence };
  } else {
    const sentence = `${told} Look at it there; nothing was changed here.`;
    turn.alert ??= { kind: 'sale_changed', sentence };
  }
}

export function hasOtherQuantity({ quantity }: Pick<Order, 'quantity'>, facts: Pick<SaleFacts, 'quantity'>): boolean {
  return quantity !== null && facts.quantity !== null && facts.quantity !== quantity;
}
