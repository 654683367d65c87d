// What happens in an account, as it is told while it happens. Nothing of it is kept: whoever may have missed something reads
// again.
import type { Instant, Money } from '../core/order.ts';

/** An order that has moved. Whoever tells it to people adds what its listing says. */
export type OrderMoved = {
  order_id: string;
  marketplace: string;
  state: string;
  remote_id: string | null;
  event: string | null;
  quantity: number | null;
  money: Money | null;
  at: string;
};

export type LiveEvent =
  | { kind: 'order'; data: OrderMoved }
  /** Something was raised that a person should know, or somebody has seen to it. */
  | { kind: 'alert'; data: { kind: string; order_id: string | null; connection_id: string | null } }
  /** A connection works otherwise than before, or was changed. */
  | { kind: 'connection'; data: { connection_id: string } }
  /** An import went on, or has ended. */
  | { kind: 'import'; data: { import_id: string } }
  /** Something may have been missed. */
  | { kind: 'resync'; data: { since: string | null } };

export function timeText(at: Instant): string {
  return new Date(at).toISOString();
}
