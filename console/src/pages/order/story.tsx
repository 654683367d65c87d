// The order's story: when, what, who; each moment opens to what was said word for word.
import {
  IconBolt,
  IconBuildingStore,
  IconChevronRight,
  IconDeviceDesktop,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';
import { useContext } from 'react';
import type { Moment, OrderDetail } from '../../../../src/http/broker/schemas/orders.ts';
import { dateOf } from '../../parts/day.ts';
import { ClockTime, ExactTime, ZoneContext } from '../../parts/time.tsx';
import { ExchangeText } from './exchange-text.tsx';
import styles from './story.module.css';

const icons: Record<Moment['who']['kind'], TablerIcon> = {
  marketplace: IconBuildingStore,
  pos: IconDeviceDesktop,
  person: IconUser,
  hub: IconBolt,
};

/** From here on the middle of a long story is left out by the hub. */
const firstMoments = 50;

export function Story({ order: { story, left_out: leftOut } }: { order: Pick<OrderDetail, 'story' | 'left_out'> }) {
  const zone = useContext(ZoneContext);
  const dayOf = (moment: Moment | undefined): string => (moment === undefined ? '' : dateOf(moment.at, zone));
  return (
    <section className={styles.panel} aria-labelledby="story-title">
      <h2 id="story-title">What happened</h2>
      <ol className={styles.story}>
        {story.map((moment, place) => (
          <li key={moment.entry} data-who={moment.who.kind}>
            {leftOut > 0 && place === firstMoments && (
              <p className={styles.leftOut}>{leftOut.toLocaleString('en')} more of the same are left out here.</p>
            )}
            <Told moment={moment} isNewDay={dayOf(moment) !== dayOf(story[place - 1])} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Told({ moment, isNewDay }: { moment: Moment; isNewDay: boolean }) {
  const { who, sentence, at, exchanges } = moment;
  const Icon = icons[who.kind];
  const head = (
    <>
      <span className={styles.icon} title={who.name}>
        <Icon size={15} stroke={1.7} aria-hidden="true" />
      </span>
      <span className={styles.sentence}>{sentence}</span>
      <span className={styles.when}>
        <span>{who.name}</span> · {isNewDay ? <ExactTime at={at} /> : <ClockTime at={at} />}
      </span>
    </>
  );
  if (exchanges.length === 0) return <div className={styles.moment}>{head}</div>;
  return (
    <details className={styles.details}>
      <summary className={styles.moment}>
        {head}
        <IconChevronRight size={15} className={styles.chevron} aria-hidden="true" />
      </summary>
      <div className={styles.exchanges}>
        {exchanges.map((exchange, place) => (
          <ExchangeText key={place} exchange={exchange} />
        ))}
      </div>
    </details>
  );
}
