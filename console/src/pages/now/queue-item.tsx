// One order that needs a person: money first, then the time left, then what happened, then what to press.
import { Link } from '@tanstack/react-router';
import type { NeedsYou } from '../../../../src/http/broker/schemas/now.ts';
import { useMay } from '../../app/session.ts';
import { AsWritten } from '../../parts/as-written.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Countdown, urgentMs } from '../../parts/countdown.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { useNow } from '../../parts/now.ts';
import { OrderActions } from '../../parts/order-actions/order-actions.tsx';
import { numberOf, placeWords } from '../../parts/order-words.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ExactTime, Time } from '../../parts/time.tsx';
import styles from './queue-item.module.css';

export function QueueItem({ item }: { item: NeedsYou }) {
  const { state, money, deadline, sentence, marketplace, event, event_at: eventAt } = item;
  const now = useNow(10);
  const mayTrade = useMay('trade');
  const isLosing = deadline !== null && new Date(deadline.at).getTime() - now < urgentMs;
  return (
    <li className={styles.item} data-mood={isLosing ? 'losing' : 'needs'}>
      <div className={styles.stakes}>
        <span className={styles.money}>
          <Money value={money} />
        </span>
        <span className={styles.left}>
          {deadline ? (
            <Countdown until={deadline.at} left={deadline.set_by === 'your_rule' ? 'until your rule' : 'left'} />
          ) : (
            <span className="quiet">no deadline</span>
          )}
        </span>
      </div>
      <div className={styles.story}>
        <p className={styles.sentence}>
          <Link to="/orders/$orderId" params={{ orderId: item.order_id }}>
            {sentence}
          </Link>{' '}
          <span className={styles.age}>
            <Time at={item.created_at} />
          </span>
        </p>
        <p className={styles.facts}>
          <StatusBadge state={state} isLosing={isLosing} />
          <Marketplace slug={marketplace} />
          <CopyId id={numberOf(item)} what="sale number" />
          {event && (
            <span className={styles.about}>
              <span className={styles.event}>
                <AsWritten>{event}</AsWritten>
              </span>
              <span>
                {eventAt && (
                  <>
                    <ExactTime at={eventAt} />
                    {' · '}
                  </>
                )}
                <bdi>{placeWords(item)}</bdi>
              </span>
            </span>
          )}
        </p>
      </div>
      {mayTrade && (
        <div className={styles.actions}>
          <OrderActions order={item} actions={item.actions} />
        </div>
      )}
    </li>
  );
}
