// The queue of what needs a person: which orders, why in a sentence, by when, and what can be done.
import { rejectsAt } from '../../../core/deadline.ts';
import type { AccountId, Instant } from '../../../core/order.ts';
import { isOwed } from '../../../core/owed.ts';
import { byUrgency } from '../../../core/risk.ts';
import { stateGroups } from '../../../core/state-groups.ts';
import type { OrderState } from '../../../core/transitions.ts';
import { findHoldersOf } from '../../../db/now.ts';
import { type ListedOrder, readOrderPage } from '../../../db/order-pages.ts';
import { tickets } from '../../../story/words.ts';
import type { BrokerParts } from '../broker.ts';
import { namesOf } from '../naming.ts';
import { type Names, summaryBody } from '../order-body.ts';
import { readActions } from '../read-order.ts';
import type { NeedsYou } from '../schemas/now.ts';

/** So many are looked at: those whose time ends first. Nobody sees to more at once. */
const mostLookedAt = 300;
/** So many of them are shown, the most urgent ones; and so many can be seen to at once. */
const mostShown = 100;
const mostWithActions = 20;

const always: readonly OrderState[] = stateGroups.needs_you;
/** In these a person is needed when there is an alert: where a marketplace takes no word by a call, or a POS undoes nothing. */
const whenAlerted: readonly OrderState[] = [
  ...(['confirming', 'rejecting', 'reported', 'invoicing'] as const),
  ...(['voiding', 'retaking', 'releasing', 'expiring', 'undoing'] as const),
];
/** They go on by themselves, although a person was told of them. */
const goesOnByItself: readonly string[] = [
  'unfilled',
  'invoice_refused',
  'sale_against_our_no',
  'sale_told_again',
  'sale_changed',
];

export type QueueParts = Pick<BrokerParts, 'pool' | 'directory' | 'marketplaces' | 'pointsOfSale'>;

export async function readQueue(
  parts: QueueParts,
  accountId: AccountId,
  now: Instant,
): Promise<{ items: NeedsYou[]; has_more: boolean }> {
  const { pool, directory } = parts;
  const page = await readOrderPage(
    pool,
    accountId,
    { ...anything, states: [...always, ...whenAlerted] },
    { sort: 'ends', after: null, limit: mostLookedAt },
  );
  const waiting = page.items.filter(
    ({ order, alert }) => always.includes(order.state) || (alert !== null && !goesOnByItself.includes(alert.kind)),
  );
  const natures = await directory.natures(accountId, new Set(waiting.map(({ order }) => order.connectionId)));
  const names = namesOf(parts);
  const items = waiting.map((listed) => {
    const nature = natures.get(listed.order.connectionId);
    const byRule = nature === undefined ? null : rejectsAt(listed.order, nature);
    const summary = summaryBody(listed, names);
    return { listed, summary, byRule, money: summary.money, deadline: byRule ?? listed.order.confirmBy };
  });
  const shown = byUrgency(items, now).slice(0, mostShown);
  const [holders, actions] = await Promise.all([
    findHoldersOf(pool, accountId, lackingListings(shown)),
    Promise.all(shown.slice(0, mostWithActions).map(({ listed }) => readActions(parts, listed))),
  ]);
  return {
    items: shown.map(({ listed, summary, byRule, deadline }, place) => ({
      ...summary,
      deadline:
        deadline === null
          ? null
          : { at: new Date(deadline).toISOString(), set_by: byRule === null ? 'marketplace' : 'your_rule' },
      sentence: sentenceOf(listed, summary, holders.get(listed.order.remoteId ?? '') ?? [], names),
      actions: actions[place] ?? [],
    })),
    has_more: page.next !== null || items.length > shown.length,
  };
}

const anything = { marketplaces: null, states: null, from: null, to: null, binding: null, pos: null, all: [] } as const;

function lackingListings(items: readonly { listed: ListedOrder }[]): string[] {
  const lacking = items.filter(({ listed }) => listed.order.state === 'unfilled');
  return [...new Set(lacking.flatMap(({ listed }) => listed.order.remoteId ?? []))];
}

/** An unfilled sale: who has its tickets, where that is known. Any other: what a person was told of it, or where it stands. */
function sentenceOf(
  { order, alert }: ListedOrder,
  { marketplace_name: marketplace, standing }: Pick<NeedsYou, 'marketplace_name' | 'standing'>,
  holders: readonly string[],
  names: Names,
): string {
  if (order.state === 'confirming' || order.state === 'rejecting' || isOwed(order)) return standing;
  if (order.state !== 'unfilled') return alert?.sentence ?? standing;
  const sold = `${marketplace} sold ${tickets(order.quantity)}`;
  if (order.refusal === 'listing_unknown') return `${sold} of a listing that is not known here.`;
  const others = holders.filter((holder) => holder !== order.marketplace).map(names.marketplace);
  if (others.length > 0) return `${sold} that ${listOf(others)} already ${others.length === 1 ? 'has' : 'have'}.`;
  if (holders.length > 0) return `${sold} that it had sold before.`;
  return `${sold} that ${order.quantity === 1 ? 'is not there' : 'are not there side by side'} any more.`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
