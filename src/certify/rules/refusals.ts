// The refusals of the trade: what cannot be had, and what is past.
import { notProvoked, type Rule } from '../rule.ts';

const group = 'Refusals';

export const refusals: readonly Rule[] = [
  {
    id: 'listing-unknown',
    group,
    title: 'A hold of a listing that does not exist is refused',
    why: 'The marketplace takes the listing down instead of asking forever.',
    clause: '404 listing_unknown: no such remote id in this account',
    runs: 'in_turn',
    async check(talk) {
      talk.refused(await talk.hold(talk.deal({ remoteId: `no-such-listing-${talk.newId()}` })), 'listing_unknown');
      return undefined;
    },
  },
  {
    id: 'hold-unknown',
    group,
    title: 'GET and invoice of an id never seen are refused',
    why: 'This is how a marketplace learns that a lost hold never arrived.',
    clause: '404 hold_unknown: GET or invoice of a global id never seen',
    runs: 'in_turn',
    async check(talk) {
      const never = talk.deal();
      talk.refused(await talk.look(never), 'hold_unknown');
      talk.refused(await talk.invoice(never, talk.newId()), 'hold_unknown');
      talk.refused(await talk.look(never), 'hold_unknown');
      return undefined;
    },
  },
  {
    id: 'not-available',
    group,
    title: 'More tickets than there are, or tickets that another holds, are refused',
    why: 'Everything else is a ticket sold twice.',
    clause: '409 not_available: sold, held by another, or fewer left than asked',
    runs: 'small_listing',
    async check(talk) {
      talk.refused(await talk.hold(talk.smallDeal(3)), 'not_available');
      await talk.held(talk.smallDeal(2));
      talk.refused(await talk.hold(talk.smallDeal(1)), 'not_available');
      return undefined;
    },
  },
  {
    id: 'split-not-allowed',
    group,
    title: 'A quantity that breaks the listing’s split rule is refused',
    why: 'A single seat left over is one that nobody buys.',
    clause: '422 split_not_allowed: the quantity breaks the listing’s split rule',
    runs: 'in_turn',
    async check(talk) {
      const { pairs } = talk.visit.listings;
      if (pairs === null) return notProvoked('needs a listing that is sold in pairs only: --pairs-listing ID');
      talk.refused(await talk.hold(talk.deal({ remoteId: pairs, quantity: 1 })), 'split_not_allowed');
      await talk.held(talk.deal({ remoteId: pairs, quantity: 2 }));
      return undefined;
    },
  },
  {
    id: 'invoice-after-release',
    group,
    title: 'A released hold cannot be invoiced',
    why: 'Its tickets may be another buyer’s by now.',
    clause: '409 hold_released: the hold is past that',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      talk.granted(await talk.release(deal), [200]);
      talk.refused(await talk.invoice(deal, talk.newId()), 'hold_released');
      const seen = await talk.look(deal);
      talk.shows(seen, ['released', 'releasing']);
      return undefined;
    },
  },
  {
    id: 'release-after-invoice',
    group,
    title: 'A sale cannot be released',
    why: 'The buyer has paid: tickets let go of now would be sold to somebody else.',
    clause: '409 already_invoiced: the hold is past that',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      talk.sold(await talk.invoice(deal, talk.newId()));
      talk.refused(await talk.release(deal), 'already_invoiced');
      const seen = await talk.look(deal);
      talk.shows(seen, ['confirmed', 'invoicing']);
      return undefined;
    },
  },
];
