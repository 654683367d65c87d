// A sale that stands at its marketplace although the deal that asked for its tickets was told no, or ran out: nothing is done about
// it by itself, for there are no tickets, and a person must hear of it. Pure.
import type { Alert } from './command.ts';
import type { Order } from './order.ts';
import { isSold, type SaleSeen } from './sale.ts';
import { worthOf } from './sale-words.ts';
import type { OrderState } from './transitions.ts';

/** States of a deal that the marketplace asked about first, in which it has no tickets and will not get them by a sale notice. */
export const ourNoStates = [
  'declined',
  'undoing',
  'releasing',
  'released',
  'expiring',
  'expired',
] as const satisfies readonly OrderState[];
type OurNo = (typeof ourNoStates)[number];

/** Null: it is no sale, or we have not said no to it. */
export function alertAgainstOurNo(order: Order, { standing, facts }: SaleSeen, marketplace: string): Alert | null {
  const { flow, state, globalId } = order;
  if (flow !== 'order_integration' || !isSold(standing) || !isOurNo(state)) return null;
  const quantity = facts.quantity ?? order.quantity;
  const worth = worthOf({ total: facts.total, unitPrice: facts.unitPrice ?? order.unitPrice, quantity }, null);
  const sentence = `${marketplace} shows its sale ${globalId}${worth} as ${standing}, although ${whyNot[state]}: it has no tickets here. Look at it there, and have it cancelled; do not deliver what is listed, for others may have it. What was said is the record for a waiver.`;
  return { kind: 'sale_against_our_no', sentence };
}

function isOurNo(state: OrderState): state is OurNo {
  return ourNoStates.some((one) => one === state);
}

const whyNot: Readonly<Record<OurNo, string>> = {
  declined: 'it asked for these tickets and was told no',
  undoing: 'it asked for these tickets and was told no',
  releasing: 'its hold was let go of',
  released: 'its hold was let go of',
  expiring: 'its hold has run out and was not invoiced',
  expired: 'its hold has run out and was not invoiced',
};
