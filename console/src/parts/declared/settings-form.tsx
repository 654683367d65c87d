// Settings that a marketplace or a POS declares: those that nothing public answers come first, the others are a click away.
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AssumedSetting, Field } from '../../../../src/http/broker/schemas/declared.ts';
import { useDraft } from '../../app/use-draft.ts';
import { Trouble } from '../trouble.tsx';
import styles from './declared.module.css';
import { draftOf, enteredIn } from './draft.ts';
import { FieldInput } from './field-input.tsx';
import { RemoveSecret } from './remove-secret.tsx';

type Set = Readonly<Record<string, unknown>>;

type Props = {
  fields: readonly Field[];
  set: Set;
  /** The secret ones that stand: they are not shown, and stay while they are left empty. */
  secretsSet?: readonly string[];
  assumed: readonly AssumedSetting[];
  mayChange: boolean;
  isBusy: boolean;
  errorOf: (field: string) => string | undefined;
  trouble: string | null;
  saveLabel?: string;
  /** What is changed, and what has its default again. Resolves with whether the hub has taken it. */
  onSave: (change: { settings?: Record<string, unknown>; unset?: string[] }) => Promise<boolean>;
};

export function SettingsForm(props: Props) {
  const { fields, set, secretsSet = [], assumed, mayChange, isBusy, errorOf, trouble, onSave } = props;
  const { values: draft, change, saved } = useDraft(draftOf(fields, set));
  const { settings, unset, wrong } = enteredIn(fields, set, draft);
  const isChanged = Object.keys(settings).length > 0 || unset.length > 0;
  const isWrong = Object.keys(wrong).length > 0;
  const isWhole = fields.every(
    ({ name, is_required: isRequired }) => !isRequired || (draft[name] ?? '') !== '' || secretsSet.includes(name),
  );
  // As it was when the form came up: no field goes elsewhere under the hands of whoever fills it in.
  const [comesFirst] = useState(
    () =>
      new Set(
        fields
          .filter(({ name, is_required: isRequired, is_secret: isSecret }) => name in set || isRequired || isSecret)
          .map(({ name }) => name)
          .concat(assumed.map(({ setting }) => setting)),
      ),
  );
  const first = fields.filter(({ name }) => comesFirst.has(name));
  const rest = fields.filter((field) => !first.includes(field));
  const input = (field: Field) => {
    const { name } = field;
    const stands = secretsSet.includes(name);
    const isRemoved = draft[name] === null;
    return (
      <div key={name}>
        <FieldInput
          field={field}
          value={draft[name] ?? ''}
          onChange={(text) => change({ [name]: text })}
          error={wrong[name] ?? errorOf(name)}
          disabled={!mayChange || isRemoved}
          placeholder={isRemoved ? 'is removed' : stands ? 'stands; empty keeps it' : undefined}
          assumed={assumed.find(({ setting }) => setting === name)?.assumed}
        />
        {stands && !field.is_required && mayChange && (
          <RemoveSecret field={field} isRemoved={isRemoved} onChange={(isOn) => change({ [name]: isOn ? null : '' })} />
        )}
      </div>
    );
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void onSave({
          ...(Object.keys(settings).length > 0 ? { settings } : {}),
          ...(unset.length > 0 ? { unset } : {}),
        }).then((isTaken) => isTaken && saved());
      }}
    >
      {first.length > 0 && <div className={styles.fields}>{first.map(input)}</div>}
      {rest.length > 0 && (
        <details className={styles.rest} open={first.length === 0}>
          <summary>
            {first.length === 0 ? 'All settings' : `${rest.length} other settings, at their usual values`}
          </summary>
          <div className={styles.fields}>{rest.map(input)}</div>
        </details>
      )}
      <Trouble>{trouble}</Trouble>
      <div className={styles.acts}>
        {mayChange ? (
          <Button type="submit" loading={isBusy} disabled={!isChanged || isWrong || !isWhole}>
            {props.saveLabel ?? 'Save settings'}
          </Button>
        ) : (
          <span className="quiet">An owner can change these.</span>
        )}
      </div>
    </form>
  );
}
