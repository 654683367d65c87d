// A secret that can be done without is removed when the form is saved, and before that it is said what does not work then.
import { Checkbox } from '@mantine/core';
import type { Field } from '../../../../src/http/broker/schemas/declared.ts';
import styles from './declared.module.css';
import { wordsOf } from './field-input.tsx';

type Props = { field: Field; isRemoved: boolean; onChange: (isRemoved: boolean) => void };

export function RemoveSecret({ field: { name, without }, isRemoved, onChange }: Props) {
  return (
    <div className={styles.remove}>
      <Checkbox
        size="xs"
        label="Remove it"
        aria-label={`Remove it: ${wordsOf(name)}`}
        checked={isRemoved}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {isRemoved && <p role="status">{without ?? 'Whatever needs it does not work any more.'}</p>}
    </div>
  );
}
