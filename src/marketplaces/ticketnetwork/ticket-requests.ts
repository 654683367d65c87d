// Ticket requests as TicketNetwork's inventory shows them: on the tickets of a ticket group, by the number of the request.
// No page of its own gives the fields, so what is not as expected is not known. What Mercury has sold is not told here.
// Source: an open-source client that carries TicketNetwork's parameter texts (THIRD-PARTY).
import Type from 'typebox';
import type { SaleSeen, SaleStanding } from '../../core/sale.ts';
import { fieldOf, readAs, seatLabelsIn } from '../tolerant-reading.ts';

export const listingIds = ['referenceTicketGroupId', 'exchangeTicketGroupId', 'ticketGroupId'] as const;

export type Reading = {
  /** Which number of a ticket group is our listing's. */
  listingId: (typeof listingIds)[number];
  soldMeansConfirmed: boolean;
  /** Whether the seats of its tickets are the ones that must be sold. */
  takesNamedSeats: boolean;
};

/** A number of theirs; beyond the exact ones it would be another's. */
export const RequestNumber = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '^[1-9]\\d{0,14}$' }),
]);
const GroupNumber = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
const ListingId = Type.Union([GroupNumber, Type.String({ minLength: 1, maxLength: 128 })]);

/** `groupId` null: its group has no number, or there is more than one. `record`: the lines that say so. */
export type RequestSeen = { saleId: string; groupId: number | null; isSold: boolean; seen: SaleSeen; record: unknown };

/** What an answer of the inventory holds. `total` null: it does not say how many groups there are in all. */
export type GroupsSeen = { rows: number; total: number | null; firstGroupId: number | null; requests: RequestSeen[] };

/** Null: it is no list of ticket groups. */
export function readGroups(body: unknown, reading: Reading): GroupsSeen | null {
  const groups = fieldOf(body, 'results');
  if (!Array.isArray(groups)) return null;
  const lines = new Map<string, Line[]>();
  for (const line of groups.flatMap(linesOf)) lines.set(line.saleId, [...(lines.get(line.saleId) ?? []), line]);
  return {
    rows: groups.length,
    total: readAs(Type.Integer({ minimum: 0 }), fieldOf(body, 'totalCount')),
    firstGroupId: groupIdOf(groups[0]),
    requests: [...lines].map(([saleId, ofOne]) => requestOf(saleId, ofOne, reading)),
  };
}

/** Whether this is the ticket group of that number, and what it shows. Null: it is none. */
export function requestsInGroup(body: unknown, groupId: number): ReadonlySet<string> | null {
  const isIt = groupIdOf(body) === groupId && Array.isArray(fieldOf(body, 'tickets'));
  return isIt ? new Set(linesOf(body).map(({ saleId }) => saleId)) : null;
}

type Line = { saleId: string; status: string; seat: unknown; group: unknown };

function linesOf(group: unknown): Line[] {
  const tickets = fieldOf(group, 'tickets');
  if (!Array.isArray(tickets)) return [];
  return tickets.flatMap((ticket) => {
    const number = readAs(RequestNumber, fieldOf(ticket, 'ticketRequestId'));
    if (number === null || (fieldOf(ticket, 'mercuryTransactionId') ?? null) !== null) return [];
    return [
      { saleId: String(number), status: wordOf(fieldOf(ticket, 'status')), seat: fieldOf(ticket, 'seat'), group },
    ];
  });
}

function requestOf(saleId: string, lines: readonly Line[], reading: Reading): RequestSeen {
  const { listingId, soldMeansConfirmed, takesNamedSeats } = reading;
  const [group, ...others] = new Set(lines.map((line) => line.group));
  const statuses = new Set(lines.map(({ status }) => status));
  const isOne = others.length === 0 && statuses.size === 1;
  const isSold = isOne && statuses.has('sold');
  const standing: SaleStanding = isSold
    ? soldMeansConfirmed
      ? 'confirmed'
      : 'unconfirmed'
    : isOne && statuses.has('onhold')
      ? 'unconfirmed'
      : 'unclear';
  const listing = isOne ? readAs(ListingId, fieldOf(group, listingId)) : null;
  const facts = {
    remoteId: listing === null ? null : String(listing),
    quantity: lines.length,
    // What the group costs is not what was paid.
    unitPrice: null,
    total: null,
    buyer: null,
    confirmBy: null,
    seats: takesNamedSeats ? seatLabelsIn(lines.map(({ seat }) => seat)) : null,
    numbers: [],
  };
  const groupId = others.length === 0 ? groupIdOf(group) : null;
  const record = { ticketGroupId: groupId, [listingId]: listing, statuses: lines.map(({ status }) => status) };
  return { saleId, groupId, isSold, seen: { standing, facts }, record };
}

function groupIdOf(group: unknown): number | null {
  return readAs(GroupNumber, fieldOf(group, 'ticketGroupId'));
}

/** Letters alone: how the statuses are spelt is not certain. */
function wordOf(status: unknown): string {
  return typeof status === 'string'
    ? status
        .slice(0, 64)
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '')
    : '';
}
