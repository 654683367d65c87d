// How a connection is: in a sentence, with the last trouble, when something last came, and a test call.
import type { Connection } from '../../../../src/http/broker/schemas/connections.ts';
import { hostWords } from '../../parts/calls-sentence.ts';
import { ConnectionState } from '../../parts/connection-state.tsx';
import { PaceFacts, PaceLines, PaceNote } from '../../parts/pace.tsx';
import { Panel } from '../../parts/panel.tsx';
import short from '../../parts/short-facts.module.css';
import { Time } from '../../parts/time.tsx';
import styles from './connection-page.module.css';
import { TestButton } from './test-button.tsx';

export function HealthPanel({ connection }: { connection: Connection }) {
  const { is, sentence, trouble, host, pace, paused_at: pausedAt, name } = connection;
  const away = hostWords(name, host);
  return (
    <Panel title="How it is" aside={<ConnectionState {...connection} />}>
      {(is !== 'well' || away === null) && <p className={styles.sentence}>{sentence}</p>}
      {trouble !== null && is !== 'troubled' && (
        <p className={styles.sentence}>
          The last time, {name}’s list of sales could not be read: {trouble}.
        </p>
      )}
      {away !== null && <p className={styles.sentence}>{away}.</p>}
      <PaceNote name={name} pace={pace} />
      <dl className={short.facts}>
        <When called="Last order" at={connection.last_order_at} />
        {connection.notices_path !== null && <When called="Last notice" at={connection.last_notice_at} />}
        {connection.lists_sales && <When called="List last read" at={connection.last_read_at} />}
        {pace !== null && <PaceFacts pace={pace} />}
        <When called="Connected" at={connection.created_at} />
        {pausedAt !== null && <When called="Paused" at={pausedAt} />}
      </dl>
      {pace !== null && <PaceLines name={name} pace={pace} />}
      <TestButton connection={connection} />
    </Panel>
  );
}

function When({ called, at }: { called: string; at: string | null }) {
  return (
    <div>
      <dt>{called}</dt>
      <dd>{at === null ? <span className="quiet">never</span> : <Time at={at} />}</dd>
    </div>
  );
}
