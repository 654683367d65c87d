// What Ticket Evolution Core has on its shelf: all ticket groups of the office, page by page, for it sends no word of changes;
// and what is held, with the notes by which ours are known.
import Type from 'typebox';
import type { PosRefusal } from '../../core/outcome.ts';
import type { Conversation } from '../../core/wire.ts';
import type { RemoteStock, StockGroup, StockHold, StockPage } from '../stock.ts';
import { readGroup, stockGroupOf } from './groups.ts';
import { holdsPage, type Standing } from './holds.ts';
import { notSeen, refusedAs, type Said, type Talk } from './talk.ts';

const perPage = 100;
const Groups = Type.Object({
  ticket_groups: Type.Array(Type.Unknown()),
  total_entries: Type.Optional(Type.Integer({ minimum: 0 })),
});

export function coreStock(begin: (signal: AbortSignal) => Talk): RemoteStock {
  return {
    async changes(cursor, signal) {
      const talk = begin(signal);
      const page = pageIn(cursor);
      const query = {
        office_id: String(talk.ways.office_id),
        page: String(page),
        per_page: String(perPage),
        ticket_list: 'true',
      };
      return told(talk, await talk.look('/v9/ticket_groups', query, Groups), (shown): StockPage | null => {
        const groups = shown.ticket_groups.map((one) => stockGroupOf(one, talk.ways)).filter((group) => group !== null);
        // A page with holes would let tickets vanish unseen.
        if (groups.length < shown.ticket_groups.length) return null;
        const hasMore = shown.ticket_groups.length >= perPage;
        const total = shown.total_entries ?? null;
        return { groups, gone: [], cursor: hasMore ? { page: page + 1 } : null, hasMore, total };
      });
    },
    async read(remoteId, signal) {
      const talk = begin(signal);
      const said = await readGroup(talk, remoteId);
      if (said.kind === 'said' && said.shown === null)
        return talk.end<StockGroup | null>({ kind: 'done', answer: null });
      return told<unknown, StockGroup | null>(talk, said, (shown) => stockGroupOf(shown, talk.ways));
    },
    async holds(cursor, signal) {
      const talk = begin(signal);
      const page = pageIn(cursor);
      const path = talk.ways.hold_by === 'hold' ? '/v9/filtered_tickets/held' : '/v9/filtered_tickets/taken';
      return told(talk, await holdsPage(talk, path, page), (shown) => {
        const hasMore = shown.length >= perPage;
        return { holds: shown.map(holdOf), cursor: hasMore ? { page: page + 1 } : null, hasMore };
      });
    },
  };
}

function told<Shown, Answer>(
  talk: Talk,
  said: Said<Shown>,
  translate: (shown: Shown) => Answer | null,
): Conversation<Answer, PosRefusal> {
  if (said.kind === 'no') return talk.end<Answer>(refusedAs(said));
  if (said.kind !== 'said') return talk.end<Answer>(said);
  const answer = translate(said.shown);
  if (answer === null) return talk.end<Answer>(notSeen({ detail: 'Ticket Evolution Core shows what cannot be read' }));
  return talk.end<Answer>({ kind: 'done', answer });
}

function holdOf({ id, notes, ticket_group_id, quantity, hold_until }: Standing): StockHold {
  const until = Date.parse(hold_until ?? '');
  const groupId = ticket_group_id === undefined ? null : String(ticket_group_id);
  return {
    posHoldId: groupId === null ? String(id) : `${id}@${groupId}`,
    reference: notes ?? null,
    remoteId: groupId,
    quantity: quantity ?? 0,
    expiresAt: Number.isNaN(until) ? null : until,
  };
}

function pageIn(cursor: unknown): number {
  const page = (cursor as { page?: unknown } | null)?.page;
  return typeof page === 'number' && Number.isSafeInteger(page) && page > 0 ? page : 1;
}
