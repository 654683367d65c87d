// Many orders that wait for the same thing, as one line: a marketplace that takes no word by a call makes one for each sale.
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { NeedsYou } from '../../../../src/http/broker/schemas/now.ts';
import { addUpMoney } from '../../parts/add-up-money.ts';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import styles from './queue-item.module.css';
import { QueueItem } from './queue-item.tsx';

/** Fewer are shown one by one. */
const fewestInAGroup = 3;
/** Each of these is the same to do; an unfilled or stuck order is a question of its own. */
const sameForAll: ReadonlySet<string> = new Set(['confirming', 'rejecting']);

export function groupKey(item: NeedsYou | undefined): string {
  if (item === undefined) return '';
  return sameForAll.has(item.state) ? `${item.marketplace} ${item.state}` : item.order_id;
}

/** In the order of the queue: a group stands where its most urgent order does. */
export function groupsOf(items: readonly NeedsYou[]): NeedsYou[][] {
  const groups = new Map<string, NeedsYou[]>();
  for (const item of items) groups.set(groupKey(item), [...(groups.get(groupKey(item)) ?? []), item]);
  return [...groups.values()].flatMap((group) =>
    group.length < fewestInAGroup ? group.map((item) => [item]) : [group],
  );
}

export function QueueGroup({ items }: { items: readonly NeedsYou[] }) {
  const [isOpen, setOpen] = useState(false);
  const [first] = items;
  if (first === undefined) return null;
  const { state, marketplace, marketplace_name: name } = first;
  const money = addUpMoney(items.map((item) => item.money));
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <li className={styles.item} data-mood="needs">
        <div className={styles.stakes}>
          <span className={styles.money}>
            <Money value={money[0] ?? null} isRound />
            {money.length > 1 && '+'}
          </span>
          <span className="quiet">{items.length} sales</span>
        </div>
        <div className={styles.story}>
          <p className={styles.sentence}>
            {state === 'confirming'
              ? `${name} takes no confirmation by a call: confirm these there, then note it here.`
              : `${name} takes no rejection by a call: reject these there, then note it here.`}
          </p>
          <p className={styles.facts}>
            <StatusBadge state={state} />
            <Marketplace slug={marketplace} />
          </p>
        </div>
        <div className={styles.actions}>
          <button type="button" className={styles.open} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Chevron size={15} aria-hidden="true" />
            {isOpen ? 'Fold up' : `Show all ${items.length}`}
          </button>
        </div>
      </li>
      {isOpen && items.map((item) => <QueueItem key={item.order_id} item={item} />)}
    </>
  );
}
