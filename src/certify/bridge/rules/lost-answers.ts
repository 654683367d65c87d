// Answers that never arrive: the kit cuts the line after it has sent, and then finds out what is true.
import { setTimeout as pause } from 'node:timers/promises';
import { Check } from 'typebox/value';
import { BridgeFound } from '../../../pos/bridge/wire.ts';
import type { BridgeRule } from '../rule.ts';
import type { BridgeTalk } from '../talk.ts';
import type { Said } from '../visit.ts';

const group = 'Lost answers';
const cut = { isCut: true } as const;
const lookAgainAfterMs = 100;

export const lostAnswers: readonly BridgeRule[] = [
  {
    id: 'lost-hold',
    group,
    title: 'A hold whose answer was lost is found, and is the same when it is asked for again',
    why: 'Otherwise tickets are held that nobody knows of, or held twice.',
    clause: 'GET /references/{reference} says what stands under the reference',
    async check(talk) {
      const reference = talk.newReference();
      await talk.hold(reference, cut);
      const found = await comes(talk, reference, ({ hold }) => hold !== null);
      const again = await talk.hold(reference);
      const { hold_id } = talk.isHold(again, reference);
      if (found?.hold && found.hold.hold_id !== hold_id) {
        talk.unmet(again, `the hold ${found.hold.hold_id} that was found`, `the hold ${hold_id}`);
      }
      await talk.stands(reference, 'hold');
      await talk.held(talk.newReference(), { seats: talk.visit.tickets.seats.slice(2) });
      return undefined;
    },
  },
  {
    id: 'lost-invoice',
    group,
    title: 'An invoice whose answer was lost is found, and is the same when it is asked for again',
    why: 'Sold and not known, or sold twice: both cost the broker money.',
    clause: 'GET /references/{reference} says what stands under the reference',
    async check(talk) {
      const reference = talk.newReference();
      const { hold_id } = await talk.held(reference);
      await talk.invoice(reference, { ...cut, holdId: hold_id });
      const found = await comes(talk, reference, ({ invoice }) => invoice !== null);
      const again = await talk.invoice(reference, { holdId: hold_id });
      const { invoice_id } = talk.isInvoice(again, reference);
      if (found?.invoice && found.invoice.invoice_id !== invoice_id) {
        talk.unmet(again, `the invoice ${found.invoice.invoice_id} that was found`, `the invoice ${invoice_id}`);
      }
      await talk.stands(reference, 'invoice');
      return undefined;
    },
  },
  {
    id: 'lost-release',
    group,
    title: 'A release whose answer was lost leaves nothing, when it is said again',
    why: 'Half a release is a ticket that nobody can sell.',
    clause: 'DELETE /holds/{reference} lets go; again: still fine',
    async check(talk) {
      const reference = talk.newReference();
      await talk.held(reference);
      await talk.release(reference, cut);
      await comes(talk, reference, ({ hold }) => hold === null);
      const again = await talk.release(reference);
      if (again.status === 404) talk.nothingThere(again);
      else talk.isHold(again, reference);
      await talk.stands(reference, 'nothing');
      await talk.held(talk.newReference());
      return undefined;
    },
  },
];

type Found = { hold: { hold_id: string } | null; invoice: { invoice_id: string } | null };

/** Looks until it is so, or a call that was cut can no longer take effect. Null: it never was. */
async function comes(talk: BridgeTalk, reference: string, isSo: (found: Found) => boolean): Promise<Found | null> {
  const giveUpAt = Date.now() + talk.visit.limits.lateEffectMs;
  for (;;) {
    const said: Said = await talk.find(reference);
    const found = talk.is(said, BridgeFound, 'hold and invoice, each or null');
    if (Check(BridgeFound, found) && isSo(found)) return found;
    if (Date.now() > giveUpAt) return null;
    await pause(lookAgainAfterMs);
  }
}
