// The table of every list: rows of 32 px, as many as wanted because only those in sight are drawn, a head that stays, figures
// on the right, columns to choose, sort and filters in the address, rows to select for acts on many. On a phone a row is a
// card. It has no data of its own.
import { Checkbox } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import styles from './data-table.module.css';
import type { Sort } from './table-address.ts';

export type Column<Row> = {
  /** Its name in the address, and for the server's sort. */
  key: string;
  head: string;
  cell: (row: Row) => React.ReactNode;
  /** Any CSS length; what is left over goes to columns without one. */
  width?: string;
  align?: 'start' | 'end';
  isSortable?: boolean;
  /** Left out until it is chosen. */
  isExtra?: boolean;
  /** Left out where there is little room, unless columns were chosen. */
  isSpare?: boolean;
};

export type DataTableProps<Row> = {
  /** What the table lists, for those who do not see it: "Orders". */
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Keys of the columns to show; null: all but the extra ones. */
  shown?: readonly string[] | null;
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
  /** The page of a row. It opens by a click, or by Enter on the row; with Ctrl or the middle button in a tab of its own. */
  pathOf?: (row: Row) => string;
  selection?: {
    chosen: ReadonlySet<string>;
    onChange: (chosen: ReadonlySet<string>) => void;
    /** What a person knows the row by. */
    nameOf: (row: Row) => string;
  };
  /** A row on a phone, in two or three lines. */
  card: (row: Row) => React.ReactNode;
  /** Called when the last rows come into sight. */
  onEnd?: () => void;
  /** "needs" and "losing" put a coloured edge on the row. */
  moodOf?: (row: Row) => 'needs' | 'losing' | undefined;
  /** How high the table may become before it scrolls by itself. */
  height?: string;
};

/** In rem: where letters are larger, so are rows. */
const rowHeight = 2;
const cardHeight = 5.25;
/** What a column without a width has at least: a name can be told from another by its beginning. */
const leastWidth = '10rem';
const checkWidth = '2.25rem';
const nearTheEnd = 12;

export function DataTable<Row>(given: DataTableProps<Row>) {
  const isNarrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  // Acts on many are for a desk: a thumb selects too easily what it only wants to open.
  const props = isNarrow ? withoutSelection(given) : given;
  const { label, rows, rowKey, columns, shown = null, onEnd, card, height = '100%' } = props;
  const box = useRef<HTMLElement>(null);
  const drawn = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => (isNarrow ? cardHeight : rowHeight) * remInPixels(),
    getItemKey: (place) => rowKey(rows[place] as Row),
    overscan: 10,
    // The sticky head is not part of what scrolls.
    scrollPaddingStart: rowHeight * remInPixels(),
  });
  useEffect(() => drawn.measure(), [isNarrow]);
  const items = drawn.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - nearTheEnd) onEnd?.();
  }, [last, rows.length, onEnd]);
  const before = items[0]?.start ?? 0;
  const after = drawn.getTotalSize() - (items.at(-1)?.end ?? 0);
  const visible = isNarrow ? [] : columns.filter((column) => (shown ? shown.includes(column.key) : !column.isExtra));
  const spare = new Set(shown ? [] : visible.filter(({ isSpare }) => isSpare));
  const kept = visible.filter((column) => !spare.has(column));
  const widths = [...(props.selection ? [checkWidth] : []), ...kept.map(({ width = leastWidth }) => width)];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={box} className={styles.box} style={{ height }} tabIndex={0} aria-label={label}>
      <table
        className={styles.table}
        style={isNarrow ? {} : { minWidth: `calc(${widths.join(' + ')})` }}
        aria-rowcount={rows.length + 1}
        data-narrow={isNarrow || undefined}
      >
        <caption className="for-readers">{label}</caption>
        {!isNarrow && <Head {...props} visible={visible} spare={spare} />}
        <tbody>
          <Gap height={before} />
          {items.map(({ index, key }) => {
            const row = rows[index] as Row;
            return (
              <Line key={String(key)} {...props} row={row} place={index}>
                {isNarrow ? (
                  <td className={styles.card} style={{ height: `${cardHeight}rem` }}>
                    {card(row)}
                  </td>
                ) : (
                  visible.map((column) => (
                    <td key={column.key} data-align={column.align} data-spare={spare.has(column) || undefined}>
                      {column.cell(row)}
                    </td>
                  ))
                )}
              </Line>
            );
          })}
          <Gap height={after} />
        </tbody>
      </table>
    </section>
  );
}

function remInPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function withoutSelection<Row>({ selection: _selection, ...props }: DataTableProps<Row>): DataTableProps<Row> {
  return props;
}

function Head<Row>({
  visible,
  sort = null,
  onSort,
  selection,
  rows,
  rowKey,
  label,
  spare,
}: DataTableProps<Row> & { visible: readonly Column<Row>[]; spare: ReadonlySet<Column<Row>> }) {
  const keys = rows.map(rowKey);
  const chosenHere = selection ? keys.filter((key) => selection.chosen.has(key)).length : 0;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection && (
          <th scope="col" style={{ width: checkWidth }}>
            <Checkbox
              size="xs"
              aria-label={`Select all ${label}`}
              checked={chosenHere > 0 && chosenHere === keys.length}
              indeterminate={chosenHere > 0 && chosenHere < keys.length}
              onChange={({ currentTarget }) => selection.onChange(new Set(currentTarget.checked ? keys : []))}
            />
          </th>
        )}
        {visible.map((column) => (
          <th
            key={column.key}
            scope="col"
            data-align={column.align}
            data-spare={spare.has(column) || undefined}
            style={column.width ? { width: column.width } : {}}
            aria-sort={ariaSort(column, sort)}
          >
            {column.isSortable && onSort ? (
              <button type="button" className={styles.sort} onClick={() => onSort(nextSort(column.key, sort))}>
                {column.head}
                {sort?.by === column.key &&
                  (sort.isDescending ? (
                    <IconArrowDown size={12} aria-hidden="true" />
                  ) : (
                    <IconArrowUp size={12} aria-hidden="true" />
                  ))}
              </button>
            ) : (
              column.head
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Line<Row>(props: DataTableProps<Row> & { row: Row; place: number; children: React.ReactNode }) {
  const { row, place, rowKey, pathOf, selection, moodOf, children } = props;
  const navigate = useNavigate();
  const key = rowKey(row);
  const path = pathOf?.(row);
  const open = ({
    ctrlKey,
    metaKey,
    button = 0,
  }: Pick<MouseEvent, 'ctrlKey' | 'metaKey'> & { button?: number }): void => {
    if (path === undefined) return;
    if (ctrlKey || metaKey || button === 1) window.open(path, '_blank', 'noopener');
    else void navigate({ to: path });
  };
  const isChosen = selection?.chosen.has(key) ?? false;
  const choose = (isOn: boolean): void => {
    const chosen = new Set(selection?.chosen);
    if (isOn) chosen.add(key);
    else chosen.delete(key);
    selection?.onChange(chosen);
  };
  return (
    <tr
      aria-rowindex={place + 2}
      data-mood={moodOf?.(row)}
      data-chosen={isChosen || undefined}
      data-opens={path === undefined ? undefined : true}
      tabIndex={path === undefined ? undefined : 0}
      onClick={(event) => {
        if (!isControl(event.target)) open(event);
      }}
      onAuxClick={(event) => {
        if (event.button === 1 && !isControl(event.target)) open(event);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) open(event);
      }}
    >
      {selection && (
        <td>
          <Checkbox
            size="xs"
            aria-label={`Select ${selection.nameOf(row)}`}
            checked={isChosen}
            onChange={({ currentTarget }) => choose(currentTarget.checked)}
          />
        </td>
      )}
      {children}
    </tr>
  );
}

/**
 * Stands for the rows that are out of sight. It is one cell, however many columns there are: one that spanned columns which are
 * not shown would make room for them.
 */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without a tab stop takes no focus
    <tr aria-hidden="true" className={styles.gap}>
      <td style={{ height }} />
    </tr>
  );
}

/** A click on something in the row that acts by itself does not open the row, and nor does one that ends a selection of text. */
function isControl(target: EventTarget): boolean {
  if (target instanceof Element && target.closest('a, button, input, label') !== null) return true;
  return (window.getSelection()?.toString() ?? '') !== '';
}

function ariaSort<Row>(column: Column<Row>, sort: Sort | null): 'ascending' | 'descending' | 'none' | undefined {
  if (!column.isSortable) return undefined;
  if (sort?.by !== column.key) return 'none';
  return sort.isDescending ? 'descending' : 'ascending';
}

/** Down, up, as it was. */
function nextSort(key: string, sort: Sort | null): Sort | null {
  if (sort?.by !== key) return { by: key, isDescending: true };
  return sort.isDescending ? { by: key, isDescending: false } : null;
}
