// How the account is called, and in whose days, times and money it is shown.
import { Button, Select, Switch, TextInput } from '@mantine/core';
import type { Settings } from '../../../../src/http/broker/schemas/settings.ts';
import { changeSettings } from '../../api/routes/settings.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useDraft } from '../../app/use-draft.ts';
import { Panel } from '../../parts/panel.tsx';
import styles from './settings-page.module.css';

const zones = Intl.supportedValuesOf('timeZone');
const currencies = Intl.supportedValuesOf('currency');
const currencyNames = new Intl.DisplayNames('en', { type: 'currency' });

export function AccountPanel({ settings }: { settings: Settings }) {
  const mayManage = useMay('manage');
  const said = shownOf(settings);
  const { values: body, change, saved } = useDraft(said);
  const { make, isBusy, errorOf, trouble } = useChange(changeSettings, [['settings'], ['session']]);
  const isChanged = JSON.stringify(body) !== JSON.stringify(said);
  return (
    <Panel title="Account" about="Days, times and sums are shown in these, for everybody who belongs to it.">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void make({ body }).then((answer) => answer && saved());
        }}
      >
        <TextInput
          label="Name"
          value={body.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          error={errorOf('name')}
          disabled={!mayManage}
          maxLength={200}
        />
        <Select
          label="Time zone"
          data={[...new Set(['UTC', settings.time_zone, ...zones])]}
          value={body.time_zone}
          onChange={(zone) => change({ time_zone: zone ?? 'UTC' })}
          searchable
          limit={100}
          allowDeselect={false}
          error={errorOf('time_zone')}
          disabled={!mayManage}
        />
        <Select
          label="Currency"
          placeholder="Whichever occurs most"
          data={currencies.map((code) => ({ value: code, label: `${code}, ${currencyNames.of(code)}` }))}
          value={body.currency}
          onChange={(currency) => change({ currency })}
          searchable
          clearable
          limit={100}
          error={errorOf('currency')}
          disabled={!mayManage}
        />
        <Switch
          className={styles.wide ?? ''}
          label="Provisional sales give way"
          description="A hold that binds may take tickets that are only set aside for a sale that is not sure yet, when no others are left."
          checked={body.provisional_gives_way}
          onChange={({ currentTarget }) => change({ provisional_gives_way: currentTarget.checked })}
          disabled={!mayManage}
        />
        {trouble && (
          <p role="alert" className={styles.trouble}>
            {trouble}
          </p>
        )}
        <div className={styles.acts}>
          {mayManage ? (
            <Button type="submit" loading={isBusy} disabled={!isChanged || body.name.trim() === ''}>
              Save
            </Button>
          ) : (
            <span className="quiet">An owner can change these.</span>
          )}
        </div>
      </form>
    </Panel>
  );
}

function shownOf({ name, time_zone, currency, provisional_gives_way }: Settings) {
  return { name, time_zone, currency, provisional_gives_way };
}
