// What Ticket Evolution Core does at the edges, as far as anybody outside knows, and how the adapter gets along with it.
import type { Edge } from '../pos.ts';

const older = 'github.com/ticketevolution/ticketevolution-ruby (2016)';
const both = `${older}, ticketevolution-php (2022)`;
const unknown = (source: string): Edge['fact'] => ({ value: 'unknown', grade: 'UNKNOWN', source });

export const coreEdges: Readonly<Record<string, Edge>> = {
  'whether its API still takes holds': {
    fact: unknown('both clients have the calls; the vendor’s pages on them are not public'),
    copes: 'nothing is held that it did not say it holds: ask Ticket Evolution before you connect it',
  },
  'the address of a release': {
    fact: {
      value: 'release_hold/{hold_id} for holds, release_take/{hold_id} for takes',
      grade: 'INFERRED',
      source: `${older}; the client of 2022 has one address for releasing and for prolonging`,
    },
    copes:
      '`release_path` and `release_take_path`; a hold counts as gone when no list shows it, whatever the address answered',
  },
  'the id of a hold in the answer': {
    fact: {
      value: 'ticket_hold_id',
      grade: 'INFERRED',
      source: `${older}: later calls take it by that name`,
    },
    copes: '`hold_id_field`; where it is not there, the hold is found in the lists by our notes',
  },
  'the fields of a hold': {
    fact: { value: 'quantity, price, low_seat, held_for_type, held_for_id, hold_until', grade: 'VENDOR', source: both },
    copes: 'all six are sent, though some may be optional; the price is the group’s where the marketplace named none',
  },
  'a hold on a part of a group': {
    fact: unknown('it may split the group into a new one, or leave one with fewer available'),
    copes: 'the group that the hold is shown in is kept with its id, and all that is held is looked through',
  },
  'how many tickets a hold or an order is of': {
    fact: {
      value: 'quantity, of a hold in the lists and of each item of an order',
      grade: 'INFERRED',
      source: `${both}: it is asked for by that name; of items it is the vendor’s own`,
    },
    copes: 'a hold of another number is let go of, and such an order taken back; where none is shown, it is as asked',
  },
  'which seats a hold or an order is of': {
    fact: {
      value: 'the one that low_seat names and the next higher ones of the group; that they are shown is not said',
      grade: 'INFERRED',
      source: `${both}: low_seat and quantity are all that it is asked by`,
    },
    copes:
      'seats that are not side by side, or have other labels than numbers, are refused, and every other seat only where the group has none between; where seats or low_seat are shown, others are let go of or taken back',
  },
  'the page after the last one': {
    fact: unknown(
      'lists tell total_entries in the client of 2016; what is said of a page that is not there is not public',
    ),
    copes:
      'where a full page is the last by that number no other is asked for; a 404 in words ends the list, one without leaves it open',
  },
  'statuses for “not available”': {
    fact: unknown('400 and 422 are declared, neither for it'),
    copes: 'after a no our own holds and the group are read again, and the reason is found there',
  },
  'a hold whose tickets are sold': {
    fact: {
      value: 'an order that names ticket_hold_id takes it over',
      grade: 'VENDOR',
      source: both,
    },
    copes: 'the lists are read afterwards, and a hold that still stands is let go of',
  },
  'orders that take their time': {
    fact: { value: '/orders/background and /orders/open', grade: 'VENDOR', source: both },
    copes: '`make_orders` chooses; the order is then looked for by our reference, for a moment at once and later again',
  },
  'an order that is open': {
    fact: {
      value: 'not shown to its seller, usually while the buyer’s side looks for fraud',
      grade: 'VENDOR',
      source: both,
    },
    copes:
      'it is neither a sale nor none: nothing is made beside it, its tickets stay with the order, and it is read again until it is accepted or called off',
  },
  'tickets of an order that is undone': {
    fact: unknown('whether return or cancel gives them back'),
    copes: 'they are looked for in the group; where they are not, a person is needed and the order keeps them',
  },
  'too many calls': {
    fact: { value: '503', grade: 'VENDOR', source: `${older}: unavailable, or the limit of the token was reached` },
    copes: 'with words of its own it is asked again; a page without them leaves it open',
  },
  webhooks: {
    fact: {
      value: 'of orders only',
      grade: 'VENDOR',
      source: 'ticketevolution.atlassian.net/wiki/spaces/API/pages/3083141149',
    },
    copes: 'stock is read again and again',
  },
};
