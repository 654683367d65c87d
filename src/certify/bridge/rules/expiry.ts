// Holds that outlive their time. The kit names a time that is soon.
import { setTimeout as pause } from 'node:timers/promises';
import type { BridgeRule } from '../rule.ts';
import { type BridgeTalk, contested } from '../talk.ts';

const group = 'Expiry';

export const expiry: readonly BridgeRule[] = [
  {
    id: 'expires',
    group,
    title: 'A hold ends at the time that was named for it, and its tickets are free',
    why: 'A hub that is gone must not keep the broker’s tickets for ever.',
    clause: 'POST /holds sets these tickets aside until expires_at',
    async check(talk) {
      const reference = await expired(talk);
      await talk.stands(reference, 'nothing');
      talk.refused(await talk.hold(reference), 'not_available');
      await talk.held(talk.newReference());
      return undefined;
    },
  },
  {
    id: 'late-invoice',
    group,
    title: 'A hold that has lapsed is sold all the same, while its tickets are free',
    why: 'A marketplace that is a minute late has still sold them.',
    clause: 'there is no live hold: sell the named tickets if they are free',
    async check(talk) {
      const reference = await expired(talk);
      await talk.sold(reference);
      await talk.stands(reference, 'invoice');
      return undefined;
    },
  },
  {
    id: 'late-invoice-too-late',
    group,
    title: 'A hold that has lapsed is not sold when another has its tickets',
    why: 'Everything else is a ticket sold twice.',
    clause: 'there is no live hold: … else 409 not_available',
    async check(talk) {
      const reference = await expired(talk);
      await talk.held(talk.newReference(), { seats: contested(talk) });
      talk.refused(await talk.invoice(reference), 'not_available');
      return undefined;
    },
  },
];

/** A reference whose hold has just lapsed. */
async function expired(talk: BridgeTalk): Promise<string> {
  const reference = talk.newReference();
  const { shortHoldMs, lapseMs } = talk.visit.limits;
  await talk.held(reference, { expiresInMs: shortHoldMs });
  await pause(shortHoldMs + lapseMs);
  return reference;
}
