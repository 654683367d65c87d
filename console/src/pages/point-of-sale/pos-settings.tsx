// What is set of a POS. It is stored encrypted as a whole; a secret that is left empty stays as it is.
import type { PointOfSale, PosKind } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { connectPointOfSale } from '../../api/routes/points-of-sale.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { SettingsForm } from '../../parts/declared/settings-form.tsx';

type Props = { kind: PosKind; stands: PointOfSale | null; onSaved?: () => void };

export function PosSettingsForm({ kind, stands, onSaved }: Props) {
  const { pos, settings: fields, capabilities } = kind;
  const mayManage = useMay('manage');
  const { make, isBusy, errorOf, trouble } = useChange(connectPointOfSale, [['points-of-sale'], ['now']]);
  const set = stands?.settings ?? {};
  const assumed = stands?.assumed ?? notPublic(capabilities);
  return (
    <SettingsForm
      key={pos}
      fields={fields}
      set={set}
      secretsSet={stands?.secrets_set ?? []}
      assumed={assumed}
      mayChange={mayManage}
      isBusy={isBusy}
      errorOf={errorOf}
      trouble={trouble}
      saveLabel={stands ? 'Save settings' : `Connect ${kind.name}`}
      onSave={async ({ settings = {}, unset = [] }) => {
        const kept = Object.entries(set).filter(([name]) => !unset.includes(name));
        const secrets = unset.filter((name) => !(name in set));
        const body = {
          settings: { ...Object.fromEntries(kept), ...settings },
          ...(secrets.length > 0 ? { unset: secrets } : {}),
        };
        const isTaken = (await make({ params: { pos }, body })) !== null;
        if (isTaken) onSaved?.();
        return isTaken;
      }}
    />
  );
}

/** What will be assumed of one that is not connected yet. */
function notPublic(capabilities: PosKind['capabilities']): PointOfSale['assumed'] {
  return capabilities.flatMap(({ called, grade, setting }) =>
    setting && (grade === 'UNKNOWN' || grade === 'INFERRED')
      ? [{ setting: setting.name, about: [called], assumed: setting.assumed }]
      : [],
  );
}
