// The queue of what needs a person: which orders, why in a sentence, by when, and what can be done.
import { rejectsAt } from '../../../core/deadline.ts';
import type { AccountId, Instant, Money, Order } from '../../../core/order.ts';
import { byUrgency } from '../../../core/risk.ts';
import { stateGroups } from '../../../core/state-groups.ts';
import { type OrderState, stateMeanings } from '../../../core/transitions.ts';
import { findHoldersOf } from '../../../db/now.ts';
import { type ListedOrder, readOrderPage } from '../../../db/order-pages.ts';
import type { Pool } from '../../../db/pool.ts';
import type { MarketplaceDirectory } from '../../../engine/marketplace-directory.ts';
import type { Marketplace } from '../../../marketplaces/dialect.ts';
import type { NeedsYou } from '../schemas/now.ts';
import { remediesInWords } from './remedy-words.ts';

/** So many are looked at: those whose time ends first. Nobody sees to more at once. */
const mostLookedAt = 300;
/** So many of them are shown, the most urgent ones. */
const mostShown = 100;

const always: readonly OrderState[] = stateGroups.needs_you;
/** In these a person is needed when there is an alert: where the marketplace takes no word by a call. */
const whenAlerted: readonly OrderState[] = ['confirming', 'rejecting', 'reported', 'invoicing'];

export type QueueParts = {
  pool: Pool;
  directory: Pick<MarketplaceDirectory, 'natures'>;
  marketplaces: ReadonlyMap<string, Marketplace>;
};

export async function readQueue(
  { pool, directory, marketplaces }: QueueParts,
  accountId: AccountId,
  now: Instant,
): Promise<{ items: NeedsYou[]; has_more: boolean }> {
  const every = { marketplaces: null, from: null, to: null, binding: null, pos: null, all: [] };
  const page = await readOrderPage(
    pool,
    accountId,
    { ...every, states: [...always, ...whenAlerted] },
    { sort: 'ends', after: null, limit: mostLookedAt },
  );
  const waiting = page.items.filter(({ order, alert }) => always.includes(order.state) || alert !== null);
  const natures = await directory.natures(accountId, new Set(waiting.map(({ order }) => order.connectionId)));
  const items = waiting.map((listed) => {
    const nature = natures.get(listed.order.connectionId);
    const byRule = nature === undefined ? null : rejectsAt(listed.order, nature);
    return { ...listed, nature, byRule, money: moneyOf(listed.order), deadline: byRule ?? listed.order.confirmBy };
  });
  const shown = byUrgency(items, now).slice(0, mostShown);
  const holders = await findHoldersOf(pool, accountId, [
    ...new Set(shown.flatMap(({ order }) => (order.state === 'unfilled' && order.remoteId ? [order.remoteId] : []))),
  ]);
  const nameOf = (slug: string): string => marketplaces.get(slug)?.name ?? slug;
  return {
    items: shown.map(({ order, listing, alert, nature, byRule, money, deadline }) => {
      const declared = marketplaces.get(order.marketplace) ?? { name: order.marketplace };
      return {
        order_id: order.orderId,
        state: order.state,
        marketplace: order.marketplace,
        sale_id: order.globalId,
        remote_id: order.remoteId,
        quantity: order.quantity,
        place: placeOf({ order, listing, alert }),
        money,
        since: isoOf(order.createdAt),
        deadline:
          deadline === null ? null : { at: isoOf(deadline), set_by: byRule === null ? 'marketplace' : 'your_rule' },
        sentence: sentenceOf(order, alert, (holders.get(order.remoteId ?? '') ?? []).map(nameOf), declared.name),
        remedies: remediesInWords(order, nature, declared),
      };
    }),
    has_more: page.next !== null || items.length > shown.length,
  };
}

export function moneyOf({ total, unitPrice, quantity }: Order): Money | null {
  if (total !== null) return total;
  return unitPrice === null || quantity === null ? null : { ...unitPrice, amount: unitPrice.amount * quantity };
}

function placeOf({ order, listing }: ListedOrder): NeedsYou['place'] {
  return {
    event: listing?.event ?? null,
    venue: listing?.venue ?? null,
    event_at: listing === null ? null : isoOf(listing.eventAt),
    section: order.section,
    row: order.row,
  };
}

function sentenceOf(
  { state, quantity, refusal }: Order,
  alert: ListedOrder['alert'],
  holders: readonly string[],
  marketplace: string,
): string {
  if (state === 'unfilled') {
    const sold = `${marketplace} sold ${quantity === null ? 'tickets' : quantity === 1 ? '1 ticket' : `${quantity} tickets`}`;
    const are = quantity === 1 ? 'is' : 'are';
    if (refusal === 'listing_unknown') return `${sold} of a listing that is not known here.`;
    const others = holders.filter((holder) => holder !== marketplace);
    if (others.length > 0) return `${sold} that ${listed(others)} already ${others.length === 1 ? 'has' : 'have'}.`;
    if (holders.length > 0) return `${sold} that it had sold before.`;
    return `${sold} that ${are} not there${quantity === 1 ? '' : ' side by side'} any more.`;
  }
  return alert?.sentence ?? `It stands still: ${stateMeanings[state]}.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString();
}
