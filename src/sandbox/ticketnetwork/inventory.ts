// The inventory of a sandbox TicketNetwork: a ticket group for every listing that sales were made of, with the number of the
// ticket request on each ticket that it takes, and the little of OData by which it can be searched.
import type { Said } from '../faulty-answer.ts';
import type { Sale, SaleBook, SaleState } from '../instant-notification/sale-book.ts';

type Ticket = {
  id: number;
  /** Null: it does not show it. */
  seat: string | null;
  status: string;
  orderId: number | null;
  ticketRequestId: number | null;
  mercuryTransactionId: number | null;
};
type Group = { ticketGroupId: number; referenceTicketGroupId: string; updated: string; tickets: Ticket[] };

const statusOf: Readonly<Record<SaleState, string>> = {
  unconfirmed: 'On Hold',
  confirmed: 'Sold',
  rejected: 'Available',
  cancelled: 'Available',
};

/** `forgotten`: listings whose groups have left the inventory, for their event is over. */
export function groupsIn(book: SaleBook, forgotten: ReadonlySet<string>): Group[] {
  const byListing = Map.groupBy(book.sales.values(), ({ remoteId }) => remoteId);
  return [...byListing].flatMap(([remoteId, sales], index) =>
    forgotten.has(remoteId) ? [] : [groupOf(remoteId, sales, index)],
  );
}

/** Groups that were made over the interface have a negative number. */
function groupOf(referenceTicketGroupId: string, sales: readonly Sale[], index: number): Group {
  const tickets = sales.flatMap((sale) => ticketsOf(sale));
  const updated = Math.max(...sales.flatMap(({ soldAt, heard }) => [soldAt, ...heard.map(({ at }) => at)]));
  const unsold: Ticket[] = [{ ...nobodys, id: 0, seat: null }];
  return {
    ticketGroupId: -(index + 1),
    referenceTicketGroupId,
    updated: new Date(updated).toISOString(),
    tickets: [...tickets, ...unsold].map((ticket, place) => ({ ...ticket, id: index * 1_000 + place })),
  };
}

const nobodys = { status: 'Available', orderId: null, ticketRequestId: null, mercuryTransactionId: null };

function ticketsOf({ saleId, quantity, state, seats }: Sale): Ticket[] {
  const isTaken = state === 'unconfirmed' || state === 'confirmed';
  const whose = {
    status: statusOf[state],
    orderId: state === 'confirmed' ? Number(saleId) + 1 : null,
    ticketRequestId: isTaken ? Number(saleId) : null,
    mercuryTransactionId: null,
  };
  return Array.from({ length: quantity }, (_, index) => ({ id: 0, seat: seats?.[index] ?? null, ...whose }));
}

/** As the search and the single group have it. */
function shown(group: Group, withTickets: boolean): object {
  const counted = (status: string): number => group.tickets.filter((ticket) => ticket.status === status).length;
  const requests = new Set(group.tickets.flatMap(({ orderId }) => orderId ?? []));
  return {
    ...group,
    exchangeTicketGroupId: null,
    quantity: {
      total: group.tickets.length,
      available: counted('Available'),
      held: counted('On Hold'),
      sold: counted('Sold'),
    },
    tickets: withTickets ? group.tickets : [],
    orders: [...requests].map((orderId) => ({ orderId, orderTypeId: 1, orderType: 'Ticket Request' })),
    isMercury: false,
    isTNPrime: false,
    pending: false,
  };
}

export function oneGroup(groups: readonly Group[], id: number): Said {
  const group = groups.find(({ ticketGroupId }) => ticketGroupId === id);
  return group ? { status: 200, body: shown(group, true) } : { status: 404, body: { message: 'not found' } };
}

export function search(groups: readonly Group[], query: URLSearchParams, mostPerPage: number): Said {
  const test = filterOf(query.get('$filter') ?? '');
  if (test === null) {
    return {
      status: 400,
      body: { message: 'not valid', validationErrors: { $filter: { reasons: ['not supported'] } } },
    };
  }
  const page = Number(query.get('page') ?? 1);
  const perPage = Math.min(mostPerPage, Number(query.get('perPage') ?? 50));
  const found = groups.filter(test).toSorted((one, other) => one.ticketGroupId - other.ticketGroupId);
  const results = found.slice((page - 1) * perPage, page * perPage);
  const withTickets = query.get('returnTicketsData') === 'true';
  return {
    status: 200,
    body: {
      count: results.length,
      page,
      totalCount: found.length,
      results: results.map((group) => shown(group, withTickets)),
    },
  };
}

type Test = (group: Group) => boolean;

/** Terms joined by `and`. Null: one of them is not supported. */
function filterOf(filter: string): Test | null {
  const tests = filter === '' ? [] : filter.split(' and ').map(termOf);
  return tests.some((test) => test === null) ? null : (group) => tests.every((test) => test?.(group));
}

/** Of tickets: if any one matches, the whole group is there. */
function termOf(term: string): Test | null {
  const [, path, operator = '', value = ''] = /^(\S+) (eq|ne|gt|ge|lt|le) '?(.*?)'?$/.exec(term) ?? [];
  switch (path) {
    case 'tickets/ticketRequestId':
      return ({ tickets }) =>
        tickets.some(({ ticketRequestId: id }) => id !== null && compare(id - Number(value), operator));
    case 'tickets/status':
      return ({ tickets }) =>
        tickets.some(({ status }) => compare(status.toLowerCase().localeCompare(value.toLowerCase()), operator));
    case 'updated':
      return ({ updated }) => compare(Date.parse(updated) - Date.parse(value), operator);
    default:
      return null;
  }
}

function compare(difference: number, operator: string): boolean {
  const answers: Record<string, boolean> = {
    eq: difference === 0,
    ne: difference !== 0,
    gt: difference > 0,
    ge: difference >= 0,
    lt: difference < 0,
    le: difference <= 0,
  };
  return answers[operator] ?? false;
}
