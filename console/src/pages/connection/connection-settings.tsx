// What is set of a connection, by what its marketplace declares.
import type { Connection, MarketplaceBody } from '../../../../src/http/broker/schemas/connections.ts';
import { changeConnection } from '../../api/routes/connections.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { SettingsForm } from '../../parts/declared/settings-form.tsx';

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
  return (
    <SettingsForm
      // Filled in anew when somebody has changed them.
      key={JSON.stringify(settings)}
      fields={marketplace.settings}
      set={settings}
      assumed={assumed}
      mayChange={mayManage}
      isBusy={isBusy}
      errorOf={errorOf}
      trouble={trouble}
      onSave={(body) => void make({ params: { connection_id: id }, body })}
    />
  );
}
