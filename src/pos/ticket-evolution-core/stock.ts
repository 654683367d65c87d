// What Ticket Evolution Core has on its shelf: all ticket groups of the office, page by page, for it sends no word of changes;
// and what is held, with the notes by which ours are known.
import Type, { type Static } from 'typebox';
import type { PosRefusal } from '../../core/outcome.ts';
import type { Conversation } from '../../core/wire.ts';
import type { RemoteStock, StockGroup, StockHold } from '../stock.ts';
import { instantOf } from '../times.ts';
import { pageOf } from '../unreadable-groups.ts';
import { readGroup, stockGroupOf } from './groups.ts';
import { holdsPage, type Standing } from './holds.ts';
import { readPage } from './pages.ts';
import { notSeen, refusedAs, type Said, type Talk } from './talk.ts';

const Groups = Type.Object({ ticket_groups: Type.Array(Type.Unknown()) });

export function coreStock(begin: (signal: AbortSignal) => Talk): RemoteStock {
  return {
    async changes(cursor, signal) {
      const talk = begin(signal);
      const page = pageIn(cursor);
      const groups = {
        path: '/v9/ticket_groups',
        query: { office_id: String(talk.ways.office_id), ticket_list: 'true' },
        schema: Groups,
        entriesIn: ({ ticket_groups }: Static<typeof Groups>) => ticket_groups,
      };
      const listed = await readPage(talk, groups, page);
      return told(talk, listed, ({ entries, isLast, total }) => {
        const read = pageOf(entries.map((one) => stockGroupOf(one, talk.ways)));
        return read && { groups: read, gone: [], cursor: isLast ? null : { page: page + 1 }, hasMore: !isLast, total };
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
      return told(talk, await holdsPage(talk, path, page), ({ entries, isLast }) => ({
        holds: entries.map(holdOf),
        cursor: isLast ? null : { page: page + 1 },
        hasMore: !isLast,
      }));
    },
  };
}

function told<Shown, Answer>(
  talk: Talk,
  said: Said<Shown>,
  translate: (shown: Shown) => Answer | null,
): Conversation<Answer, PosRefusal> {
  // A page without words may stand for anything; a no in words to a place further on begins the pass anew.
  if (said.kind === 'no') return talk.end<Answer>(said.isInWords ? refusedAs(said) : notSeen(said));
  if (said.kind !== 'said') return talk.end<Answer>(said);
  const answer = translate(said.shown);
  if (answer === null) return talk.end<Answer>(notSeen({ detail: 'Ticket Evolution Core shows what cannot be read' }));
  return talk.end<Answer>({ kind: 'done', answer });
}

function holdOf({ id, notes, ticket_group_id, quantity, hold_until }: Standing): StockHold {
  const groupId = ticket_group_id == null ? null : String(ticket_group_id);
  return {
    posHoldId: groupId === null ? String(id) : `${id}@${groupId}`,
    reference: notes ?? null,
    remoteId: groupId,
    quantity: quantity ?? 0,
    expiresAt: instantOf(hold_until ?? ''),
  };
}

function pageIn(cursor: unknown): number {
  const page = (cursor as { page?: unknown } | null)?.page;
  return typeof page === 'number' && Number.isSafeInteger(page) && page > 0 ? page : 1;
}
