// What the sandbox SkyBox shows of its book, in SkyBox's own fields.
import type { Customer, Hold, Invoice, InvoiceLine, SkyBoxBook } from './book.ts';
import { type Group, theEvent } from './shelf.ts';

const time = (instant: number): string => new Date(instant).toISOString();

export function holdBody(book: SkyBoxBook, hold: Hold): object {
  const numbers = hold.ticketIds.map(
    (id) => book.shelf.ofTicket(id)?.tickets.find((ticket) => ticket.id === id)?.seatNumber ?? 0,
  );
  return {
    id: hold.id,
    inventoryId: hold.inventoryId,
    quantity: hold.ticketIds.length,
    seats: seatsText(numbers),
    createdDate: time(hold.createdDate),
    expiryDate: time(hold.expiryDate),
    removedDate: hold.removedDate === null ? null : time(hold.removedDate),
    externalRef: hold.externalRef,
    eventId: theEvent.id,
  };
}

/** `5-8` where they are side by side, else `5,7`. */
function seatsText(numbers: readonly number[]): string {
  const [first = 0] = numbers;
  const isRun = numbers.length > 1 && numbers.every((number, index) => number === first + index);
  return isRun ? `${first}-${numbers.at(-1)}` : numbers.join(',');
}

/** One group by its id; its event is named by number only. */
export function groupBody(book: SkyBoxBook, group: Group): object {
  const { tickets, listing: _listing, lastUpdate, ...fields } = group;
  const free = book.freeIn(group).length;
  const available = tickets.filter(({ status }) => status === 'AVAILABLE').length;
  const seats = tickets.map(({ seatNumber }) => seatNumber);
  return {
    ...fields,
    eventId: theEvent.id,
    quantity: free,
    shownQuantity: free,
    lowSeat: Math.min(...seats),
    highSeat: Math.max(...seats),
    status: free > 0 ? 'AVAILABLE' : available > 0 ? 'ON_HOLD' : 'DEPLETED',
    broadcast: true,
    lastUpdate: time(lastUpdate),
    tickets,
  };
}

/** As a search lists it. */
export function listedGroupBody(book: SkyBoxBook, group: Group): object {
  const hold = [...book.holds.values()].find((one) => one.inventoryId === group.id && book.stands(one));
  return { ...groupBody(book, group), event: theEvent, holdId: hold?.id ?? null };
}

export function invoiceBody({ id, customerId, externalRef, paymentRef, lines }: Invoice): object {
  return { id, customerId, externalRef, paymentRef, lines: lines.filter(({ isDeleted }) => !isDeleted).map(lineBody) };
}

function lineBody({ id, amount, itemIds }: InvoiceLine): object {
  return { id, amount, itemIds, quantity: itemIds.length, lineItemType: 'INVENTORY', cancelled: false };
}

export function invoiceTickets(book: SkyBoxBook, invoice: Invoice): object[] {
  return invoice.lines
    .filter(({ isDeleted }) => !isDeleted)
    .flatMap(({ itemIds }) => itemIds)
    .map((id) => ({
      invoiceId: invoice.id,
      ticketId: id,
      seatNumber: book.shelf.ofTicket(id)?.tickets.find((ticket) => ticket.id === id)?.seatNumber,
    }));
}

export function customerBody({ id, displayName, customerType }: Customer): object {
  return { id, displayName, customerType, deleted: false };
}
