// The search over everything: pages, orders, listings, and what can be switched. Opened by `/` or Ctrl-K, left by Escape;
// all of it by keyboard. What is found stands in groups, the nearest first.
import { Loader, Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useId, useState } from 'react';
import styles from './palette.module.css';
import { type Found, useFound } from './use-found.ts';

export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      padding={0}
      size="lg"
      yOffset="12vh"
      centered={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Search">{isOpen && <Search onClose={onClose} />}</Modal.Content>
    </Modal.Root>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 150);
  const { groups, isLooking } = useFound(asked);
  const [place, setPlace] = useState(0);
  const list = useId();
  const all = groups.flatMap(({ items }) => items);
  const at = Math.min(place, all.length - 1);
  const choose = (item: Found | undefined): void => {
    if (item === undefined) return;
    onClose();
    item.open();
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && all.length > 0) {
      event.preventDefault();
      setPlace((at + step + all.length) % all.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(all[at]);
    }
  };
  return (
    <div className={styles.palette}>
      <div className={styles.asked}>
        <IconSearch size={18} stroke={1.6} aria-hidden="true" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={all[at] ? `${list}-${at}` : undefined}
          aria-label="Search pages, orders and listings"
          placeholder="Event, order number, listing, buyer, or a page"
          value={words}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setPlace(0);
          }}
          onKeyDown={onKey}
        />
        {isLooking && <Loader size={14} aria-hidden="true" />}
      </div>
      <div id={list} role="listbox" aria-label="Found" className={styles.found}>
        {groups.map(({ name, items }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form; these are options
          <div key={name} role="group" aria-label={name} className={styles.group}>
            <span className={styles.name} aria-hidden="true">
              {name}
            </span>
            {items.map((item) => {
              const number = all.indexOf(item);
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys, and the focus
                <div
                  key={item.key}
                  id={`${list}-${number}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={number === at}
                  className={styles.item}
                  onPointerMove={() => setPlace(number)}
                  onClick={() => choose(item)}
                  ref={(element) => {
                    if (number === at) element?.scrollIntoView({ block: 'nearest' });
                  }}
                >
                  <bdi className="one-line">{item.title}</bdi>
                  <bdi className={`${styles.about} one-line`}>{item.about}</bdi>
                </div>
              );
            })}
          </div>
        ))}
        {all.length === 0 && !isLooking && <p className={styles.nothing}>Nothing is called that.</p>}
      </div>
      <p className={styles.keys} aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> to choose · <kbd>Enter</kbd> to open · <kbd>Esc</kbd> to leave
      </p>
    </div>
  );
}
