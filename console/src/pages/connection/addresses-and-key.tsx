// What a marketplace is given: where it calls, and with which key; the key is there only in the moment in which it is issued.
import type { Connection } from '../../../../src/http/broker/schemas/connections.ts';
import { CopyLine } from '../../parts/copy-line.tsx';
import styles from './connection-page.module.css';

type Props = { connection: Pick<Connection, 'calls_path' | 'notices_path' | 'name'>; apiKey?: string };

export function AddressesAndKey({ connection, apiKey }: Props) {
  const { calls_path: calls, notices_path: notices, name } = connection;
  return (
    <div className={styles.addresses}>
      {apiKey && (
        <div className={styles.once} role="status">
          <CopyLine label="API key" text={apiKey}>
            Copy it now: it is shown this once. {name} calls with it.
          </CopyLine>
        </div>
      )}
      {calls !== null && (
        <CopyLine label="Address for its questions" text={addressOf(calls)}>
          Where {name} asks for tickets before it sells.
        </CopyLine>
      )}
      {notices !== null && (
        <CopyLine label="Address for its notices" text={addressOf(notices)}>
          Where {name} tells of sales, with the same key.
        </CopyLine>
      )}
    </div>
  );
}

function addressOf(path: string): string {
  return `${window.location.origin}${path}`;
}
