// Where an order stands and what comes next, in one sentence: who is waited for, and what happens by itself.
import type { Order } from '../core/order.ts';
import { isOwed } from '../core/owed.ts';
import type { OrderState } from '../core/transitions.ts';
import { type Cast, capital, refusalWords, thePos } from './words.ts';

export function standingSentence(order: Order, cast: Cast): string {
  return sentences[order.state](order, cast);
}

const sentences: Readonly<Record<OrderState, (order: Order, cast: Cast) => string>> = {
  holding: (_order, cast) => `${capital(thePos(cast))} was asked to hold the tickets and has not answered yet.`,
  held: (order, cast) =>
    order.flow === 'order_integration'
      ? `The tickets are set aside. ${cast.marketplace} sells them or lets them go.`
      : `The tickets are set aside in case ${cast.marketplace} makes a sale of them.`,
  pledged: (_order, cast) =>
    `${cast.marketplace} was told yes while ${thePos(cast)} was out of reach. Only the ledger holds the tickets; ${thePos(cast)} is asked as soon as it is back.`,
  declined: (order, cast) => `${cast.marketplace} was told no${why(order)}. Nothing is held.`,
  undoing: (_order, cast) =>
    `${cast.marketplace} was told no, because ${thePos(cast)} was too late. What it did is being undone.`,
  releasing: (_order, cast) => `${capital(thePos(cast))} is asked to let go of the tickets.`,
  released: () => 'The tickets were let go of.',
  expiring: (_order, cast) => `The hold outlived its time. ${capital(thePos(cast))} is asked to let go of the tickets.`,
  expired: (_order, cast) =>
    `The hold outlived its time and its tickets are free. If ${cast.marketplace} still sells them, they are taken again if they are there.`,
  reported: (_order, cast) => `${cast.marketplace} told of a sale. It is read again there before anything is done.`,
  invoicing: (_order, cast) =>
    `Sold. ${capital(thePos(cast))} was asked to invoice the tickets and has not answered yet.`,
  retaking: (_order, cast) =>
    `Sold. ${capital(thePos(cast))} would not invoice the tickets that it held. It is asked to let go of them, and then for the same ones anew.`,
  confirming: (order, cast) =>
    order.dueAt === null
      ? `Invoiced. ${cast.marketplace} waits for your confirmation, which no call can give.`
      : `Invoiced. ${cast.marketplace} is asked to take the confirmation.`,
  confirmed: () => 'Sold and confirmed.',
  unfilled: (order, cast) =>
    isOwed(order)
      ? `${cast.marketplace} was told yes and has sold the tickets, and ${thePos(cast)} has them no more. You owe it others, or the same when they are back.`
      : `${cast.marketplace} sold tickets that are not there${why(order)}. ${order.confirmBy === null ? 'It names no deadline.' : 'It waits for your word.'}`,
  rejecting: (order, cast) =>
    order.dueAt === null
      ? `${cast.marketplace} must be told no by you, because no call can do it.`
      : `${cast.marketplace} is being told that there is no sale.`,
  rejected: (_order, cast) => `${cast.marketplace} knows that there is no sale.`,
  voiding: (_order, cast) =>
    `${cast.marketplace} cancelled the sale. ${capital(thePos(cast))} is asked to take the invoice back.`,
  cancelled: (_order, cast) => `${cast.marketplace} cancelled the sale, and the tickets are free again.`,
  duplicate: () => 'Another order has this sale, or it was done before you connected. There is nothing to do.',
  stuck: () =>
    'What the others say contradicts itself, or they could not be reached for too long. Only a person may move it.',
};

function why({ refusal }: Order): string {
  return refusal === null ? '' : `, because ${refusalWords[refusal]}`;
}
