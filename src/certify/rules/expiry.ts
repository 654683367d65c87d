// Holds that outlive their time. Each rule waits for the end of a real hold, if that is near enough.
import { setTimeout as pause } from 'node:timers/promises';
import type { Conversation, Deal } from '../conversation.ts';
import { type Rule, skipped, type Untried } from '../rule.ts';
import type { Answer } from '../visit.ts';

const group = 'Expiry';
/** The end of a hold is judged a little after it, for clocks that are not quite one. */
const marginMs = 400;
const freeWithinMs = 3_000;

export const expiry: readonly Rule[] = [
  {
    id: 'expired-is-said',
    group,
    title: 'A hold that outlived its time is expired for GET, and is not granted again',
    why: 'A marketplace that still takes it for its own sells tickets which others may buy.',
    clause: '`expires_at`, status `expired`; 409 hold_expired: the hold is past that',
    runs: 'waiting',
    async check(talk) {
      const deal = talk.deal();
      const untried = await outlive(talk, await talk.held(deal));
      if (untried) return untried;
      await talk.comesTo(deal, ['expired'], 3_000);
      talk.refused(await talk.hold(deal), 'hold_expired');
      return undefined;
    },
  },
  {
    id: 'late-invoice',
    group,
    title: 'An expired hold that is invoiced late is sold if its tickets are still free',
    why: 'The buyer has paid, and the tickets are there: a refusal would be a sale lost for nothing.',
    clause: 'An expired hold that is invoiced late is re-acquired if the same tickets are still free (201)',
    runs: 'waiting',
    async check(talk) {
      const deal = talk.deal();
      const untried = await outlive(talk, await talk.held(deal));
      if (untried) return untried;
      talk.sold(await talk.invoice(deal, talk.newId()));
      return undefined;
    },
  },
  {
    id: 'late-invoice-too-late',
    group,
    title: 'An expired hold frees its tickets; once another has them, its invoice is refused',
    why: 'The first buyer’s late invoice must not take the tickets from the second.',
    clause: 'else 409 `hold_expired`',
    runs: 'small_listing',
    async check(talk) {
      const first = talk.smallDeal(2);
      const untried = await outlive(talk, await talk.held(first));
      if (untried) return untried;
      const second = await heldWhenFree(talk);
      talk.refused(await talk.invoice(first, talk.newId()), 'hold_expired');
      const seen = await talk.look(second);
      talk.shows(seen, ['held']);
      return undefined;
    },
  },
];

/** Another buyer's hold on the small listing, who asks again for a while: tickets may come back a little after their time. */
async function heldWhenFree(talk: Conversation): Promise<Deal> {
  const giveUpAt = Date.now() + freeWithinMs;
  for (;;) {
    const deal = talk.smallDeal(2);
    const answer = await talk.hold(deal);
    if (answer.means.includes('held') || Date.now() > giveUpAt) {
      talk.granted(answer, [201], 'a hold');
      talk.isNow(answer, ['held']);
      return deal;
    }
    await pause(100);
  }
}

/** Waits until the hold's time is over, or says why not. */
async function outlive(talk: Conversation, held: Answer): Promise<Untried | undefined> {
  const { expires_at, held_at } = held.body ?? {};
  const expiresAt = Date.parse(String(expires_at));
  if (Number.isNaN(expiresAt)) return skipped('holds do not expire here: `expires_at` is not given');
  const heldAt = Date.parse(String(held_at));
  // From its own clock to its own clock: ours may differ.
  const lifetimeMs = expiresAt - (Number.isNaN(heldAt) ? Date.now() : heldAt);
  const { waitMs } = talk.visit;
  if (lifetimeMs > waitMs) {
    const seconds = Math.ceil(lifetimeMs / 1_000);
    return skipped(
      `holds stand for ${seconds} s, and the kit waits for ${waitMs / 1_000} s: connect with a short hold lifetime, or run with --wait ${seconds + 1}`,
    );
  }
  await pause(Math.max(0, lifetimeMs) + marginMs);
  return undefined;
}
