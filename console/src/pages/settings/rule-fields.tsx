// What the rule for sales without tickets may say.
import { NumberInput, Radio, TextInput } from '@mantine/core';
import type { AutoRejectBody } from '../../../../src/http/broker/schemas/settings.ts';
import { useMay } from '../../app/session.ts';
import styles from './settings-page.module.css';

type When = AutoRejectBody['when'] | 'never';
/** `margin` in minutes; `most` in whole units of whatever currency, empty where there is no limit. */
export type EnteredRule = { when: When; margin: number; most: number | ''; reason: string };

type Props = { values: EnteredRule; change: (fields: Partial<EnteredRule>) => void };

export function RuleFields({ values: { when, margin, most, reason }, change }: Props) {
  const mayManage = useMay('manage');
  return (
    <>
      <Radio.Group
        className={styles.wide ?? ''}
        label="Reject by itself"
        value={when}
        onChange={(value) => change({ when: value as When })}
      >
        <Radio value="never" label="Never: a person decides" disabled={!mayManage} mt="xs" />
        <Radio
          value="before_deadline"
          label="Some time before the marketplace’s deadline"
          disabled={!mayManage}
          mt="xs"
        />
        <Radio value="at_once" label="At once" disabled={!mayManage} mt="xs" />
      </Radio.Group>
      {when === 'before_deadline' && (
        <NumberInput
          label="Minutes before the deadline"
          description="A sale without a deadline is left to you."
          min={0}
          max={10_080}
          allowDecimal={false}
          value={margin}
          onChange={(value) => change({ margin: Number(value) || 0 })}
          disabled={!mayManage}
        />
      )}
      {when !== 'never' && (
        <>
          <NumberInput
            label="Only up to"
            description="More, or an unknown amount, is left to you."
            placeholder="no limit"
            min={0}
            decimalScale={2}
            thousandSeparator=","
            value={most}
            onChange={(value) => change({ most: value === '' ? '' : Number(value) })}
            disabled={!mayManage}
          />
          <TextInput
            label="Reason"
            description="What the marketplace is told."
            maxLength={500}
            value={reason}
            onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
            disabled={!mayManage}
          />
        </>
      )}
    </>
  );
}
