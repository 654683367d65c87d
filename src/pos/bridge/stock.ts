// What a bridge has on its shelf: groups, what has changed of them, and the holds that stand.
import type { Split } from '../../core/claim.ts';
import type { PosHeld } from '../../core/outcome.ts';
import type { Send } from '../../core/wire.ts';
import type { RemoteStock, StockGroup, StockHold } from '../stock.ts';
import { isNotFound, readAnswer } from './answers.ts';
import { BridgeGroup, BridgeGroups, type BridgeHold, BridgeHolds } from './wire.ts';

export function bridgeStock(headers: Record<string, string>, send: Send): RemoteStock {
  return {
    async changes(cursor, signal) {
      const answer = await send({ method: 'GET', path: `/groups${after(cursor)}`, headers }, signal);
      return readAnswer(answer, BridgeGroups, ({ groups, has_more, ...page }) => {
        const read = allOrNull(groups.map(groupOf));
        return read && { ...page, groups: read, hasMore: has_more };
      });
    },
    async read(remoteId, signal) {
      const answer = await send({ method: 'GET', path: `/groups/${encodeURIComponent(remoteId)}`, headers }, signal);
      if (isNotFound(answer)) return { outcome: { kind: 'done', answer: null }, exchanges: [answer.exchange] };
      return readAnswer<typeof BridgeGroup, StockGroup | null>(answer, BridgeGroup, groupOf);
    },
    async holds(cursor, signal) {
      const answer = await send({ method: 'GET', path: `/holds${after(cursor)}`, headers }, signal);
      return readAnswer(answer, BridgeHolds, ({ holds, cursor: next, has_more }) => {
        const read = allOrNull(holds.map(standingOf));
        return read && { holds: read, cursor: next, hasMore: has_more };
      });
    },
  };
}

function after(cursor: unknown): string {
  return typeof cursor === 'string' ? `?cursor=${encodeURIComponent(cursor)}` : '';
}

/** Null when one of them cannot be read: a page with holes would let tickets vanish unseen. */
function allOrNull<One>(ones: readonly (One | null)[]): One[] | null {
  const read = ones.filter((one) => one !== null);
  return read.length === ones.length ? read : null;
}

/** Null when the event is at a time that is none. */
function groupOf(group: BridgeGroup): StockGroup | null {
  const eventAt = Date.parse(group.event_at);
  if (Number.isNaN(eventAt)) return null;
  const { event, venue, section, row, tickets } = group;
  const price = { amount: group.price.amount, currency: group.price.currency };
  const ids = { groupId: group.group_id, remoteId: group.remote_id };
  return { ...ids, event, venue, eventAt, section, row, price, split: splitOf(group.split), tickets };
}

function splitOf(split: BridgeGroup['split']): Split {
  return typeof split === 'string' ? { rule: split } : { rule: 'quantities', quantities: split };
}

function standingOf(hold: BridgeHold): StockHold | null {
  const held = heldOf(hold);
  return held && { ...held, reference: hold.reference, remoteId: hold.remote_id, quantity: hold.quantity };
}

/** Null when the POS names a time that is none. */
export function heldOf(hold: BridgeHold): PosHeld | null {
  const expiresAt = hold.expires_at === null ? null : Date.parse(hold.expires_at);
  return Number.isNaN(expiresAt) ? null : { posHoldId: hold.hold_id, expiresAt };
}
