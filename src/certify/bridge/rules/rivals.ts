// One ticket and several who want it, and calls that contradict each other.
import type { BridgeRule } from '../rule.ts';
import { contested } from '../talk.ts';
import type { Said } from '../visit.ts';

const group = 'One ticket, one sale';
const buyers = 8;

const isYes = ({ status }: Said): boolean => status >= 200 && status < 300;

export const rivals: readonly BridgeRule[] = [
  {
    id: 'one-buyer',
    group,
    title: 'Of several who want the same tickets at once, one gets them',
    why: 'Everything else is a ticket sold twice.',
    clause: 'POST /holds: 409 not_available',
    async check(talk) {
      const seats = contested(talk);
      const all = await Promise.all(Array.from({ length: buyers }, () => talk.hold(talk.newReference(), { seats })));
      const winners = all.filter(isYes);
      if (winners.length !== 1) talk.unmet(winners[1] ?? (all[0] as Said), 'one hold', `${winners.length} holds`);
      for (const said of all) if (!isYes(said)) talk.refused(said, 'not_available');
      return undefined;
    },
  },
  {
    id: 'held-is-taken',
    group,
    title: 'Tickets that are held are neither held nor sold for another',
    why: 'A hold is worth what it keeps others from.',
    clause: 'there is no live hold: sell the named tickets if they are free; else 409 not_available',
    async check(talk) {
      await talk.held(talk.newReference(), { seats: contested(talk) });
      talk.refused(await talk.hold(talk.newReference()), 'not_available');
      talk.refused(await talk.invoice(talk.newReference()), 'not_available');
      return undefined;
    },
  },
  {
    id: 'sold-is-taken',
    group,
    title: 'Tickets that are sold are neither held nor sold for another',
    why: 'Everything else is a ticket sold twice.',
    clause: 'POST /holds, POST /invoices: 409 not_available',
    async check(talk) {
      await talk.sold(talk.newReference(), { seats: contested(talk) });
      talk.refused(await talk.hold(talk.newReference()), 'not_available');
      talk.refused(await talk.invoice(talk.newReference()), 'not_available');
      return undefined;
    },
  },
  {
    id: 'half-is-none',
    group,
    title: 'When one of the tickets is taken, none of them is',
    why: 'Half of a pair is nobody’s; it would be held for ever.',
    clause: 'A no means that nothing was changed',
    async check(talk) {
      const { seats } = talk.visit.tickets;
      await talk.held(talk.newReference(), { seats: seats.slice(0, 3) });
      talk.refused(await talk.hold(talk.newReference(), { seats: seats.slice(2, 4) }), 'not_available');
      await talk.held(talk.newReference(), { seats: seats.slice(3) });
      return undefined;
    },
  },
  {
    id: 'release-of-a-sale',
    group,
    title: 'A sale is not let go of as if it were a hold',
    why: 'The tickets are the buyer’s; only undoing the sale gives them back.',
    clause: 'release, the reference is sold: 403 not_allowed',
    async check(talk) {
      const reference = talk.newReference();
      await talk.sold(reference);
      talk.refused(await talk.release(reference), 'not_allowed');
      await talk.stands(reference, 'invoice');
      return undefined;
    },
  },
  {
    id: 'undo-of-a-hold',
    group,
    title: 'Undoing a sale that is only a hold lets go of it',
    why: 'Holdfast undoes a sale without knowing whether it was made.',
    clause: 'undo a sale, there is only a hold: let go of it; 404 not_found',
    async check(talk) {
      const reference = talk.newReference();
      await talk.held(reference);
      talk.nothingThere(await talk.undo(reference));
      await talk.stands(reference, 'nothing');
      return undefined;
    },
  },
  {
    id: 'reference-reused',
    group,
    title: 'A reference stands for its own tickets and no others',
    why: 'Whoever looks it up must find what was asked for.',
    clause: 'Every call carries our reference, one per order',
    async check(talk) {
      const { seats } = talk.visit.tickets;
      const reference = talk.newReference();
      const { hold_id } = await talk.held(reference, { seats: seats.slice(0, 2) });
      const other = await talk.hold(reference, { seats: seats.slice(1) });
      talk.refused(other, 'bad_request', 'not_available', 'not_allowed');
      const { hold } = await talk.stands(reference, 'hold');
      if (hold?.hold_id !== hold_id) talk.unmet(other, `the hold ${hold_id} as it was`, `the hold ${hold?.hold_id}`);
      await talk.held(talk.newReference(), { seats: seats.slice(2) });
      return undefined;
    },
  },
];
