// Listings that go by another id since their POS gave them one: whoever names one by it means the listing that we know.
// Kept: same-question-same-answer. A deal that was refused under an id that meant nothing then keeps that id.
import type { Command } from '../core/command.ts';
import type { Order } from '../core/order.ts';
import type { SaleSeen } from '../core/sale.ts';

/** The listings' own ids, by the others. */
export type Renamed = ReadonlyMap<string, string>;

/** The command with the listing's own id in it. */
export function byOwnId(command: Command, order: Order | null, renamed: Renamed): Command {
  if (renamed.size === 0) return command;
  const ownId = (remoteId: string): string => renamed.get(remoteId) ?? remoteId;
  switch (command.kind) {
    case 'call': {
      const { call } = command;
      const isKnownSo = call.kind === 'hold' && order?.remoteId === call.remoteId;
      if (call.kind !== 'hold' || isKnownSo) return command;
      return { ...command, call: { ...call, remoteId: ownId(call.remoteId) } };
    }
    case 'act':
      if (command.act.do !== 'fill') return command;
      return { ...command, act: { ...command.act, remoteId: ownId(command.act.remoteId) } };
    case 'sale_seen': {
      const { sighting } = command;
      return { ...command, sighting: { ...sighting, seen: sighting.seen && seenByOwnId(sighting.seen, renamed) } };
    }
    case 'marketplace_answered': {
      const { result } = command;
      if (result.ask !== 'read' || result.outcome.kind !== 'done') return command;
      const answer = seenByOwnId(result.outcome.answer, renamed);
      return { ...command, result: { ...result, outcome: { ...result.outcome, answer } } };
    }
    default:
      return command;
  }
}

function seenByOwnId({ standing, facts }: SaleSeen, renamed: Renamed): SaleSeen {
  const { remoteId } = facts;
  return { standing, facts: { ...facts, remoteId: remoteId === null ? null : (renamed.get(remoteId) ?? remoteId) } };
}

/** A sale that named an unknown listing, which is known by now: it may be filled from it. */
export function saleByOwnId(order: Order, renamed: Renamed): Order {
  const ownId = order.remoteId === null ? undefined : renamed.get(order.remoteId);
  return ownId === undefined || order.flow !== 'instant_notification' ? order : { ...order, remoteId: ownId };
}
