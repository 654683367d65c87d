// What the list is narrowed by, all of it in the address: words, a set of states, a marketplace, a span of time, and more.
import { Button, NativeSelect, Pill, Popover, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useContext, useState } from 'react';
import { MarketplacesContext } from '../../parts/marketplace.tsx';
import { SearchWords } from '../../parts/search-words.tsx';
import { orderStates } from '../../parts/status-badge.tsx';
import styles from './filter-bar.module.css';
import { type Filters, moreFields, narrowed, stateChoices, timeChoices } from './order-filters.ts';

type Props = { filters: Filters; onFilter: (changes: Record<string, string | undefined>) => void };

export function FilterBar({ filters, onFilter }: Props) {
  const marketplaces = [...useContext(MarketplacesContext)];
  const { state = '', marketplace = '', time = '' } = filters;
  const pills = narrowed(filters);
  const isOneState = state !== '' && !stateChoices.some(({ value }) => value === state);
  return (
    <search className={styles.bar} aria-label="Narrow the list">
      <div className={styles.line}>
        <SearchWords label="Search orders" words={filters.q ?? ''} onWords={(q) => onFilter({ q })} />
        <NativeSelect
          size="xs"
          aria-label="Marketplace"
          value={marketplace}
          onChange={({ currentTarget }) => onFilter({ marketplace: currentTarget.value })}
          data={[
            { value: '', label: 'Every marketplace' },
            ...marketplaces.map(([slug, { name }]) => ({ value: slug, label: name })),
            ...(marketplace === '' || marketplaces.some(([slug]) => slug === marketplace)
              ? []
              : [{ value: marketplace, label: marketplace }]),
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Time"
          value={time}
          onChange={({ currentTarget }) => onFilter({ time: currentTarget.value, from: undefined, to: undefined })}
          data={timeChoices.map(({ value, label }) => ({ value, label }))}
        />
        <More filters={filters} onFilter={onFilter} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways everywhere */}
      <div className={styles.states} role="group" aria-label="States">
        {stateChoices.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            className={styles.choice}
            data-needs={value === 'needs_you' || undefined}
            aria-pressed={state === value}
            ref={state === value ? bringIntoSight : null}
            onClick={() => onFilter({ state: value })}
          >
            {label}
          </button>
        ))}
        <select
          className={styles.choice}
          aria-label="One state"
          data-on={isOneState || undefined}
          ref={isOneState ? bringIntoSight : null}
          value={isOneState ? state : ''}
          onChange={({ currentTarget }) => onFilter({ state: currentTarget.value })}
        >
          <option value="">One state…</option>
          {orderStates.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
          {isOneState && state.includes(',') && <option value={state}>{state.replaceAll(',', ', ')}</option>}
        </select>
      </div>
      {pills.length > 0 && (
        <Pill.Group>
          {pills.map(({ name, words }) => (
            <Pill
              key={name}
              withRemoveButton
              removeButtonProps={{ 'aria-label': `Take away ${words}`, 'aria-hidden': false, tabIndex: 0 }}
              onRemove={() => onFilter({ [name]: undefined })}
            >
              {words}
            </Pill>
          ))}
        </Pill.Group>
      )}
    </search>
  );
}

/** On a phone the states are more than have room: what is chosen is seen, else the list seems to be whole. */
function bringIntoSight(choice: HTMLElement | null): void {
  choice?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

function More({ filters, onFilter }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={15} aria-hidden="true" />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          More
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="More to narrow by">
        <form
          className={styles.more}
          onSubmit={(event) => {
            event.preventDefault();
            const given = new FormData(event.currentTarget);
            const names = [...moreFields.map(({ name }) => name), 'from', 'to'];
            onFilter(Object.fromEntries(names.map((name) => [name, String(given.get(name) ?? '').trim()])));
            setOpen(false);
          }}
        >
          {moreFields.map(({ name, label, hint }) => (
            <TextInput
              key={name}
              size="xs"
              name={name}
              label={label}
              placeholder={hint}
              defaultValue={filters[name] ?? ''}
              maxLength={200}
            />
          ))}
          <div className={styles.days}>
            <TextInput size="xs" type="date" name="from" label="From" defaultValue={filters.from ?? ''} />
            <TextInput size="xs" type="date" name="to" label="To" defaultValue={filters.to ?? ''} />
          </div>
          <Button type="submit">Narrow</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
