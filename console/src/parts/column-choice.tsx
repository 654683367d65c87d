// Which columns a table shows; the choice goes into the address.
import { Button, Checkbox, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import styles from './column-choice.module.css';
import type { Column } from './data-table.tsx';

type Props<Row> = {
  columns: readonly Column<Row>[];
  shown: readonly string[] | null;
  onChange: (shown: readonly string[] | null) => void;
};

export function ColumnChoice<Row>({ columns, shown, onChange }: Props<Row>) {
  const usual = columns.filter(({ isExtra }) => !isExtra).map(({ key }) => key);
  const now = shown ?? usual;
  const choose = (key: string, isOn: boolean): void => {
    const next = columns.map((column) => column.key).filter((each) => (each === key ? isOn : now.includes(each)));
    onChange(next.join() === usual.join() ? null : next);
  };
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} aria-hidden="true" />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <fieldset className={styles.choice}>
          <legend className="for-readers">Columns</legend>
          {columns.map(({ key, head }) => (
            <Checkbox
              key={key}
              size="xs"
              label={head}
              checked={now.includes(key)}
              disabled={now.length === 1 && now.includes(key)}
              onChange={({ currentTarget }) => choose(key, currentTarget.checked)}
            />
          ))}
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}
