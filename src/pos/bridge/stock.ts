// What a bridge has on its shelf: groups, what has changed of them, and the holds that stand.
import Type from 'typebox';
import type { Split } from '../../core/claim.ts';
import type { PosHeld } from '../../core/outcome.ts';
import type { Send } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import type { RemoteStock, StockGroup, StockHold } from '../stock.ts';
import { instantOf } from '../times.ts';
import { pageOf, unreadable } from '../unreadable-groups.ts';
import { isNotFound, readAnswer } from './answers.ts';
import { BridgeGroup, BridgeGroups, type BridgeHold, BridgeHolds } from './wire.ts';

/** A page whose groups are read one by one. */
const Groups = Type.Object({ ...BridgeGroups.properties, groups: Type.Array(Type.Unknown()) });
const Named = Type.Pick(BridgeGroup, ['group_id', 'remote_id']);

export function bridgeStock(headers: Record<string, string>, send: Send): RemoteStock {
  return {
    async changes(cursor, signal) {
      const answer = await send({ method: 'GET', path: `/groups${after(cursor)}`, headers }, signal);
      return readAnswer(answer, Groups, ({ groups, has_more, ...page }) => {
        const read = leadsOn(cursor, page.cursor, has_more) ? pageOf(groups.map(groupOf)) : null;
        return read && { ...page, groups: read, hasMore: has_more };
      });
    },
    async read(remoteId, signal) {
      const answer = await send({ method: 'GET', path: `/groups/${encodeURIComponent(remoteId)}`, headers }, signal);
      if (isNotFound(answer)) return { outcome: { kind: 'done', answer: null }, exchanges: [answer.exchange] };
      return readAnswer<typeof Named, StockGroup | null>(answer, Named, groupOf);
    },
    async holds(cursor, signal) {
      const answer = await send({ method: 'GET', path: `/holds${after(cursor)}`, headers }, signal);
      return readAnswer(answer, BridgeHolds, ({ holds, cursor: next, has_more }) => {
        const read = holds.map(standingOf).filter((hold) => hold !== null);
        // A page with holes would let holds vanish unseen.
        const isWhole = read.length === holds.length && leadsOn(cursor, next, has_more);
        return isWhole ? { holds: read, cursor: next, hasMore: has_more } : null;
      });
    },
  };
}

/** False: there is said to be more, and the way to it leads to where we have just been. That would be read for ever. */
function leadsOn(asked: unknown, next: string | null, hasMore: boolean): boolean {
  return !hasMore || (next !== null && next !== asked);
}

function after(cursor: unknown): string {
  return typeof cursor === 'string' ? `?cursor=${encodeURIComponent(cursor)}` : '';
}

/** Null: not even its ids can be read. */
function groupOf(shown: unknown): StockGroup | null {
  if (!hasShape(Named, shown)) return null;
  const ids = { groupId: shown.group_id, remoteId: shown.remote_id };
  if (!hasShape(BridgeGroup, shown)) return unreadable(ids);
  const { event, venue, section, row, tickets } = shown;
  const eventAt = instantOf(shown.event_at);
  if (eventAt === null) return unreadable(ids);
  const price = { amount: shown.price.amount, currency: shown.price.currency };
  return { ...ids, event, venue, eventAt, section, row, price, split: splitOf(shown.split), tickets };
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
  const expiresAt = hold.expires_at === null ? null : instantOf(hold.expires_at);
  return hold.expires_at !== null && expiresAt === null ? null : { posHoldId: hold.hold_id, expiresAt };
}
