// The keys that a marketplace calls with: another is issued beside those that work, shown once; the old one is revoked when
// the new one is in use.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '../../../../src/http/broker/schemas/connections.ts';
import { issueKey, revokeKey } from '../../api/routes/connections.ts';
import { useMay } from '../../app/session.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { Time } from '../../parts/time.tsx';
import { AddressesAndKey } from './addresses-and-key.tsx';
import styles from './connection-page.module.css';

type Key = Connection['keys'][number];

export function KeysPanel({ connection }: { connection: Connection }) {
  const { connection_id: id, name, keys } = connection;
  const mayManage = useMay('manage');
  const queries = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const reread = (): Promise<void> => queries.invalidateQueries({ queryKey: ['connections'] });
  const inUse = keys.filter(({ revoked_at: revokedAt }) => revokedAt === null);
  return (
    <Panel title="Addresses and keys" about={`What ${name} calls, and proves itself with.`}>
      <AddressesAndKey connection={connection} />
      {secret && (
        <ShownOnce what="API key" secret={secret} onDone={() => setSecret(null)}>
          Give it to {name}, then revoke the old one.
        </ShownOnce>
      )}
      <ul className={styles.keys}>
        {inUse.map((key) => (
          <KeyRow key={key.key_id} of={key} connection={connection} isLast={inUse.length === 1} onRevoked={reread} />
        ))}
        {inUse.length === 0 && <li>No key is in use: {name} cannot call.</li>}
      </ul>
      {mayManage ? (
        <ConfirmButton
          label="Issue another key"
          object={name}
          consequence="The others go on working until you revoke them."
          variant="default"
          onConfirm={async () => {
            const issued = await issueKey({ params: { connection_id: id } });
            setSecret(issued.api_key);
            await reread();
          }}
        />
      ) : (
        <p className="quiet">An owner issues and revokes keys.</p>
      )}
    </Panel>
  );
}

type RowProps = { of: Key; connection: Connection; isLast: boolean; onRevoked: () => Promise<void> };

function KeyRow({ of: key, connection, isLast, onRevoked }: RowProps) {
  const mayManage = useMay('manage');
  const { connection_id: connectionId, name } = connection;
  return (
    <li>
      <span className={styles.key}>
        <code>hfk_{key.key_id}…</code>{' '}
        <span className="quiet">
          issued <Time at={key.created_at} />
        </span>
      </span>
      {mayManage && (
        <ConfirmButton
          label="Revoke"
          object={`the key hfk_${key.key_id}…`}
          consequence={
            isLast
              ? `It is the last one: ${name} is refused from now on, and sells without asking or not at all. This cannot be undone.`
              : 'Whoever calls with it is refused within a second. This cannot be undone.'
          }
          variant="subtle"
          isDestructive
          asks
          onConfirm={async () => {
            await revokeKey({ params: { connection_id: connectionId, key_id: key.key_id } });
            await onRevoked();
          }}
        />
      )}
    </li>
  );
}
