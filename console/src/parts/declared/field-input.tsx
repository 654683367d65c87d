// One declared field, entered in the way of its kind. What is left empty has its default, which is shown in its place.
import { NumberInput, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import type { Field } from '../../../../src/http/broker/schemas/declared.ts';
import { capital } from '../capital.ts';
import styles from './declared.module.css';
import { textOf } from './draft.ts';

type Props = {
  field: Field;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  disabled?: boolean;
  /** What holds while nobody has set it, where nothing public says better. */
  assumed?: string | undefined;
  /** In place of the default, such as "stands; left empty, it stays". */
  placeholder?: string | undefined;
};

export function FieldInput({ field, value, onChange, error, disabled = false, assumed, placeholder }: Props) {
  const { kind, is_secret: isSecret, is_required: isRequired } = field;
  const shared = {
    label: <Label field={field} assumed={assumed} />,
    description: field.description,
    descriptionProps: { size: 'md' },
    error,
    disabled,
    value,
    placeholder: placeholder ?? defaultWords(field),
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    // A name in the record, never one that a browser fills in by itself.
    autoComplete: 'off',
    withAsterisk: isRequired,
    'aria-required': isRequired,
  };
  if (isSecret) {
    return (
      <PasswordInput
        {...shared}
        autoComplete="new-password"
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  if (kind === 'whole_number' || kind === 'number') {
    return (
      <NumberInput
        {...shared}
        size="sm"
        allowDecimal={kind === 'number'}
        hideControls
        {...(field.minimum === null ? {} : { min: field.minimum })}
        {...(field.maximum === null ? {} : { max: field.maximum })}
        clampBehavior="none"
        onChange={(entered) => onChange(String(entered))}
      />
    );
  }
  if (kind === 'choice' || kind === 'yes_or_no') {
    const choices = kind === 'choice' ? field.choices : ['yes', 'no'];
    return (
      <Select
        {...shared}
        value={value === '' ? null : value}
        data={choices}
        clearable
        onChange={(entered) => onChange(entered ?? '')}
      />
    );
  }
  if (kind === 'json') {
    return (
      <Textarea
        {...shared}
        size="sm"
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        classNames={{ input: styles.code ?? '' }}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  return <TextInput {...shared} onChange={({ currentTarget }) => onChange(currentTarget.value)} />;
}

function Label({ field, assumed }: Pick<Props, 'field' | 'assumed'>) {
  return (
    <span className={styles.label}>
      {wordsOf(field.name)}
      {assumed !== undefined && <span className={styles.assumed}>not public, cautious default</span>}
    </span>
  );
}

/** `poll_seconds` is "Poll (seconds)". */
export function wordsOf(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replace(/ (ms|seconds|minutes|hours|days)$/, ' ($1)')
    .replaceAll(/\b(api|url|id)\b/g, (short) => short.toUpperCase());
  return capital(words);
}

function defaultWords({ default: value, kind, is_nullable: isNullable }: Field): string {
  const text = value === null && isNullable ? 'none' : textOf({ kind }, value);
  return text === '' ? '' : `${text} (default)`;
}
