// What a rule would have done to the last month's sales without tickets, in sentences; what it would have lost comes first.
import { Link } from '@tanstack/react-router';
import type { Trial } from '../../../../src/http/broker/schemas/settings.ts';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money, type MoneyValue } from '../../parts/money.tsx';
import styles from './settings-page.module.css';

type Verdict = Trial['verdicts'][number]['verdict'];

const words: Readonly<Record<Verdict, { one: string; many: string }>> = {
  lost_sale: {
    one: 'was filled later: the rule would have thrown this sale away',
    many: 'were filled later: the rule would have thrown these sales away',
  },
  sooner: { one: 'was rejected in the end too, only later', many: 'were rejected in the end too, only later' },
  saved_deadline: {
    one: 'was taken back by its marketplace, because nobody had answered',
    many: 'were taken back by their marketplaces, because nobody had answered',
  },
  waits_still: { one: 'waits now, and would be rejected', many: 'wait now, and would be rejected' },
  too_late: {
    one: 'had its end before the rule would have acted',
    many: 'had their end before the rule would have acted',
  },
  left_to_a_person: { one: 'would have been left to you', many: 'would have been left to you' },
};
const order: readonly Verdict[] = [
  'lost_sale',
  'waits_still',
  'saved_deadline',
  'sooner',
  'too_late',
  'left_to_a_person',
];

export function RuleTrial({ trial }: { trial: Trial }) {
  const losses = trial.verdicts.some(({ verdict }) => verdict === 'lost_sale');
  if (trial.sales === 0) {
    return (
      <p className={styles.trial} role="status">
        In the last 30 days no sale was without tickets, so there is nothing to try the rule on.
      </p>
    );
  }
  return (
    <div className={styles.trial} role="status" data-loses={losses || undefined}>
      <p>
        In the last 30 days {trial.sales === 1 ? '1 sale was' : `${trial.sales} sales were`} without tickets
        {trial.is_cut && ' (the latest of them)'}. Of these:
      </p>
      <ul>
        {order.map((verdict) => {
          const found = trial.verdicts.find((one) => one.verdict === verdict);
          if (found === undefined) return null;
          return (
            <li key={verdict}>
              <strong>{found.sales}</strong> {found.sales === 1 ? words[verdict].one : words[verdict].many}
              <Worth sums={found.money} />
            </li>
          );
        })}
      </ul>
      <Examples examples={trial.examples.filter(({ verdict }) => verdict === 'lost_sale')} />
    </div>
  );
}

function Worth({ sums }: { sums: readonly MoneyValue[] }) {
  return sums.map((sum) => (
    <span key={sum.currency}>
      , <Money value={sum} />
    </span>
  ));
}

function Examples({ examples }: { examples: Trial['examples'] }) {
  if (examples.length === 0) return null;
  return (
    <ul aria-label="Sales that would have been lost">
      {examples.map((example) => (
        <li key={example.order_id}>
          <Link to={`/orders/${example.order_id}` as string}>
            <Marketplace slug={example.marketplace} /> {example.global_id}
          </Link>{' '}
          <Money value={example.money} />
        </li>
      ))}
    </ul>
  );
}
