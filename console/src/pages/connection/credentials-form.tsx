// What the broker proves himself with at the marketplace: entered as a whole, and never shown again.
import { Button } from '@mantine/core';
import type { Connection } from '../../../../src/http/broker/schemas/connections.ts';
import type { Field } from '../../../../src/http/broker/schemas/declared.ts';
import { enterCredentials } from '../../api/routes/connections.ts';
import { useChange } from '../../app/use-change.ts';
import { useDraft } from '../../app/use-draft.ts';
import { type Draft, enteredIn, filledIn } from '../../parts/declared/draft.ts';
import { FieldInput, wordsOf } from '../../parts/declared/field-input.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import styles from './connection-page.module.css';

type Props = {
  connection: Connection;
  fields: readonly Field[];
  onEntered?: () => void;
  onLater?: () => void;
};

export function CredentialsForm({ connection, fields, onEntered, onLater }: Props) {
  const { connection_id: id, has_credentials: isReplacing } = connection;
  // The hub tells none of them.
  const { values: draft, change, saved } = useDraft<Draft>({});
  const { make, isBusy, errorOf, trouble } = useChange(enterCredentials, [['connections'], ['health']]);
  const { wrong } = enteredIn(fields, {}, draft);
  const isWhole = fields.every(({ name, is_required: isRequired }) => !isRequired || (draft[name] ?? '') !== '');
  const enter = async (): Promise<void> => {
    const answer = await make({ params: { connection_id: id }, body: { credentials: filledIn(fields, draft) } });
    if (answer === null) return;
    saved();
    onEntered?.();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <div className={styles.fields}>
        {fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={draft[field.name] ?? ''}
            onChange={(text) => change({ [field.name]: text })}
            error={wrong[field.name] ?? errorOf(field.name)}
          />
        ))}
      </div>
      <p className="quiet">
        Encrypted before they are stored, and never shown again.
        {isReplacing && ' These replace all those that stand.'}
      </p>
      {isReplacing &&
        fields
          .filter(({ name, is_required: isRequired }) => !isRequired && (draft[name] ?? '') === '')
          .map(({ name, without }) => (
            <p key={name} className="quiet">
              {wordsOf(name)} is left empty: if one stands, it is removed. {without}
            </p>
          ))}
      <Trouble>{trouble}</Trouble>
      <div className={styles.acts}>
        <Button type="submit" loading={isBusy} disabled={!isWhole || Object.keys(wrong).length > 0}>
          {isReplacing ? 'Replace credentials' : 'Enter credentials'}
        </Button>
        {onLater && (
          <Button variant="subtle" onClick={onLater}>
            Later
          </Button>
        )}
      </div>
    </form>
  );
}
