// What the sweep brings to an order: what was said when it was compared, and that it is to go on by its usual way. Pure.
// Kept: an order that has moved since it was compared is left alone.
import type { CommandOf } from './command.ts';
import type { Turn } from './turn.ts';

/** What was said is on record in any case. */
export function takeReconciled(turn: Turn, command: CommandOf<'reconciled'>): void {
  const { order } = turn;
  if (order === null) return;
  turn.exchanges.push(...command.exchanges);
  if (order.entries !== command.asOf) return;
  switch (command.goesOn) {
    case 'confirm_again':
      if (!turn.apply('confirmation_missing')) return;
      turn.proceed();
      return;
    case 'look_again':
      if (!turn.marketplace.reads || turn.asks) return;
      turn.change({ unread: true, attempts: 0 });
      turn.putQuestion();
      return;
    case 'ask_again':
      // It may have been put before: the POS is looked into first.
      turn.change({ attempts: 1 });
      turn.putQuestion();
      return;
    case null:
      return;
  }
}
