// What is set of a connection, by what its marketplace declares.
import { useState } from 'react';
import type { Connection, ConnectionChange, MarketplaceBody } from '../../../../src/http/broker/schemas/connections.ts';
import { changeConnection } from '../../api/routes/connections.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { SettingsForm } from '../../parts/declared/settings-form.tsx';
import styles from './connection-page.module.css';

export function ConnectionSettings({
  connection,
  marketplace,
}: {
  connection: Connection;
  marketplace: MarketplaceBody;
}) {
  const { connection_id: id, settings, assumed } = connection;
  const mayManage = useMay('manage');
  const { make, isBusy, errorOf, trouble } = useChange(changeConnection, [['connections']]);
  const [isForgotten, setForgotten] = useState(false);
  const save = async (body: ConnectionChange): Promise<boolean> => {
    const saved = await make({ params: { connection_id: id }, body });
    if (saved) setForgotten(connection.has_credentials && !saved.has_credentials);
    return saved !== null;
  };
  return (
    <>
      {isForgotten && (
        <p role="status" className={styles.forgotten}>
          The address is another now, so your credentials were forgotten: enter them again.
        </p>
      )}
      <SettingsForm
        key={id}
        fields={marketplace.settings}
        set={settings}
        assumed={assumed}
        mayChange={mayManage}
        isBusy={isBusy}
        errorOf={errorOf}
        trouble={trouble}
        onSave={save}
      />
    </>
  );
}
