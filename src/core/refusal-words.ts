// What a person is told where a marketplace counts on tickets that it does not get: its invoice is refused, or will be. Pure.
import type { Alert } from './command.ts';
import type { Order } from './order.ts';

/** `marketplaceOrderId`: the number under which it was invoiced. */
export function invoiceRefused(order: Order, marketplace: string, marketplaceOrderId: string): Alert {
  const because = order.refusal ? 'its hold was refused' : `its hold is ${order.state}`;
  const sentence = `${marketplace} invoiced ${order.globalId} as its order ${marketplaceOrderId}, but ${because}: there is no sale. Keep this record for a waiver.`;
  return { kind: 'invoice_refused', sentence };
}

export function pledgeRefused({ globalId, quantity, remoteId }: Order, marketplace: string): Alert {
  const sentence = `${marketplace} was told yes for ${quantity} of listing ${remoteId} (${globalId}) while the POS was out of reach, and the POS now refuses them. Its invoice will be refused: tell ${marketplace}, and keep this record for a waiver.`;
  return { kind: 'pledge_refused', sentence };
}
